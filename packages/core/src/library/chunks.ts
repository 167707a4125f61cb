/** Reads a body so that an abort is heard at once, even while the body is silent. */
import { IntaglioError } from "@intaglio/contract";
import type { Bytes } from "@intaglio/contract";

/**
 * The body's chunks without the empty ones. Throws the signal's reason when it fires; the body's own errors pass
 * unchanged. The body is told to stop when reading ends early.
 */
export async function* chunksOf(body: Bytes, signal?: AbortSignal): AsyncGenerator<Uint8Array, void, void> {
  signal?.throwIfAborted();
  const iterator = body[Symbol.asyncIterator]();
  // Not Promise.race: racing each chunk against one long promise would keep every chunk alive until the end.
  let refuse: ((reason: unknown) => void) | undefined;
  const onAbort = (): void => refuse?.(signal?.reason);
  signal?.addEventListener("abort", onAbort);
  let ended = false;
  try {
    for (;;) {
      const next = await new Promise<IteratorResult<Uint8Array>>((resolve, reject) => {
        refuse = reject;
        iterator.next().then(resolve, reject);
      });
      signal?.throwIfAborted();
      ended = next.done === true;
      if (next.done === true) return;
      if (!(next.value instanceof Uint8Array))
        throw new IntaglioError("INTERNAL", `a body gave ${typeof next.value}, not bytes`);
      if (next.value.byteLength > 0) yield next.value;
    }
  } finally {
    signal?.removeEventListener("abort", onAbort);
    // Not awaited: a body that hangs in next() would hang here too.
    if (!ended) void Promise.resolve(iterator.return?.()).catch(() => undefined);
  }
}
