/** Archives in the `ustar` format of POSIX: a header of 512 bytes, the file, zeros up to the next 512, and two empty blocks. */
import type { ArchiveEntry, ArchiveFormat } from "./entry.ts";

const block = 512;

/** The format. */
export const tar: ArchiveFormat = {
  type: "application/x-tar",
  sizeOf: (entries) => entries.reduce((sum, { bytes }) => sum + block + bytes + padding(bytes), 2 * block),
  write,
};

async function* write(entries: readonly ArchiveEntry[]): AsyncGenerator<Uint8Array, void, void> {
  for (const entry of entries) {
    yield headerOf(entry);
    yield* entry.body;
    yield new Uint8Array(padding(entry.bytes));
  }
  yield new Uint8Array(2 * block);
}

function padding(bytes: number): number {
  return (block - (bytes % block)) % block;
}

function headerOf({ name, bytes, modifiedAt }: ArchiveEntry): Uint8Array {
  const header = Buffer.alloc(block);
  const put = (at: number, text: string): number => header.write(text, at, "latin1");
  put(0, name);
  put(100, octal(0o644, 8));
  put(108, octal(0, 8)); // owner
  put(116, octal(0, 8)); // group
  put(124, octal(bytes, 12));
  put(136, octal(Math.floor(modifiedAt / 1000), 12));
  put(148, " ".repeat(8)); // the checksum counts as blanks
  put(156, "0"); // a plain file
  put(257, "ustar\x0000");
  const checksum = header.reduce((sum, byte) => sum + byte, 0);
  put(148, `${octal(checksum, 7)}\0 `);
  return header;
}

/** A number in a field of so many bytes, the last of which is left zero. */
function octal(value: number, length: number): string {
  return value.toString(8).padStart(length - 1, "0");
}
