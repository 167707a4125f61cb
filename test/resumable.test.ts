/** What a protocol of resumable uploads may do, and what holds whatever it does: here by a protocol that has no words of its own. */
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ResumableUploads } from "@intaglio/contract";
import { diskBlobs, unstorageBlobs, type BlobStore, type IntaglioOptions } from "intaglio";
import { expect, onTestFinished, test } from "vitest";
import memoryDriver from "unstorage/drivers/memory";
import { createTestMedia, makePhoto, publicKey, type TestMedia } from "./support/media.ts";
import { newFolder } from "./support/places.ts";

const photo = await makePhoto(300, 200);

interface Kit extends TestMedia {
  readonly uploads: ResumableUploads;
  /** Begins an upload with a ticket and gives its name. */
  begin(bytes: number, ticket?: ReturnType<TestMedia["media"]["signUpload"]>): Promise<string>;
}

async function start(options: Partial<IntaglioOptions<string>> = {}): Promise<Kit> {
  const { promise, resolve } = Promise.withResolvers<ResumableUploads>();
  const create = (given: ResumableUploads) => {
    resolve(given);
    return async () => new Response();
  };
  const kit = await createTestMedia({ uploads: "signed", resumable: { path: "/own/", create }, ...options });
  onTestFinished(() => kit.close());
  await kit.media.fetch(new Request("http://media.test/own/"));
  const uploads = await promise;
  return {
    ...kit,
    uploads,
    begin: (bytes, { headers } = kit.media.signUpload()) =>
      uploads.begin({
        bytes,
        name: "a.jpg",
        statedType: "image/jpeg",
        fields: new Map([["UPLOADCARE_PUB_KEY", [publicKey]]]),
        header: (name) => new Headers(headers).get(name),
      }),
  };
}

async function* of(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** A store on disk, of which an original is there only when `mayGoOn` says so. */
async function slowDisk(mayGoOn: () => Promise<void>): Promise<BlobStore> {
  const disk = diskBlobs({ folder: await newFolder() });
  return {
    async put(key, body, options) {
      const bytes = await disk.put(key, body, options);
      if (!key.startsWith("parts/")) await mayGoOn();
      return bytes;
    },
    open: (key, range) => disk.open(key, range),
    stat: (key) => disk.stat(key),
    remove: (key) => disk.remove(key),
    list: (prefix) => disk.list(prefix),
    sweep: (age, isAwaited) => disk.sweep(age, isAwaited),
    close: () => disk.close(),
  };
}

test("whoever asks while the file is made, or after it was, gets its id", async () => {
  const { uploads, begin, media } = await start();
  const name = await begin(photo.byteLength);
  await uploads.append(name, 0, of(photo));
  const ids = await Promise.all(Array.from({ length: 5 }, () => uploads.finish(name)));
  expect(new Set([...ids, await uploads.finish(name)])).toEqual(new Set([name.slice(0, 36)]));
  expect((await media.files.list()).files).toHaveLength(1);
});

test("an upload that is just becoming a file is not ended, so its ticket does not come back", async () => {
  const joined = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const blobs = await slowDisk(async () => {
    joined.resolve();
    await gate.promise;
  });
  const { uploads, begin, media } = await start({ blobs });
  const ticket = media.signUpload();
  const name = await begin(photo.byteLength, ticket);
  await uploads.append(name, 0, of(photo));
  const finishing = uploads.finish(name);
  await joined.promise;
  const dropping = uploads.drop(name).then(
    () => "ended",
    (error: { code?: string }) => error.code,
  );
  await sleep(300); // so that it is at it before the file is there
  gate.resolve();
  const id = await finishing;
  expect(await dropping).toBe("PARTS_COMPLETE");
  expect(await media.files.find(id)).toMatchObject({ id });
  await expect(begin(photo.byteLength, ticket)).rejects.toMatchObject({ code: "TICKET_SPENT" });
});

test("who lost the right to write takes nothing from who has it now", async () => {
  const { uploads, begin, folder } = await start();
  const database = new DatabaseSync(join(folder, "records.sqlite"));
  onTestFinished(() => database.close());
  const isOver = (): void => database.exec("update intaglio_leases set expires_at = 0 where name like 'resumable %'");
  const name = await begin(1000);
  const { signal } = new AbortController();
  const first = await uploads.lock(name, signal);
  isOver();
  const second = await uploads.lock(name, signal);
  await first.release();
  database.exec("update intaglio_leases set owner = 'another', expires_at = 9e15 where name like 'resumable %'");
  const slow = async function* (): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(10);
    await sleep(6000); // who holds a lease looks after it every 5/3 seconds
    yield new Uint8Array(10);
  };
  await expect(uploads.append(name, 0, slow())).rejects.toMatchObject({ code: "QUEUE_FULL" });
  await second.release();
});

test("an upload in too many pieces is over, and can be ended", { timeout: 60_000 }, async () => {
  const blobs = unstorageBlobs({ driver: memoryDriver() });
  const { uploads, begin, media } = await start({ blobs });
  const ticket = media.signUpload();
  const name = await begin(20_000, ticket);
  const one = new Uint8Array(1);
  for (let at = 0; at < 9_999; at += 1) await blobs.put(`parts/${name.slice(0, 36)}/${at}`, of(one));
  expect(await uploads.find(name)).toMatchObject({ offset: 9_999 });
  expect(await uploads.append(name, 9_999, of(one))).toBe(10_000);
  await expect(uploads.find(name)).rejects.toMatchObject({
    code: "FILE_TOO_LARGE",
    detail: { hint: expect.stringContaining("10000 pieces") },
  });
  await uploads.drop(name);
  expect(await Array.fromAsync(blobs.list("parts/"))).toEqual([]);
  await begin(1000, ticket);
});
