/** Backups: every stored file has a copy elsewhere, from which all that was lost comes back. */
import { createHash } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { unstorageBlobs, type BlobStore } from "intaglio";
import { uploadcare } from "intaglio/uploadcare";
import fs from "unstorage/drivers/fs";
import { describe, expect, test } from "vitest";
import {
  bytesOf,
  copied,
  copyOf,
  disk,
  flip,
  keysOn,
  newBackupPlace,
  originalOf,
  recordOf,
  sha256,
  start,
} from "./support/backups.ts";
import { makePhoto, publicKey, secretKey } from "./support/media.ts";
import { optional } from "./support/optional.ts";
import { newFolder, newSchema } from "./support/places.ts";
import { askRest, type RestAnswer } from "./support/rest.ts";

const hasPostgres = await optional("postgres");
const unstorage = (folder: string): BlobStore => unstorageBlobs({ driver: fs({ base: folder }), chunkBytes: 4_096 });
const none = (): Promise<string | undefined> => Promise.resolve(undefined);
const photo = await makePhoto();

describe.each([
  ["a disk, records in SQLite", disk, true, none],
  ["unstorage, records in SQLite", unstorage, true, none],
  ["a disk, records in PostgreSQL", disk, hasPostgres, newSchema],
  ["unstorage, records in PostgreSQL", unstorage, hasPostgres, newSchema],
] as const)("on %s", (_, store, isThere, newDatabase) => {
  test.skipIf(!isThere)("a lost database and lost originals come back from copies alone", async () => {
    const place = await newBackupPlace(store, await newDatabase());
    const before = await start(place.options);
    const photos = await Promise.all([1, 2, 3].map((seed) => makePhoto(200, 150, seed)));
    const ids: string[] = [];
    for (const [at, name] of ["naïve café.jpg", "猫🐈.jpg", "مرحبا.jpg"].entries())
      ids.push(await before.upload(photos[at] as Buffer, { name }));
    const [first = "", second = ""] = ids;
    const labels = { customId: "shop/schön", tags: ["cat"], access: "public" } as const;
    const metadata = JSON.parse('{"__proto__":"x","10":"b","2":"猫","a":""}') as Record<string, string>;
    await before.media.files.update(first, { ...labels, metadata });
    await copied(before, 3);
    await before.media.backups.run(); // the change's own job may not have run yet
    const known = await Promise.all(ids.map((id) => before.media.files.find(id)));
    await before.media.close();
    await rm(place.files, { recursive: true });

    const database = (await newDatabase()) ?? `${place.database}-new`;
    const stores = { blobs: disk(place.files), backup: store(place.copies) };
    const after = await start({ ...place.options, ...stores, database });
    expect((await after.media.backups.verify()).findings.map(({ problem }) => problem)).toEqual(
      ids.map(() => "record-missing"),
    );
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
  });
});

