/** kill -9 at any instant: nothing acknowledged is lost, nothing half done is visible, left-overs are swept. */
import { createHash } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { diskBlobs, sqlRecords, type FileRecord } from "intaglio";
import sharp from "sharp";
import { afterAll, expect, test } from "vitest";
import { sweepLibrary } from "../packages/core/src/library/sweep.ts";
import { makePhoto, publicKey } from "./support/media.ts";
import { seeded } from "./support/random.ts";
import { startServer } from "./support/server-process.ts";

const kills = 50;
const folder = await mkdtemp(join(tmpdir(), "intaglio-crash-"));
const script = new URL("support/crash-server.ts", import.meta.url).pathname;
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const photos = await Promise.all(Array.from({ length: 6 }, (_, at) => makePhoto(200 + at * 150, 300, at + 1)));

/** What the server said it keeps. */
const acknowledged = new Map<string, string>();
const done = { uploads: 0, bakes: 0, renders: 0 };

afterAll(() => rm(folder, { recursive: true, force: true }));

async function uploadOne(url: string, photo: Buffer): Promise<void> {
  const form = new FormData();
  form.set("file", new File([photo as never], "photo.jpg", { type: "image/jpeg" }));
  form.set("UPLOADCARE_PUB_KEY", publicKey);
  const response = await fetch(`${url}/base/`, { method: "POST", body: form });
  const { file } = (await response.json()) as { file: string };
  acknowledged.set(file, sha256(photo));
  done.uploads += 1;
}

async function bakeOne(url: string, id: string): Promise<void> {
  const response = await fetch(`${url}/bake/${id}`);
  const baked = (await response.json()) as { id: string; sha256: string };
  acknowledged.set(baked.id, baked.sha256);
  done.bakes += 1;
}

/** A rendition that is answered with 200 must be whole, also when the renderer was killed while it was made. */
async function renderOne(url: string, id: string, width: number): Promise<void> {
  const response = await fetch(`${url}/${id}/-/resize/${width}x/-/format/webp/`);
  const bytes = Buffer.from(await response.arrayBuffer());
  if (response.status !== 200) return;
  expect((await sharp(bytes).stats()).channels.length, "the picture decodes to its end").toBeGreaterThan(0);
  done.renders += 1;
}

const progress = (): number => done.uploads + done.bakes + done.renders;

/** Works until the server dies under it; only complete answers count. */
async function work(url: string, random: () => number, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const ids = [...acknowledged.keys()];
    const id = ids[Math.floor(random() * ids.length)];
    const kind = random();
    try {
      if (id === undefined || kind < 0.5) await uploadOne(url, photos[Math.floor(random() * photos.length)] as Buffer);
      else if (kind < 0.7) await bakeOne(url, id);
      else await renderOne(url, id, 20 + Math.floor(random() * 200));
    } catch (error) {
      if (error instanceof Error && error.name === "AssertionError") throw error;
      return; // the connection broke: nothing was promised
    }
  }
}

async function everything(): Promise<FileRecord[]> {
  const records = sqlRecords({ database: join(folder, "records.sqlite") });
  const files: FileRecord[] = [];
  for (let after: string | undefined; ;) {
    const page = await records.list({ limit: 1000, ...(after === undefined ? {} : { after }) });
    files.push(...page.files);
    after = page.next;
    if (after === undefined) break;
  }
  await records.close();
  return files;
}

test(`${kills} kills in the middle of uploads, bakes and renders`, { timeout: 400_000 }, async () => {
  const random = seeded(7);
  for (let round = 0; round < kills; round += 1) {
    const server = await startServer(script, { DATA: folder });
    let over = false;
    const before = progress();
    const workers = Array.from({ length: 6 }, () => work(server.url, random, () => over));
    const deadline = Date.now() + 10_000;
    // Every fourth kill strikes while the server warms up, the others in full flow.
    while (round % 4 > 0 && progress() === before && Date.now() < deadline) await sleep(5);
    await sleep(random() * 300);
    over = true;
    await server.stop("SIGKILL");
    await Promise.all(workers);
  }
  expect(done.uploads, "the test must have kept something to lose").toBeGreaterThan(50);
  expect(done.bakes).toBeGreaterThan(5);
  expect(done.renders).toBeGreaterThan(5);

  const visible = await everything();
  const hashes = new Map(visible.map(({ id, sha256: hash }) => [id, hash]));
  for (const [id, hash] of acknowledged) expect(hashes.get(id), `${id} was acknowledged`).toBe(hash);

  const server = await startServer(script, { DATA: folder });
  for (const file of visible) {
    const bytes = Buffer.from(await (await fetch(`${server.url}/${file.id}/`)).arrayBuffer());
    expect(sha256(bytes), `${file.id} is whole`).toBe(file.sha256);
  }
  await server.stop();
});

test("what the kills left is swept, and nothing else", async () => {
  const stores = {
    // An hour later: the last process was killed with the sweep's lease in its hand.
    records: sqlRecords({ database: join(folder, "records.sqlite"), clock: () => Date.now() + 3_600_000 }),
    blobs: diskBlobs({ folder: join(folder, "files") }),
    renditions: diskBlobs({ folder: join(folder, "renditions") }),
  };
  const before = await everything();
  await sleep(10);
  expect(await sweepLibrary({ ...stores, abandonedAgeMs: 0, leftOverAgeMs: 0 })).toBeDefined();
  expect((await everything()).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  const originals = await Array.fromAsync(stores.blobs.list("files/"));
  expect(originals.map(({ key }) => key.split("/").at(-1) ?? "").toSorted()).toEqual(
    before.map(({ id }) => id).toSorted(),
  );
  for await (const { key } of stores.renditions.list("renditions/"))
    expect(await stores.records.renditions.find(key), `${key} is in the ledger`).toBeDefined();
  const left = await readdir(folder, { recursive: true });
  expect(left.filter((name) => /_tmp\/./.test(name))).toEqual([]);
  await stores.records.close();
});
