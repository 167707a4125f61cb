/** Work that nobody waits for, done when there is nothing else to do, one thing at a time. */
import { IntaglioError } from "@intaglio/contract";
import type { Idle, Logger } from "../engine.ts";

type Work = Parameters<Idle["add"]>[1];

/** What {@link IdleWork} needs. */
export interface IdleParts {
  /** True while somebody's work is being done or waits. */
  readonly isBusy: () => boolean;
  readonly log: Logger;
}

/** How often it is looked whether there is time. */
const lookEveryMs = 100;
/** What is noted beyond this many is forgotten: it will be asked for again. */
const maxNoted = 200;

/** The list of what could be done. It is this process's own, and goes with it. */
export class IdleWork implements Idle {
  readonly #parts: IdleParts;
  readonly #noted = new Map<string, Work>();
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #wasIdle = false;
  #working: Promise<void> | undefined;

  constructor(parts: IdleParts) {
    this.#parts = parts;
  }

  /** What fails is told to the log, and not tried again by itself. */
  add(name: string, work: Work): void {
    if (this.#stop.signal.aborted || this.#noted.size >= maxNoted) return;
    this.#noted.set(name, work);
    this.#timer ??= setInterval(() => this.#look(), lookEveryMs).unref();
  }

  /** Gives up what is noted, and waits for what is being done. */
  async close(): Promise<void> {
    this.#stop.abort();
    this.#noted.clear();
    clearInterval(this.#timer);
    await this.#working;
  }

  /** Begins when there was time at two looks in a row: between two requests of one page there is none. */
  #look(): void {
    const isIdle = this.#working === undefined && !this.#parts.isBusy();
    const [next] = this.#noted;
    if (isIdle && this.#wasIdle && next) {
      const [name, work] = next;
      this.#noted.delete(name);
      this.#working = this.#do(name, work).finally(() => (this.#working = undefined));
    }
    this.#wasIdle = isIdle;
    if (this.#noted.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #do(name: string, work: Work): Promise<void> {
    try {
      await work(this.#stop.signal);
    } catch (error) {
      const isGone = error instanceof IntaglioError && error.code === "FILE_NOT_FOUND"; // removed in the meantime
      if (!isGone && !this.#stop.signal.aborted)
        this.#parts.log.warn("work in idle time failed", { name, reason: String(error) });
    }
  }
}
