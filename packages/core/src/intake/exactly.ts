/** A stream that has as many bytes as it should. */
import { IntaglioError, type Bytes } from "@intaglio/contract";

/** The same bytes. Throws `PART_INVALID` as soon as there are more than `bytes`, `PARTS_INCOMPLETE` at the end when there are fewer. */
export async function* exactly(body: Bytes, bytes: number): AsyncGenerator<Uint8Array, void, void> {
  let seen = 0;
  for await (const chunk of body) {
    seen += chunk.byteLength;
    if (seen > bytes) throw wrongSize(seen, bytes);
    yield chunk;
  }
  if (seen < bytes) throw wrongSize(seen, bytes);
}

/** What is thrown for a part that has not the bytes it should have. */
export function wrongSize(seen: number, bytes: number): IntaglioError {
  const hint = `the part has ${bytes} bytes`;
  return seen > bytes
    ? new IntaglioError("PART_INVALID", `${seen} bytes in a part of ${bytes}`, { hint })
    : new IntaglioError("PARTS_INCOMPLETE", `${seen} bytes in a part of ${bytes}`, { hint });
}
