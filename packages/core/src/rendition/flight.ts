/** Something being made that several wait for. The last waiter to leave ends it. */
import { IntaglioError } from "@intaglio/contract";

/** One thing in the making. */
export class Flight<T> {
  readonly #stop = new AbortController();
  readonly #result: Promise<T>;
  #waiting = 0;

  constructor(make: (signal: AbortSignal) => Promise<T>) {
    this.#result = make(this.#stop.signal);
    this.#result.catch(() => {}); // each waiter hears it; with none left it must not end the process
  }

  /** Ends it for all who wait, with this error. */
  end(why: IntaglioError): void {
    this.#stop.abort(why);
  }

  /** The result. When `signal` fires the wait ends; when nobody waits any longer, `onEmpty` is called and the making stops. */
  async wait(signal: AbortSignal | undefined, onEmpty: () => void): Promise<T> {
    const left = Promise.withResolvers<never>();
    const leave = (): void => left.reject(new IntaglioError("STOPPING", "the client has gone"));
    this.#waiting += 1;
    signal?.addEventListener("abort", leave, { once: true });
    if (signal?.aborted) leave();
    try {
      return await Promise.race([this.#result, left.promise]);
    } finally {
      signal?.removeEventListener("abort", leave);
      this.#waiting -= 1;
      if (this.#waiting === 0 && signal?.aborted) {
        onEmpty();
        this.end(new IntaglioError("STOPPING", "nobody waits for it any longer"));
      }
    }
  }
}
