/** Takes jobs as long as there is room for them: when woken, and now and then by itself. */

/** What the loop works with. */
export interface JobLoopParts<Taken> {
  readonly concurrency: number;
  readonly pollMs: number;
  /** Takes up to `limit` jobs. May reject; the next turn tries again. */
  readonly take: (limit: number) => Promise<readonly Taken[]>;
  /** Runs one. Never rejects. */
  readonly run: (taken: Taken) => Promise<void>;
  /** Hears of takes that failed. */
  readonly report: (thrown: unknown) => void;
}

/** A loop that runs until it is stopped. Its timer keeps no process alive. */
export class JobLoop<Taken> {
  readonly #parts: JobLoopParts<Taken>;
  readonly #timer: NodeJS.Timeout;
  #running = 0;
  #turn: Promise<void> | undefined;
  #isWoken = false;
  #isStopped = false;

  constructor(parts: JobLoopParts<Taken>) {
    this.#parts = parts;
    this.#timer = setInterval(() => this.wake(), parts.pollMs).unref();
    this.wake();
  }

  /** Looks for jobs at once, or as soon as it has finished looking. */
  wake(): void {
    this.#isWoken = true;
    if (this.#isStopped) return;
    this.#turn ??= this.#look().finally(() => {
      this.#turn = undefined;
      if (this.#isWoken) this.wake(); // woken after the last look
    });
  }

  /** Takes nothing more once it resolves. What runs goes on. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    await this.#turn;
  }

  async #look(): Promise<void> {
    while (this.#isWoken && !this.#isStopped) {
      this.#isWoken = false;
      const room = this.#parts.concurrency - this.#running;
      if (room === 0) return; // the end of a run wakes it
      try {
        for (const taken of await this.#parts.take(room)) this.#run(taken);
      } catch (thrown) {
        this.#parts.report(thrown);
      }
    }
  }

  #run(taken: Taken): void {
    this.#running += 1;
    void this.#parts.run(taken).finally(() => {
      this.#running -= 1;
      this.wake();
    });
  }
}
