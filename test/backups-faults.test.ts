/** Backups while things fail: the store, the disk, the file itself, which changes or goes in mid-copy. */
import { readFile } from "node:fs/promises";
import { IntaglioError, type BlobStore, type PutOptions } from "@intaglio/contract";
import { describe, expect, test } from "vitest";
import { copied, copyOf, disk, keysOn, newBackupPlace, recordOf, sha256, start } from "./support/backups.ts";
import { makePhoto, type TestMedia } from "./support/media.ts";
import { optional } from "./support/optional.ts";
import { newFolder, newSchema } from "./support/places.ts";

const hasPostgres = await optional("postgres");
const photo = await makePhoto();

type Put = BlobStore["put"];

/** A disk whose puts go through `put`. */
function storeWith(folder: string, put: (own: Put, ...given: Parameters<Put>) => ReturnType<Put>): BlobStore {
  const store = disk(folder);
  const own = store.put.bind(store);
  store.put = (key, body, options?: PutOptions) => put(own, key, body, options);
  return store;
}

async function nameInCopy(path: string): Promise<string> {
  const [, line = ""] = (await readFile(path, "utf8")).split("\n");
  return (JSON.parse(line) as { name: string }).name;
}

describe("a store", () => {
  test.each(["STORAGE_FAILED", "STORAGE_FULL"] as const)(
    "that fails with %s is tried again by itself; meanwhile the status tells, and uploads go on",
    { timeout: 60_000 },
    async (code) => {
      const place = await newBackupPlace();
      let fails = true;
      const backup = storeWith(place.copies, async (own, ...given) => {
        if (fails) throw new IntaglioError(code, "the backup store does not answer");
        return own(...given);
      });
      const server = await start({ ...place.options, backup });
      const ids = [await server.upload(photo), await server.upload(photo)];
      await expect.poll(async () => (await server.media.backups.status()).stores[0]?.failing).toBe(2);
      const { stores, failing } = await server.media.backups.status();
      expect(stores).toMatchObject([{ files: 2, copied: 0, failing: 2 }]);
      expect(failing.map(({ fileId, problem }) => [fileId, problem])).toEqual(
        ids.toSorted().map((id) => [id, "store-failed"]),
      );
      expect(await server.media.backups.run()).toMatchObject({ copied: 0, failed: 2, passing: 2 });
      expect(await keysOn(place.copies)).toEqual([]);
      fails = false;
      await copied(server, 2);
      expect((await server.media.backups.status()).failing).toEqual([]);
      expect(await server.media.backups.verify()).toEqual({ checked: 2, findings: [] });
    },
  );

  test("that fails again and again ends the run, which goes on from there", async () => {
    const place = await newBackupPlace();
    const { backup: _, ...without } = place.options;
    const before = await start(without);
    for (let seed = 0; seed < 30; seed += 1) await before.upload(photo);
    await before.media.close();
    let fails = true;
    let tries = 0;
    const backup = storeWith(place.copies, async (own, ...given) => {
      tries += 1;
      if (fails) throw new IntaglioError("STORAGE_FAILED", "the backup store does not answer");
      return own(...given);
    });
    const server = await start({ ...place.options, blobs: disk(place.files), backup });
    await expect.poll(() => server.log.map(({ message }) => message)).toContain("the backup goes on later");
    expect(tries, "it is not asked for each file").toBeLessThan(30);
    await expect(server.media.backups.run()).rejects.toMatchObject({ code: "STORAGE_FAILED" });
    fails = false;
    expect(await server.media.backups.run()).toMatchObject({ checked: 30, copied: 30, failed: 0 });
    expect(await server.media.backups.run()).toMatchObject({ checked: 30, copied: 0, failed: 0 });
  });

  test("that an option brings no more is told, and the files go to the new one", async () => {
    const place = await newBackupPlace();
    const before = await start(place.options);
    await before.upload(photo);
    await copied(before, 1);
    await before.media.close();
    const { backup: _, ...options } = place.options;
    const storages = { other: { blobs: disk(await newFolder()) } };
    const server = await start({ ...options, blobs: disk(place.files), storages, backup: "other" });
    await copied(server, 2);
    expect((await server.media.backups.status()).stores).toMatchObject([
      { store: "other", isThere: true, files: 1, copied: 1 },
      { store: "backup", isThere: false, files: 0, copied: 1 },
    ]);
  });
});

/** A server whose first copy of bytes stops in the middle until `work` is done. */
async function interrupted(work: (server: TestMedia, id: string) => Promise<unknown>) {
  const place = await newBackupPlace();
  const arrived = Promise.withResolvers<void>();
  const done = Promise.withResolvers<void>();
  const backup = storeWith(place.copies, async (own, key, body, options) => {
    async function* slow() {
      for await (const chunk of body) {
        yield chunk;
        arrived.resolve();
        await done.promise;
      }
    }
    return own(key, slow(), options);
  });
  const server = await start({ ...place.options, backup });
  const id = await server.upload(photo);
  await arrived.promise;
  await work(server, id);
  done.resolve();
  return { place, server, id };
}

describe("a file", () => {
  test("that is changed in mid-copy has its newest record beside it", async () => {
    const { place, server, id } = await interrupted((running, file) =>
      running.media.files.update(file, { name: "new.jpg" }),
    );
    await expect.poll(() => nameInCopy(recordOf(place, id)).catch(() => "")).toBe("new.jpg");
    await server.media.backups.run();
    expect(sha256(await readFile(copyOf(place, id)))).toBe(sha256(photo));
    expect(await server.media.backups.verify()).toEqual({ checked: 1, findings: [] });
  });

  test("that is removed in mid-copy leaves no copy behind", async () => {
    const { place, server } = await interrupted((running, file) => running.media.files.remove(file));
    await expect
      .poll(async () => {
        await server.media.backups.run();
        return [await keysOn(place.copies), (await server.media.backups.status()).stores[0]?.leaving];
      })
      .toEqual([[], 0]);
    expect(server.log.filter(({ level }) => level === "error")).toEqual([]);
  });
});

test.each([
  ["SQLite", true, () => Promise.resolve(undefined)],
  ["PostgreSQL", hasPostgres, newSchema],
] as const)(
  "of several processes at once one copies a file: on %s",
  { timeout: 60_000 },
  async (_, isThere, database) => {
    if (!isThere) return;
    const place = await newBackupPlace(disk, await database());
    const { backup: __, ...without } = place.options;
    const before = await start(without);
    const ids: string[] = [];
    for (let seed = 0; seed < 20; seed += 1) ids.push(await before.upload(photo));
    await before.media.close();
    const puts = new Map<string, number>();
    const options = () => ({
      ...place.options,
      blobs: disk(place.files),
      backup: storeWith(place.copies, async (own, key, ...rest) => {
        puts.set(key, (puts.get(key) ?? 0) + 1);
        return own(key, ...rest);
      }),
    });
    const servers = await Promise.all([start(options()), start(options()), start(options())]);
    for (let seed = 0; seed < 10; seed += 1) ids.push(await (servers[seed % 3] as TestMedia).upload(photo));
    await Promise.all(servers.map(({ media }) => media.backups.run()));
    await copied(servers[0], 30);
    expect([...puts.keys()].toSorted()).toEqual(
      ids.flatMap((id) => ["", ".json"].map((ending) => `intaglio-backup/${id.slice(0, 2)}/${id}${ending}`)).toSorted(),
    );
    expect(new Set(puts.values())).toEqual(new Set([1]));
  },
);
