/** Servers with backups, and ways to destroy what they keep. */
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { diskBlobs, type BlobStore, type IntaglioOptions } from "intaglio";
import { expect, onTestFinished } from "vitest";
import { createTestMedia, type TestMedia } from "./media.ts";
import { newFolder } from "./places.ts";

export const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
export const disk = (folder: string): BlobStore => diskBlobs({ folder });

/** Where things are in one test. */
export interface BackupPlace {
  readonly files: string;
  readonly copies: string;
  readonly database: string;
  /** The options of a server that works there. */
  readonly options: Partial<IntaglioOptions<string>>;
}

/** New folders. */
export async function newBackupPlace(store = disk, address?: string): Promise<BackupPlace> {
  const [files, copies, records] = [await newFolder(), await newFolder(), await newFolder()];
  const database = address ?? join(records, "records.sqlite");
  const options = { blobs: disk(files), backup: store(copies), database, delivery: "open" } as const;
  return { files, copies, database, options: { ...options, render: { renderer: "inline" } } };
}

/** A server that ends with the test. */
export async function start(options: Partial<IntaglioOptions<string>>): Promise<TestMedia> {
  const server = await createTestMedia(options);
  onTestFinished(() => server.close());
  return server;
}

export const originalOf = ({ files }: BackupPlace, id: string): string =>
  join(files, "files", id.slice(0, 2), `${id}_`);
export const copyOf = ({ copies }: BackupPlace, id: string): string =>
  join(copies, "intaglio-backup", id.slice(0, 2), `${id}_`);
export const recordOf = ({ copies }: BackupPlace, id: string): string =>
  join(copies, "intaglio-backup", id.slice(0, 2), `${id}.json_`);

/** Another byte in the middle of a file. */
export async function flip(path: string): Promise<void> {
  const bytes = await readFile(path);
  const at = bytes.length >> 1;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await writeFile(path, bytes);
}

/** Resolves when so many whole copies are there. */
export async function copied({ media }: TestMedia, count: number): Promise<void> {
  const look = async (): Promise<number> =>
    (await media.backups.status()).stores.reduce((sum, { copied: some }) => sum + some, 0);
  await expect.poll(look, { timeout: 40_000, interval: 20 }).toBe(count);
}

/** An original as it is delivered. */
export async function bytesOf(server: TestMedia, id: string): Promise<Buffer> {
  const response = await server.get(`/${id}/`);
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

/** The keys of all that is on a store. */
export async function keysOn(folder: string): Promise<string[]> {
  const blobs = await Array.fromAsync(disk(folder).list(""));
  return blobs.map(({ key }) => key).toSorted();
}
