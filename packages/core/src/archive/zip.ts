/** Archives in the ZIP format. */
import { makeZip, predictLength } from "client-zip";
import type { ArchiveEntry, ArchiveFormat } from "./entry.ts";

/** The format. */
export const zip: ArchiveFormat = {
  type: "application/zip",
  sizeOf: (entries) => Number(predictLength(entries.map(({ name, bytes }) => ({ name, size: bytes })))),
  write,
};

async function* write(entries: readonly ArchiveEntry[]): AsyncGenerator<Uint8Array, void, void> {
  try {
    const inputs = entries.map(({ name, bytes, modifiedAt, body }) => ({
      name,
      size: bytes,
      lastModified: modifiedAt,
      input: body,
    }));
    yield* makeZip(inputs);
  } finally {
    // The library leaves the one that it was reading open when it is stopped; to close others does nothing.
    await Promise.all(entries.map(({ body }) => body.return()));
  }
}