describe("damage", () => {
  test("a damaged original is named, never copied over a good copy, and mended", async () => {
    const place = await newBackupPlace();
    const server = await start(place.options);
    const id = await server.upload(photo);
    await server.upload(await makePhoto(90, 80, 2));
    await copied(server, 2);
    const shown = async () => Buffer.from(await (await server.get(`/${id}/-/resize/40x/-/format/png/`)).arrayBuffer());
    const picture = await shown();
    await flip(originalOf(place, id));
    const findings = [{ id, store: "backup", problem: "original-damaged" }];
    expect(await server.media.backups.verify()).toEqual({ checked: 2, findings });
    await server.media.files.update(id, { name: "another name.jpg" }); // its copy has to learn of that
    expect(await server.media.backups.run()).toMatchObject({ failed: 0 });
    expect(sha256(await readFile(copyOf(place, id))), "the good copy stays").toBe(sha256(photo));
    const restored = [{ id, name: "another name.jpg", restored: ["bytes"] }];
    expect(await server.media.backups.restore()).toMatchObject({ checked: 2, whole: 1, failed: [], restored });
    expect(sha256(await bytesOf(server, id))).toBe(sha256(photo));
    expect(await server.media.backups.verify()).toEqual({ checked: 2, findings: [] });
    expect(sha256(await shown())).toBe(sha256(picture));
  });

  test("an original that is damaged or missing before it has a copy is reported, and the others are copied", async () => {
    const place = await newBackupPlace();
    const { backup: _, ...without } = place.options;
    const before = await start(without);
    const [damaged, missing, good] = [
      await before.upload(photo),
      await before.upload(await makePhoto(50, 40, 3)),
      await before.upload(await makePhoto(60, 40, 4)),
    ];
    await before.media.close();
    await flip(originalOf(place, damaged));
    await rm(originalOf(place, missing));
    const server = await start({ ...place.options, blobs: disk(place.files) });
    const failing = [
      { fileId: damaged, problem: "original-damaged" },
      { fileId: missing, problem: "original-missing" },
    ].toSorted((one, other) => (one.fileId < other.fileId ? -1 : 1));
    await expect.poll(async () => (await server.media.backups.status()).run?.endedAt ?? null).not.toBeNull();
    expect(await server.media.backups.status()).toMatchObject({
      stores: [{ store: "backup", files: 3, copied: 1, failing: 2, leaving: 0 }],
      failing,
      run: { checked: 3, copied: 1, failed: 2, passing: 0 },
    });
    expect(await keysOn(place.copies)).toEqual(
      [good, `${good}.json`].map((name) => `intaglio-backup/${good.slice(0, 2)}/${name}`),
    );
    expect(await server.media.backups.restore({ file: missing })).toMatchObject({
      checked: 0,
      failed: [{ id: missing, reason: "there is no copy of it" }],
    });
  });

  test("copies that are damaged or missing are named, and the next run makes them anew", async () => {
    const place = await newBackupPlace();
    const server = await start(place.options);
    const ids: string[] = [];
    for (let seed = 1; seed <= 4; seed += 1) ids.push(await server.upload(await makePhoto(100, 80, seed)));
    const [bytes = "", record = "", gone = "", cut = ""] = ids;
    await copied(server, 4);
    await flip(copyOf(place, bytes));
    await flip(recordOf(place, record));
    await rm(copyOf(place, gone));
    await writeFile(recordOf(place, cut), "");
    const report = await server.media.backups.verify();
    expect(new Map(report.findings.map(({ id, problem }) => [id, problem]))).toEqual(
      new Map([
        [bytes, "backup-damaged"],
        [record, "backup-damaged"],
        [gone, "backup-missing"],
        [cut, "backup-damaged"],
      ]),
    );
    await flip(originalOf(place, bytes));
    const failed = (await server.media.backups.restore()).failed.map(({ id, reason }) => [id, reason]);
    expect(new Map(failed as [string, string][])).toEqual(
      new Map([
        [bytes, "the copy's bytes on backup are damaged"],
        [record, "the copy's record on backup is damaged"],
        [cut, "the copy's record on backup is damaged"],
      ]),
    );
    await flip(originalOf(place, bytes)); // good again
    expect(await server.media.backups.run()).toMatchObject({ copied: 4, failed: 0 });
    expect(await server.media.backups.verify()).toEqual({ checked: 4, findings: [] });
  });

  test("nothing is taken from a copy that was tampered with", async () => {
    const place = await newBackupPlace();
    const before = await start(place.options);
    const id = await before.upload(photo);
    await copied(before, 1);
    await before.media.close();
    const [, line = ""] = (await readFile(recordOf(place, id), "utf8")).split("\n");
    const forge = async (change: object): Promise<void> => {
      const forged = JSON.stringify({ ...(JSON.parse(line) as object), ...change });
      const head = { format: "intaglio-backup/1", sha256: createHash("sha256").update(forged).digest("hex") };
      await writeFile(recordOf(place, id), `${JSON.stringify(head)}\n${forged}\n`);
    };
    const server = await start({ ...place.options, backup: disk(place.copies), database: `${place.database}-new` });
    for (const change of [
      { id: "../../etc/passwd" },
      { access: "everybody" },
      { customId: "a?b" },
      { sha256: "0".repeat(64) },
      { bytes: 1 },
      { tags: "cat" },
      { metadata: { a: 1 } },
      { origin: "url:x" },
      { image: { format: "svg" } },
    ]) {
      await forge(change);
      const report = await server.media.backups.restore();
      expect(report, JSON.stringify(change)).toMatchObject({ checked: 1, restored: [] });
      expect(report.failed).toHaveLength(1);
    }
    expect((await server.media.files.list()).files).toEqual([]);
    await forge({});
    expect((await server.media.backups.restore()).restored).toHaveLength(1);
  });

  test("a file whose custom id is another's by now comes back without it", async () => {
    const place = await newBackupPlace();
    const before = await start(place.options);
    const id = await before.upload(photo);
    await before.media.files.update(id, { customId: "shoe" });
    await before.media.backups.run();
    await before.media.close();
    const server = await start({
      ...place.options,
      blobs: disk(place.files),
      backup: disk(place.copies),
      database: `${place.database}-new`,
    });
    const other = await server.upload(photo);
    await server.media.files.update(other, { customId: "shoe" });
    expect((await server.media.backups.restore()).restored).toEqual([
      { id, name: "photo.jpg", restored: ["record"], lostCustomId: "shoe" },
    ]);
    expect((await server.media.files.find(id))?.customId).toBeNull();
    expect((await server.media.files.find(other))?.customId).toBe("shoe");
  });
});

