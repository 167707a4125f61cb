/** Counts, hashes and keeps the first bytes of a stream as it passes. */
import { createHash } from "node:crypto";
import { IntaglioError, type Bytes } from "@intaglio/contract";
import { sniffBytes } from "./sniff.ts";

/** What was seen of a stream; complete once the stream has ended. */
export interface Seen {
  readonly bytes: number;
  /** SHA-256, lower-case hex. */
  readonly sha256: string;
  /** The first {@link sniffBytes} bytes, or fewer. */
  readonly head: Uint8Array;
}

/**
 * The same bytes, watched. `seen` throws until the end was reached. Over `maxBytes` the stream throws
 * `FILE_TOO_LARGE`: sizes are counted, not believed.
 */
export function watch(body: Bytes, maxBytes: number): { readonly body: Bytes; seen(): Seen } {
  const hash = createHash("sha256");
  let bytes = 0;
  let head: Uint8Array = new Uint8Array(0);
  let sha256: string | undefined;
  async function* pass(): AsyncGenerator<Uint8Array> {
    for await (const chunk of body) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw new IntaglioError("FILE_TOO_LARGE", `more than ${maxBytes} bytes`);
      if (head.byteLength < sniffBytes) head = Buffer.concat([head, chunk.subarray(0, sniffBytes - head.byteLength)]);
      hash.update(chunk);
      yield chunk;
    }
    sha256 = hash.digest("hex");
  }
  return {
    body: pass(),
    seen: () => {
      if (sha256 === undefined) throw new IntaglioError("INTERNAL", "the stream has not ended");
      return { bytes, sha256, head };
    },
  };
}
