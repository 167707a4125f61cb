/** Rows to records and back. */
import { IntaglioError } from "@intaglio/contract";
import type { FileChange, FileFacts, FileRecord, ImageFacts, RenditionEntry } from "@intaglio/contract";
import type { FileRow, RenditionRow } from "./schema.ts";

type Metadata = FileRecord["metadata"];

const noMetadata: Metadata = Object.freeze(Object.create(null) as Metadata);
const noTags: readonly string[] = Object.freeze([]);

/** Quick reads give one row object many times; its JSON is parsed once. */
const records = new WeakMap<FileRow, FileRecord>();

/** As {@link toRecord}, but the same frozen record again for the same row object. */
export function toSharedRecord(row: FileRow): FileRecord {
  const known = records.get(row);
  if (known !== undefined) return known;
  const record = toRecord(row);
  const { image } = record;
  for (const part of [record, record.tags, record.metadata, image, image?.dpi, image?.location]) Object.freeze(part);
  records.set(row, record);
  return record;
}

/** A ready or buried file's row as a record. Throws `INTERNAL` when the row is neither. */
export function toRecord(row: FileRow): FileRecord {
  if (row.uploaded_at === null) throw new IntaglioError("INTERNAL", `file ${row.id} is ${row.state}, not ready`);
  return {
    id: row.id,
    project: row.project,
    customId: row.custom_id,
    origin: row.origin,
    name: row.name,
    statedType: row.stated_type,
    type: row.type,
    bytes: row.bytes,
    sha256: row.sha256,
    image: row.image === null ? null : (JSON.parse(row.image) as ImageFacts),
    metadata: readMetadata(row.metadata),
    tags: row.tags === "[]" ? noTags : (JSON.parse(row.tags) as string[]),
    access: row.access,
    uploadedAt: row.uploaded_at,
    storedAt: row.stored_at,
    expiresAt: row.expires_at,
    removedAt: row.removed_at,
  };
}

/** The columns that complete a file. */
export function toColumns(facts: FileFacts): Partial<FileRow> {
  return {
    ...toChangedColumns(facts),
    project: facts.project,
    origin: facts.origin,
    type: facts.type,
    bytes: facts.bytes,
    sha256: facts.sha256,
    image: facts.image === null ? null : JSON.stringify(facts.image),
  };
}

/** The columns that a change touches, and no others. */
export function toChangedColumns(change: FileChange): Partial<FileRow> {
  return {
    ...(change.customId === undefined ? {} : { custom_id: change.customId }),
    ...(change.name === undefined ? {} : { name: change.name }),
    ...(change.metadata === undefined ? {} : { metadata: JSON.stringify(change.metadata) }),
    ...(change.tags === undefined ? {} : { tags: JSON.stringify(change.tags) }),
    ...(change.access === undefined ? {} : { access: change.access }),
    ...(change.storedAt === undefined ? {} : { stored_at: change.storedAt }),
    ...(change.expiresAt === undefined ? {} : { expires_at: change.expiresAt }),
  };
}

/** A rendition's row as a ledger entry. */
export function toEntry(row: Omit<RenditionRow, "used_at">): RenditionEntry {
  return { key: row.key, fileId: row.file_id, bytes: row.bytes, type: row.type, width: row.width, height: row.height };
}

/** Without a prototype: `metadata["constructor"]` is then what a client wrote, or nothing. */
function readMetadata(json: string): Metadata {
  if (json === "{}") return noMetadata;
  const metadata = Object.create(null) as Record<string, string>;
  for (const [key, value] of Object.entries(JSON.parse(json) as Metadata)) metadata[key] = value;
  return metadata;
}