describe("removed files", () => {
  test("a copy stays while its file can be restored, and goes when it cannot", async () => {
    const place = await newBackupPlace();
    let now = Date.now();
    const server = await start({ ...place.options, clock: () => now, restoreSeconds: 3_600 });
    const id = await server.upload(photo);
    await copied(server, 1);
    expect((await askRest(server.media, "DELETE", `/files/${id}/storage/`)).status).toBe(200);
    await server.media.backups.run();
    expect(await keysOn(place.copies)).toHaveLength(2);
    expect((await askRest(server.media, "PUT", `/files/${id}/storage/`)).status).toBe(200);
    await server.media.backups.run();
    expect(await server.media.backups.verify()).toEqual({ checked: 1, findings: [] });
    await server.media.files.remove(id);
    expect((await server.media.backups.status()).stores).toMatchObject([{ files: 0, copied: 0, leaving: 1 }]);
    expect(await server.media.backups.restore(), "not even before it went").toMatchObject({ removed: 1, restored: [] });
    now = Date.now() + 1_000; // the records' clock is the system's
    await server.media.backups.run();
    expect(await keysOn(place.copies)).toEqual([]);
    expect((await server.media.backups.status()).stores).toMatchObject([{ files: 0, copied: 0, leaving: 0 }]);
  });

  test("what was removed before the database was lost does not come back, and its copy goes in its time", async () => {
    const place = await newBackupPlace();
    let now = Date.now();
    const before = await start({ ...place.options, restoreSeconds: 3_600 });
    const id = await before.upload(photo);
    await copied(before, 1);
    expect((await askRest(before.media, "DELETE", `/files/${id}/storage/`)).status).toBe(200);
    await before.media.backups.run();
    await before.media.close();
    const server = await start({
      ...place.options,
      backup: disk(place.copies),
      database: `${place.database}-new`,
      clock: () => now,
    });
    expect(await server.media.backups.restore()).toMatchObject({ checked: 1, removed: 1, restored: [], failed: [] });
    await server.media.backups.run();
    expect(await keysOn(place.copies)).toHaveLength(2);
    now += 3_700_000;
    await server.media.backups.run();
    expect(await keysOn(place.copies)).toEqual([]);
  });
});

