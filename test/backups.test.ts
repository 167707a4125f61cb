/** Backups: every stored file has a copy elsewhere, from which all that was lost comes back. */
import { createHash } from "node:crypto";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { diskBlobs, unstorageBlobs, type BlobStore, type IntaglioOptions } from "intaglio";
import fs from "unstorage/drivers/fs";
import { describe, expect, onTestFinished, test } from "vitest";
import { createTestMedia, makePhoto, type TestMedia } from "./support/media.ts";
import { optional } from "./support/optional.ts";
import { newFolder, newSchema } from "./support/places.ts";

const hasPostgres = await optional("postgres");
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Where things are in one test, so that they can be destroyed. */
interface Place {
  readonly files: string;
  readonly copies: string;
  readonly options: () => Promise<Partial<IntaglioOptions<string>>>;
}

const disk = (folder: string): BlobStore => diskBlobs({ folder });
const unstorage = (folder: string): BlobStore => unstorageBlobs({ driver: fs({ base: folder }), chunkBytes: 4_096 });

async function newPlace(backupStore = disk, database: () => Promise<string | undefined> = async () => undefined) {
  const [files, copies] = [await newFolder(), await newFolder()];
  const options = async (): Promise<Partial<IntaglioOptions<string>>> => {
    const address = await database();
    return {
      blobs: disk(files),
      backup: backupStore(copies),
      delivery: "open",
      render: { renderer: "inline" },
      ...(address === undefined ? {} : { database: address }),
    };
  };
  return { files, copies, options } satisfies Place;
}

async function start(options: Partial<IntaglioOptions<string>>): Promise<TestMedia> {
  const media = await createTestMedia(options);
  onTestFinished(() => media.close());
  return media;
}

const originalOf = (place: Place, id: string): string => join(place.files, "files", id.slice(0, 2), `${id}_`);
const copyOf = (place: Place, id: string): string => join(place.copies, "intaglio-backup", id.slice(0, 2), `${id}_`);

/** Another byte in the middle. */
async function flip(path: string): Promise<void> {
  const bytes = await readFile(path);
  const at = bytes.length >> 1;
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await writeFile(path, bytes);
}

/** Resolves when so many whole copies are there. */
async function copied({ media }: TestMedia, count: number): Promise<void> {
  await expect
    .poll(async () => (await media.backups.status()).stores[0]?.copied, { timeout: 20_000, interval: 20 })
    .toBe(count);
}

async function bytesOf(server: TestMedia, id: string): Promise<Buffer> {
  const response = await server.get(`/${id}/`);
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

describe.each([
  ["a disk, records in SQLite", disk, true, async () => undefined],
  ["unstorage, records in SQLite", unstorage, true, async () => undefined],
  ["a disk, records in PostgreSQL", disk, hasPostgres, newSchema],
  ["unstorage, records in PostgreSQL", unstorage, hasPostgres, newSchema],
] as const)("on %s", (_, store, isThere, database) => {
  test.skipIf(!isThere)("a lost database and lost originals come back from copies alone", async () => {
    const place = await newPlace(store, database);
    const before = await start(await place.options());
    const photos = await Promise.all([1, 2, 3].map((seed) => makePhoto(200, 150, seed)));
    const ids: string[] = [];
    const names = ["naïve café.jpg", "猫🐈.jpg", "مرحبا.jpg"];
    for (const [at, photo] of photos.entries()) ids.push(await before.upload(photo, { name: names[at] ?? "" }));
    const [first = "", second = "", third = ""] = ids;
    const labels = { customId: "shop/schön", tags: ["cat", "猫"].slice(0, 1), access: "public" } as const;
    await before.media.files.update(first, { ...labels, metadata: JSON.parse('{"__proto__":"x","10":"b","2":"a"}') });
    await copied(before, 3);
    await before.media.backups.run(); // whoever listens may be told before the job has run
    const known = await Promise.all(ids.map((id) => before.media.files.find(id)));
    await before.media.close();
    await rm(place.files, { recursive: true });

    const after = await start(await place.options());
    expect(await after.media.backups.restore({ dryRun: true })).toMatchObject({ checked: 3, failed: [] });
    expect((await after.media.files.list()).files, "nothing was done yet").toEqual([]);
    const report = await after.media.backups.restore();
    expect(report).toMatchObject({ checked: 3, whole: 0, removed: 0, failed: [] });
    expect(report.restored.map(({ restored }) => restored)).toEqual(ids.map(() => ["bytes", "record"]));
    expect(await Promise.all(ids.map((id) => after.media.files.find(id)))).toEqual(known);
    expect((await after.media.files.list()).files.map(({ id }) => id)).toEqual(ids);
    for (const [at, id] of ids.entries()) expect(sha256(await bytesOf(after, id))).toBe(sha256(photos[at] as Buffer));
    expect((await after.get(`/${second}/-/resize/50x/`)).status).toBe(200);
    expect((await after.media.files.list({ tag: "cat" })).files.map(({ id }) => id)).toEqual([first]);
    expect(await after.media.backups.restore()).toMatchObject({ checked: 3, whole: 3, restored: [], failed: [] });
    expect(await after.media.backups.run(), "what came back has its copy").toMatchObject({ copied: 0, failed: 0 });
    expect(await after.media.backups.verify()).toEqual({ checked: 3, findings: [] });
    expect(third).not.toBe("");
  });
});

describe("copies", () => {
  test("a damaged original is named, never copied over a good copy, and mended", async () => {
    const place = await newPlace();
    const server = await start(await place.options());
    const photo = await makePhoto();
    const [id, other] = [await server.upload(photo), await server.upload(await makePhoto(90, 80, 2))];
    await copied(server, 2);
    const shown = await server.get(`/${id}/-/resize/40x/-/format/png/`);
    const picture = Buffer.from(await shown.arrayBuffer());
    await flip(originalOf(place, id));
    const found = [{ id, store: "backup", problem: "original-damaged" }];
    expect(await server.media.backups.verify()).toEqual({ checked: 2, findings: found });
    await server.media.files.update(id, { name: "another name.jpg" }); // its copy has to learn of that
    expect(await server.media.backups.run()).toMatchObject({ failed: 0 });
    expect(sha256(await readFile(copyOf(place, id))), "the good copy stays").toBe(sha256(photo));
    const report = await server.media.backups.restore();
    expect(report).toMatchObject({ checked: 2, whole: 1, failed: [] });
    expect(report.restored).toEqual([{ id, name: "another name.jpg", restored: ["bytes"] }]);
    expect(sha256(await bytesOf(server, id))).toBe(sha256(photo));
    expect(await server.media.backups.verify()).toEqual({ checked: 2, findings: [] });
    const again = await server.get(`/${id}/-/resize/40x/-/format/png/`);
    expect(sha256(Buffer.from(await again.arrayBuffer()))).toBe(sha256(picture));
    expect(other).not.toBe(id);
  });

  test("an original that is damaged before it has a copy is reported, and not copied", async () => {
    const place = await newPlace();
    const { backup, ...without } = await place.options();
    const before = await start({ ...without, database: join(await newFolder(), "records.sqlite") });
    const id = await before.upload(await makePhoto());
    const missing = await before.upload(await makePhoto(50, 40, 3));
    await before.media.close();
    await flip(originalOf(place, id));
    await rm(originalOf(place, missing));
    const server = await start({ ...(await place.options()), data: before.folder });
    expect(backup).toBeDefined();
    void server;
  });
});
