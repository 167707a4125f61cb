/**
 * Answers that are ready: what an address was answered with a moment ago, to be given again at once. They hold for a
 * second, for one kind of client, and until any record changes, so nothing that was judged for them can have changed.
 */
import type { Asked } from "@intaglio/contract";
import type { Lookup } from "./hints.ts";

/** So many addresses are remembered. */
const maxKept = 2_000;

/** What an answer depends on, and what it is made of. */
export interface Ready<Thing> {
  /** The records' version before anything was looked up for it. */
  readonly version: unknown;
  /** Unix time, seconds: expiries and `max-age` count them. */
  readonly second: number;
  /** True for clients like the one it was made for. */
  readonly fits: (header: Lookup) => boolean;
  /** The rendition's key. */
  readonly key: string;
  /** What to send, with its ETag. */
  readonly thing: Thing & { readonly etag: string };
  readonly caching: string;
}

/** What there is at present. */
export interface Present {
  readonly version: unknown;
  readonly second: number;
  readonly recall: (key: string) => { readonly bytes: Uint8Array } | undefined;
}

/** Answers by address. */
export class ReadyAnswers<Thing> {
  readonly #kept = new Map<string, Ready<Thing>>();

  /** Keeps an answer, unless the records cannot tell when they change. */
  keep(url: string, ready: Ready<Thing>): void {
    if (ready.version === undefined) return;
    this.#kept.delete(url);
    this.#kept.set(url, ready);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= maxKept) break;
      this.#kept.delete(oldest);
    }
  }

  /** The answer that fits a request, and its bytes, or null for a client that has them. Undefined: it takes more than that. */
  find(
    { method, url, header }: Asked,
    present: () => Present,
  ): { readonly ready: Ready<Thing>; readonly bytes: Uint8Array | null } | undefined {
    const ready = this.#kept.get(url);
    if (!ready || method !== "GET") return undefined;
    const { version, second, recall } = present();
    if (ready.second !== second || ready.version !== version) return undefined;
    if (header("range") !== null || header("if-modified-since") !== null || !ready.fits(header)) return undefined;
    const tag = header("if-none-match");
    if (tag === ready.thing.etag) return { ready, bytes: null };
    const rendition = tag === null ? recall(ready.key) : undefined;
    return rendition && { ready, bytes: rendition.bytes };
  }
}
