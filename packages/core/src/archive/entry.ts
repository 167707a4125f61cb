/** What an archive is made of, in any format. */

/** One file of an archive. */
export interface ArchiveEntry {
  /** 1 to 100 letters, digits and `_ . -`, unique in the archive. */
  readonly name: string;
  readonly bytes: number;
  /** Unix milliseconds. */
  readonly modifiedAt: number;
  /** Opens nothing until it is read. Gives just so many bytes, or throws. */
  readonly body: AsyncGenerator<Uint8Array, void, void>;
}

/** A kind of archive. Files are stored as they are: pictures do not become smaller. */
export interface ArchiveFormat {
  readonly type: string;
  /** Bytes of the whole archive. */
  sizeOf(entries: readonly ArchiveEntry[]): number;
  /** The archive, as it is read. Whoever stops early has all bodies closed. */
  write(entries: readonly ArchiveEntry[]): AsyncGenerator<Uint8Array, void, void>;
}

const maxLength = 90;

/** Names for files of these names: plain ASCII without a path, and unique, also where case does not count. */
export function nameEntries(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((given) => {
    const plain = given.replace(/[^\w.-]/g, "_").replace(/^\.+/, "_");
    const dot = plain.lastIndexOf(".");
    const ending = dot > 0 ? plain.slice(dot).slice(0, 20) : "";
    const stem = (dot > 0 ? plain.slice(0, dot) : plain).slice(0, maxLength - ending.length) || "file";
    let name = `${stem}${ending}`;
    for (let turn = 2; taken.has(name.toLowerCase()); turn += 1) name = `${stem}-${turn}${ending}`;
    taken.add(name.toLowerCase());
    return name;
  });
}
