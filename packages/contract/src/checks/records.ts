/** What the checks of record stores share. */
import assert from "node:assert/strict";
import type { FileDraft, FileFacts, FileQuery, FileRecord, ImageFacts } from "../file.ts";
import type { RecordStore, RenditionEntry } from "../stores.ts";

/** A check's name, and what it does with an empty store. */
export type RecordTable = Readonly<Record<string, (store: RecordStore) => Promise<void>>>;

/** As late as a time can be. */
export const later = 8_640_000_000_000_000;
/** No file's. */
export const unknownId = "00000000-0000-4000-8000-000000000000";

const image: ImageFacts = {
  format: "jpeg",
  width: 4_000,
  height: 3_000,
  pages: 1,
  orientation: 6,
  hasAlpha: false,
  colorMode: "RGB",
  dpi: [72, 72.5],
  location: { latitude: -33.8688, longitude: 151.2093 },
  takenAt: "2024-02-29T23:59:59",
  interlaced: true,
};

/** A file's facts: a picture, stored, without tags, unless `change` says otherwise. */
export function factsOf(change: Partial<FileFacts> = {}): FileFacts {
  return {
    project: "",
    customId: null,
    origin: null,
    type: "image/jpeg",
    bytes: 5_000_000_000,
    sha256: "0a".repeat(32),
    image,
    metadata: {},
    tags: [],
    access: null,
    storedAt: 1_700_000_000_123,
    expiresAt: null,
    ...change,
  };
}

/** A pending file's id. */
export async function pendingFile(store: RecordStore, draft: Partial<FileDraft> = {}): Promise<string> {
  const id = crypto.randomUUID();
  await store.reserve({ id, name: "a.jpg", statedType: "image/jpeg", ...draft });
  return id;
}

/** A ready file. */
export async function readyFile(
  store: RecordStore,
  change: Partial<FileFacts> = {},
  draft: Partial<FileDraft> = {},
): Promise<FileRecord> {
  return store.complete(await pendingFile(store, draft), factsOf(change));
}

/** Passes when both are the same, whether or not their dictionaries have a prototype. */
export function sameRecord(actual: FileRecord | undefined, expected: FileRecord): void {
  assert.ok(actual, `${expected.id} is not there`);
  sameEntries(actual.metadata, expected.metadata);
  assert.deepEqual({ ...actual, metadata: {} }, { ...expected, metadata: {} });
}

/** Passes when both dictionaries hold the same, in any order. */
export function sameEntries(
  actual: Readonly<Record<string, string>>,
  expected: Readonly<Record<string, string>>,
): void {
  assert.deepEqual(new Map(Object.entries(actual)), new Map(Object.entries(expected)));
}

/** The ids of all pages, in order. `between` runs after each page. */
export async function listAll(
  store: RecordStore,
  query: FileQuery,
  between?: () => Promise<unknown>,
): Promise<string[]> {
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const page = await store.list(after === undefined ? query : { ...query, after });
    assert.ok(page.files.length <= (query.limit ?? 100), "a page is not longer than its limit");
    ids.push(...page.files.map(({ id }) => id));
    after = page.next;
    await between?.();
  } while (after !== undefined);
  return ids;
}

/** A ledger's entry for a file. */
export function entryOf(fileId: string, hash: string, bytes = 1_000): RenditionEntry {
  return { key: `renditions/${fileId}/${hash}`, fileId, bytes, type: "image/webp", width: 300, height: 200 };
}