describe("projects", () => {
  test("each has its own store, or none, and is restored by itself", async () => {
    const place = await newBackupPlace();
    const shared = await newFolder();
    const { backup: _, ...options } = place.options;
    const server = await start({
      ...options,
      storages: { own: { blobs: disk(place.copies) }, shared: { blobs: disk(shared) } },
      backup: "own",
      projects: [{ key: "alpha", backup: "shared" }, { key: "beta", backup: false }, { key: "gamma" }],
    });
    const upload = (key: string): Promise<string> => server.upload(photo, { fields: { UPLOADCARE_PUB_KEY: key } });
    const [mine, alpha, beta, gamma] = [
      await server.upload(photo),
      await upload("alpha"),
      await upload("beta"),
      await upload("gamma"),
    ];
    await copied(server, 3);
    const idsOn = async (folder: string): Promise<string[]> =>
      (await keysOn(folder)).flatMap((key) => (key.endsWith(".json") ? [key.slice(-41, -5)] : []));
    expect(await idsOn(shared)).toEqual([alpha]);
    expect(await idsOn(place.copies)).toEqual([mine, gamma].toSorted());
    await rm(join(place.files, "files"), { recursive: true });
    const restored = async (project: string): Promise<string[]> =>
      (await server.media.backups.restore({ project })).restored.map(({ id }) => id);
    expect(await restored("alpha")).toEqual([alpha]);
    expect(await restored("beta")).toEqual([]);
    expect(await restored(publicKey)).toEqual([mine]);
    expect((await server.media.backups.restore()).restored.map(({ id }) => id)).toEqual([gamma]);
    expect(beta).not.toBe(alpha);
  });

  test("one that is made at run time may be given a store later: its files are copied then", async () => {
    const place = await newBackupPlace();
    const { backup: _, ...options } = place.options;
    const server = await start({ ...options, storages: { far: { blobs: disk(place.copies) } }, projects: [] });
    await server.media.projects.create({ key: "delta" });
    const id = await server.upload(photo, { fields: { UPLOADCARE_PUB_KEY: "delta" } });
    await expect(server.media.backups.run()).rejects.toMatchObject({ code: "OPTIONS_INVALID" });
    await expect(server.media.projects.update("delta", { backup: "near" })).rejects.toMatchObject({
      code: "FIELD_INVALID",
      detail: { hint: "backup must be the name of one of the option storages, or false" },
    });
    await server.media.projects.update("delta", { backup: "far" });
    await copied(server, 1);
    expect(await keysOn(place.copies)).toContain(`intaglio-backup/${id.slice(0, 2)}/${id}`);
  });

  test("a copy that a client sends to a storage is never among the backups", async () => {
    const place = await newBackupPlace();
    const { backup: _, ...options } = place.options;
    const server = await start({ ...options, storages: { far: { blobs: disk(place.copies) } }, backup: "far" });
    const id = await server.upload(photo);
    await copied(server, 1);
    const before = await keysOn(place.copies);
    const send = (pattern: string): Promise<RestAnswer> =>
      askRest(server.media, "POST", "/files/remote_copy/", { source: id, target: "far", pattern });
    for (const pattern of ["intaglio-backup/x", "Intaglio-Backup/${uuid}", "intaglio_backup/${uuid}.json"])
      expect((await send(pattern)).status).toBe(400);
    expect(await keysOn(place.copies)).toEqual(before);
    expect((await send("mine/${effects}/${uuid}")).status).toBe(201);
    expect(await keysOn(place.copies)).toEqual([...before, `mine/${id}`]);
  });
});

describe("options", () => {
  const dialects = [uploadcare({ publicKey, secretKeys: [secretKey] })];
  test.each([
    [{ backup: "far" }, 'backup is "far", expected the name of one of storages, or another store than blobs'],
    [{ backup: "far", storages: { near: { blobs: disk("a") } } }, "one of storages (near), or"],
    [{ backup: 7 }, 'backup is "number", expected the name of one of storages, a blob store, or false'],
    [{ backup: {} }, "expected the name of one of storages, a blob store, or false"],
    [{ backup: disk("a"), storages: { backup: { blobs: disk("b") } } }, "storages.backup is"],
    [{ projects: [{ key: "a", backup: "far" }] }, "projects[0]: backup must be the name of one of the option storages"],
  ])("%#", async (options, message) => {
    await expect(start({ dialects, ...(options as object) })).rejects.toThrow(message);
  });

  test("the originals' own store is no backup", async () => {
    const store = disk(await newFolder());
    await expect(start({ blobs: store, backup: store })).rejects.toThrow("another store than blobs");
  });
});

test("without files there is nothing to do, and without a store nothing to ask", async () => {
  const server = await start((await newBackupPlace()).options);
  expect(await server.media.backups.run()).toMatchObject({ checked: 0, copied: 0, failed: 0 });
  expect(await server.media.backups.verify()).toEqual({ checked: 0, findings: [] });
  expect(await server.media.backups.restore()).toEqual({ checked: 0, whole: 0, removed: 0, restored: [], failed: [] });
  await expect(server.media.backups.restore({ file: "x" })).rejects.toMatchObject({ code: "FILE_ID_INVALID" });
  const plain = await start({});
  expect(await plain.media.backups.status()).toEqual({ stores: [], failing: [], run: null });
  for (const work of [plain.media.backups.run(), plain.media.backups.verify(), plain.media.backups.restore()])
    await expect(work).rejects.toMatchObject({ code: "OPTIONS_INVALID" });
});
