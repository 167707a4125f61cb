/** A Node stream's chunks, one by one. */
import type { Readable } from "node:stream";
import { IntaglioError } from "@intaglio/contract";

/** More than this many bytes are not gathered ahead of the reader. */
const aheadBytes = 256 * 1024;

/**
 * The chunks as they come. Node's own iterator joins all that has gathered since, which copies every byte once more and
 * costs a third of an upload. Leaving the loop early destroys the stream.
 */
export async function* chunksOf(stream: Readable): AsyncGenerator<Uint8Array, void, void> {
  const gathered: Uint8Array[] = [];
  let bytes = 0;
  let end: { readonly error?: unknown } | undefined;
  let wake = (): void => {};
  const onData = (chunk: Uint8Array): void => {
    gathered.push(chunk);
    bytes += chunk.byteLength;
    if (bytes >= aheadBytes) stream.pause();
    wake();
  };
  const finish = (how: { readonly error?: unknown }) => (): void => {
    end ??= how;
    wake();
  };
  const onError = (error: unknown): void => finish({ error })();
  const onEnd = finish({});
  const onClose = finish({ error: broken() });
  if (stream.destroyed) throw stream.errored ?? broken();
  stream.on("data", onData).once("end", onEnd).once("error", onError).once("close", onClose);
  try {
    for (;;) {
      const chunk = gathered.shift();
      if (chunk) {
        bytes -= chunk.byteLength;
        if (stream.isPaused()) stream.resume();
        yield chunk;
      } else if (end) {
        if ("error" in end) throw end.error;
        return;
      } else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    stream.off("data", onData).off("end", onEnd).off("error", onError).off("close", onClose);
    if (!stream.readableEnded) stream.destroy();
  }
}

function broken(): IntaglioError {
  return new IntaglioError("BODY_MALFORMED", "the stream closed before its end");
}
