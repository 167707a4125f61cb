/** What was delivered a moment ago goes out without a look-up, and not a moment longer than it may. The clock stands still. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { diskBlobs, sqlRecords } from "intaglio";
import { afterEach, beforeEach, expect, test } from "vitest";
import { signed } from "./bench/sign.ts";
import { createTestMedia, deliveryKey, makePhoto, type TestMedia } from "./support/media.ts";

const start = Date.parse("2026-01-01T00:00:00Z");
let folder: string;
let now: number;
let lookUps: number;
const kits: TestMedia[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "intaglio-ready-"));
  [now, lookUps] = [start, 0];
});

afterEach(async () => {
  for (const kit of kits.splice(0)) await kit.close();
  await rm(folder, { recursive: true, force: true });
});

/** A server on the test's one library, with connections of its own, whose look-ups of files are counted. */
async function open(options: Parameters<typeof createTestMedia>[0] = {}): Promise<TestMedia> {
  const clock = (): number => now;
  const records = sqlRecords({ database: join(folder, "records.sqlite"), clock });
  const find = records.find.bind(records);
  records.find = (id) => {
    lookUps += 1;
    return find(id);
  };
  const blobs = diskBlobs({ folder: join(folder, "files") });
  const kit = await createTestMedia({ clock, database: records, blobs, ...options });
  kits.push(kit);
  return kit;
}

const path = (id: string): string => `/${id}/-/preview/200x200/-/format/webp/`;
const token = (id: string, seconds = 3600): string => signed(path(id), deliveryKey, start / 1000 + seconds);

/** Status, bytes, headers, and how often a file was looked up for it. */
async function ask(kit: TestMedia, target: string, headers: Record<string, string> = {}, method = "GET") {
  const before = lookUps;
  const response = await kit.get(target, headers, method);
  const body = Buffer.from(await response.arrayBuffer()).toString("base64");
  return { status: response.status, body, headers: Object.fromEntries(response.headers), lookUps: lookUps - before };
}

/** Asks until nothing is written any longer, so that the answer is ready. */
async function warm(kit: TestMedia, target: string): Promise<Awaited<ReturnType<typeof ask>>> {
  await expect.poll(async () => (await ask(kit, target)).lookUps, { timeout: 10_000 }).toBe(0);
  return ask(kit, target);
}

test("the second answer is the first one, without a look-up; so is that nothing has changed", async () => {
  const kit = await open();
  const id = await kit.upload(await makePhoto(600, 400));
  const first = await ask(kit, token(id));
  const ready = await warm(kit, token(id));
  expect(first).toMatchObject({ status: 200, lookUps: 1 });
  expect(ready).toEqual({ ...first, lookUps: 0 });
  const unchanged = await ask(kit, token(id), { "if-none-match": first.headers["etag"] ?? "" });
  expect(unchanged).toMatchObject({ status: 304, body: "", lookUps: 0 });
});

test("what an edited address asks for is judged anew", async () => {
  const kit = await open();
  const id = await kit.upload(await makePhoto(600, 400));
  await warm(kit, token(id));
  expect((await ask(kit, path(id))).status).toBe(403);
  expect((await ask(kit, token(id).replace("200x200", "201x200"))).status).toBe(403);
  expect((await ask(kit, token(id), {}, "HEAD")).body).toBe("");
  expect((await ask(kit, token(id), { range: "bytes=0-9" })).status).toBe(206);
});

test("a token's end is its end, and the time left is told each second", async () => {
  const kit = await open();
  const id = await kit.upload(await makePhoto(600, 400));
  expect((await warm(kit, token(id, 10))).headers).toMatchObject({ "cache-control": "private, max-age=10" });
  now += 1000;
  expect((await ask(kit, token(id, 10))).headers).toMatchObject({ "cache-control": "private, max-age=9" });
  await warm(kit, token(id, 10));
  now += 9000;
  expect((await ask(kit, token(id, 10))).status).toBe(403);
});

test("a file that another process removes is gone at once", async () => {
  const [kit, other] = [await open(), await open()];
  const id = await kit.upload(await makePhoto(600, 400));
  await warm(kit, token(id));
  await other.media.files.remove(id);
  expect((await ask(kit, token(id))).status).toBe(404);
});

test("a file that becomes private is private at once", async () => {
  const kit = await open({ delivery: "open" });
  const id = await kit.upload(await makePhoto(600, 400));
  expect((await warm(kit, path(id))).status).toBe(200);
  await kit.media.files.update(id, { access: "signed" });
  expect((await ask(kit, path(id))).status).not.toBe(200);
});

test("clients get what is theirs", async () => {
  const kit = await open({ delivery: "open" });
  const id = await kit.upload(await makePhoto(600, 400));
  const auto = `/${id}/-/preview/200x200/-/format/auto/`;
  const types = ["image/webp", "image/jpeg", "image/webp", "image/jpeg"];
  for (const type of types)
    expect((await ask(kit, auto, type === "image/webp" ? { accept: type } : {})).headers["content-type"]).toBe(type);
});

test("a temporary file is looked up each time", async () => {
  const kit = await open({ autoStore: false });
  const id = await kit.upload(await makePhoto(600, 400));
  for (const _time of [1, 2, 3]) expect(await ask(kit, token(id))).toMatchObject({ status: 200, lookUps: 1 });
});
