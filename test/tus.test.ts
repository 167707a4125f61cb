/** Uploads that can be gone on with, by the tus protocol: what begins one, what goes on with it, and who is refused. */
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { diskBlobs, IntaglioError, type BlobStore, type IntaglioOptions, type UploadOptions } from "intaglio";
import { toNodeHandler } from "intaglio/node";
import { tus } from "intaglio/tus";
import sharp from "sharp";
import { Upload, type UploadOptions as TusUploadOptions } from "tus-js-client";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { createTestMedia, makePhoto, publicKey, type TestMedia } from "./support/media.ts";
import { optional } from "./support/optional.ts";
import { newFolder, newSchemaUntil } from "./support/places.ts";

const hasPostgres = await optional("postgres");
const photo = await makePhoto(900, 600);
const version = { "Tus-Resumable": "1.0.0" };
const stream = { "Content-Type": "application/offset+octet-stream" };
const ownFields = { UPLOADCARE_PUB_KEY: publicKey };
let now = Date.now();

interface Kit extends TestMedia {
  readonly url: string;
  ask(method: string, path: string, headers?: Record<string, string>, body?: Uint8Array): Promise<Response>;
  /** Begins an upload; its path. */
  begin(bytes: number, metadata?: Record<string, string>, headers?: Record<string, string>): Promise<string>;
  ticket(options?: UploadOptions): ReturnType<TestMedia["media"]["signUpload"]>;
}

const packed = (metadata: Readonly<Record<string, string>>): string =>
  Object.entries(metadata)
    .map(([name, value]) => `${name} ${Buffer.from(value).toString("base64")}`)
    .join(",");

async function start(options: Partial<IntaglioOptions<string>> = {}): Promise<Kit> {
  const media = await createTestMedia({
    uploads: "signed",
    delivery: "open",
    resumable: tus(),
    clock: () => now,
    ...options,
  });
  const server = createServer(toNodeHandler(media.media));
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ask: Kit["ask"] = (method, path, headers = {}, body) =>
    fetch(url + path, { method, headers: { ...version, ...headers }, ...(body && { body: body as never }) });
  const ticket: Kit["ticket"] = (given) => media.media.signUpload(given);
  return {
    ...media,
    url,
    ask,
    ticket,
    async begin(bytes, metadata = ownFields, headers = ticket().headers) {
      const about = { "Upload-Length": String(bytes), "Upload-Metadata": packed(metadata) };
      const response = await ask("POST", "/tus/", { ...about, ...headers });
      expect(response.status, await response.text()).toBe(201);
      return new URL(response.headers.get("location") ?? "", url).pathname;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await media.close();
    },
  };
}

/** One file by the official client. */
function send(
  kit: Kit,
  bytes: Buffer,
  options: Partial<TusUploadOptions> = {},
  ticket = kit.ticket(),
): { readonly upload: Upload; readonly done: Promise<string> } {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const upload: Upload = new Upload(bytes, {
    endpoint: kit.url + ticket.resumable,
    headers: { ...ticket.headers },
    metadata: { filename: "träum.jpg", filetype: "image/jpeg", ...ticket.fields },
    retryDelays: null,
    onSuccess: ({ lastResponse }) => resolve(lastResponse.getHeader("Intaglio-File") ?? "none"),
    onError: reject,
    ...options,
  });
  upload.start();
  return { upload, done: promise };
}

describe.each([
  ["SQLite", true, async (): Promise<undefined> => undefined],
  ["PostgreSQL", hasPostgres, newSchemaUntil],
] as const)("the official client on %s", (_, isThere, database) => {
  let kit: Kit;
  let schema: Awaited<ReturnType<typeof newSchemaUntil>> | undefined;
  beforeAll(async () => {
    if (!isThere) return;
    schema = await database();
    kit = await start({ ...(schema && { database: schema.address }), limits: { uploadTypes: ["*"] } });
  });
  afterAll(async () => {
    await kit?.close();
    await schema?.drop();
  });

  test.runIf(isThere)("uploads a photo in one request and in many, and learns its id", async () => {
    for (const options of [{}, { chunkSize: 10_000 }, { uploadDataDuringCreation: true }]) {
      const id = await send(kit, photo, options).done;
      const file = await kit.media.files.find(id);
      expect(file).toMatchObject({ name: "träum.jpg", bytes: photo.byteLength, type: "image/jpeg" });
      expect(file?.image).toMatchObject({ width: 900, height: 600 });
      expect(Buffer.from(await (await kit.get(`/${id}/`)).arrayBuffer()).equals(photo)).toBe(true);
    }
  });

  test.runIf(isThere)("goes on where it was broken off, in whatever pieces", async () => {
    const bytes = randomBytes(20 * 1024 * 1024 + 7);
    const broken = Promise.withResolvers<string>();
    const first = send(kit, bytes, {
      onProgress(sent) {
        if (sent < 9_000_000) return;
        void first.upload.abort().then(() => broken.resolve(first.upload.url ?? ""));
      },
    });
    first.done.catch(() => {});
    const uploadUrl = await broken.promise;
    const { promise: from, resolve: began } = Promise.withResolvers<number>();
    const second = send(kit, bytes, { uploadUrl, chunkSize: 3_333_333, onProgress: (sent) => began(sent) });
    const id = await second.done;
    expect(await from, "nothing that was kept is sent again").toBeGreaterThan(1_000_000);
    expect(Buffer.from(await (await kit.get(`/${id}/`)).arrayBuffer()).equals(bytes)).toBe(true);
  });

  test.runIf(isThere)("several at once do not mind each other", async () => {
    const all = Array.from({ length: 8 }, (_each, at) => randomBytes(300_000 + at));
    const ids = await Promise.all(all.map((bytes) => send(kit, bytes, { chunkSize: 100_000 }).done));
    expect(new Set(ids).size).toBe(8);
    for (const [at, id] of ids.entries())
      expect(Buffer.from(await (await kit.get(`/${id}/`)).arrayBuffer()).equals(all[at] as Buffer)).toBe(true);
  });

  test.runIf(isThere)("ends an upload for good, and gets its ticket back", async () => {
    const ticket = kit.ticket();
    const path = await kit.begin(1000, ownFields, ticket.headers);
    expect((await kit.ask("DELETE", path)).status).toBe(204);
    expect((await kit.ask("HEAD", path)).status).toBe(404);
    await kit.begin(1000, ownFields, ticket.headers);
  });
});

describe("who may", () => {
  let kit: Kit;
  beforeAll(async () => {
    kit = await start({ limits: { partsBytes: 2_000_000 } });
  });
  afterAll(() => kit.close());

  const post = (bytes: string, headers: Record<string, string> = {}, metadata = packed(ownFields)): Promise<Response> =>
    kit.ask("POST", "/tus/", { "Upload-Length": bytes, "Upload-Metadata": metadata, ...headers });

  test("begins nothing without a right", async () => {
    const { headers } = kit.ticket();
    const forged = { Authorization: `${headers["Authorization"]}x` };
    for (const given of [{}, forged, { Authorization: "Bearer a.b.c" }, { Authorization: "Basic eA==" }]) {
      const response = await post("1000", given);
      expect(response.status, JSON.stringify(given)).toBeGreaterThanOrEqual(400);
      expect(response.headers.get("location")).toBeNull();
      expect((await response.text()).length).toBeGreaterThan(10);
    }
    expect((await post("1000", headers, "")).status, "no public key").toBe(400);
    expect((await post("1000", headers, packed({ UPLOADCARE_PUB_KEY: "another" }))).status).toBe(403);
  });

  test("a ticket is good for one upload, whatever is tried, and binds it", async () => {
    const ticket = kit.ticket({ maxBytes: photo.byteLength, types: ["image/png"] });
    expect((await post(String(photo.byteLength + 1), ticket.headers)).status, "too large").toBe(413);
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(String(photo.byteLength), ticket.headers)));
    expect(answers.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(1);
    expect((await kit.post(photo, { headers: ticket.headers })).ok, "nor for another way").toBe(false);
    const path = new URL(answers.find(({ ok }) => ok)?.headers.get("location") ?? "", kit.url).pathname;
    const before = (await kit.media.files.list()).files.length;
    const refused = await kit.ask("PATCH", path, { ...stream, "Upload-Offset": "0" }, photo);
    expect([refused.status, await refused.text()]).toEqual([415, expect.stringContaining("image/jpeg")]);
    expect((await kit.media.files.list()).files).toHaveLength(before);
    expect((await kit.ask("HEAD", path)).status, "it is gone").toBe(404);
    expect((await post(String(photo.byteLength), ticket.headers)).status, "the ticket came back").toBe(201);
  });

  test("an upload that has begun outlives its ticket, for a day", async () => {
    const path = await kit.begin(photo.byteLength, ownFields, kit.ticket({ expiresIn: 60 }).headers);
    const began = now;
    now += 3_600_000;
    const half = photo.byteLength >> 1;
    const first = await kit.ask("PATCH", path, { ...stream, "Upload-Offset": "0" }, photo.subarray(0, half));
    expect([first.status, first.headers.get("upload-offset")]).toEqual([204, String(half)]);
    now = began + 86_400_001;
    expect([404, 410]).toContain((await kit.ask("HEAD", path)).status);
    now = began;
    const last = await kit.ask("PATCH", path, { ...stream, "Upload-Offset": String(half) }, photo.subarray(half));
    expect(last.status).toBe(204);
    expect(await kit.media.files.find(last.headers.get("intaglio-file") ?? "")).toMatchObject({ type: "image/jpeg" });
  });

  test("an address that was changed is nobody's", async () => {
    const path = await kit.begin(photo.byteLength);
    const other = await kit.begin(photo.byteLength);
    const mixed = path.slice(0, 41) + other.slice(41);
    for (const changed of [mixed, path.slice(0, -1), `${path}0`, path.toUpperCase(), path.replace(/.$/, "z"), "/tus/x"])
      for (const method of ["HEAD", "PATCH", "DELETE"]) {
        const headers = method === "PATCH" ? { ...stream, "Upload-Offset": "0" } : {};
        const { status } = await kit.ask(method, changed, headers, method === "PATCH" ? photo : undefined);
        expect(status, `${method} ${changed}`).toBe(404);
      }
    expect((await kit.ask("HEAD", path)).headers.get("upload-offset")).toBe("0");
  });

  test("hostile and wrong words are refused with what is wrong", async () => {
    const { headers } = kit.ticket();
    for (const length of ["-1", "1.5", "1e3", "0x10", "", "99999999999999999999", "abc", "Infinity", "2000001", "0"]) {
      const { status } = await post(length, headers);
      expect([400, 413], `length ${length}`).toContain(status);
    }
    for (const metadata of ["a b c", "name !!!", "ü x", "a,,b", "name ZZ==,name ZZ=="])
      expect((await post("1000", headers, metadata).catch(() => ({ status: 400 }))).status, metadata).toBe(400);
    expect((await kit.ask("POST", "/tus/", { ...headers, "Upload-Defer-Length": "1" })).status).toBe(501);
    expect(
      (await kit.ask("POST", "/tus/", { ...headers, "Upload-Length": "5", "Upload-Concat": "partial" })).status,
    ).toBe(501);
    for (const method of ["GET", "PUT"]) expect((await kit.ask(method, "/tus/", headers)).status, method).toBe(404);
    const path = await kit.begin(1000, ownFields, headers);
    const patch = (offset: string, body: Uint8Array, type = stream) =>
      kit.ask("PATCH", path, { ...type, "Upload-Offset": offset }, body);
    expect((await patch("5", photo.subarray(0, 10))).status, "a gap").toBe(409);
    expect((await patch("-1", photo.subarray(0, 10))).status).toBe(400);
    expect((await patch("0", photo.subarray(0, 1001))).status, "more than was said").toBe(413);
    expect((await kit.ask("HEAD", path)).headers.get("upload-offset"), "none of it left anything").toBe("0");
    const override = await kit.ask("POST", path, { "X-HTTP-Method-Override": "DELETE" });
    expect(override.status).toBeGreaterThanOrEqual(400);
    expect((await kit.ask("HEAD", path)).status).toBe(200);
  });

  test("another version, content type or extension is refused as the protocol says", async () => {
    const { headers } = kit.ticket();
    const about = { "Upload-Length": "1000", "Upload-Metadata": packed(ownFields), ...headers };
    const path = await kit.begin(1000);
    for (const [method, at] of [
      ["POST", "/tus/"],
      ["HEAD", path],
      ["PATCH", path],
      ["DELETE", path],
    ] as const)
      for (const given of [{}, { "Tus-Resumable": "0.2.2" }]) {
        const response = await fetch(kit.url + at, { method, headers: { ...about, ...stream, ...given } });
        const { status, headers: answered } = response;
        expect([status, answered.get("tus-version")], `${method} ${JSON.stringify(given)}`).toEqual([412, "1.0.0"]);
        expect(answered.get("access-control-allow-origin")).toBe("*");
        if (method !== "HEAD") expect(await response.text()).toContain("Tus-Resumable");
      }
    const patch = (given: Record<string, string>): Promise<Response> =>
      kit.ask("PATCH", path, { "Upload-Offset": "0", ...given }, photo.subarray(0, 10));
    for (const given of [{}, { "Content-Type": "text/plain" }, { "Content-Type": `${stream["Content-Type"]}; a=b` }]) {
      const response = await patch(given);
      expect([response.status, await response.text()]).toEqual([415, expect.stringContaining(stream["Content-Type"])]);
    }
    const digest = { ...stream, "Upload-Checksum": "sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA=" };
    expect((await patch(digest)).status, "a checksum is not left unread").toBe(501);
    expect((await kit.ask("POST", "/tus/", { ...about, ...digest }, photo.subarray(0, 10))).status).toBe(501);
    const below = await kit.ask("POST", path, about);
    expect([below.status, below.headers.get("allow")]).toEqual([405, "HEAD, PATCH, DELETE, OPTIONS"]);
    expect((await kit.ask("HEAD", path)).headers.get("upload-offset"), "none of it left anything").toBe("0");
    expect((await kit.ask("POST", "/tus/", about)).status, "nor used the ticket up").toBe(201);
  });

  test("what a chain of proxies says of itself is no reason to refuse", async () => {
    const proxies = { "X-Forwarded-Proto": "https, http", "X-Forwarded-Host": "other.example.com" };
    const response = await post("1000", { ...kit.ticket().headers, ...proxies });
    expect([response.status, response.headers.get("location")]).toEqual([201, expect.stringMatching(/^\/tus\//)]);
  });

  test("a beginning that fails, or breaks off before its address is told, leaves nothing and gives the ticket back", async () => {
    const ticket = kit.ticket();
    const about = { "Upload-Metadata": packed(ownFields), ...ticket.headers, ...stream };
    const long = await kit.ask("POST", "/tus/", { "Upload-Length": "10", ...about }, photo.subarray(0, 20));
    expect(long.status).toBe(413);
    const broken = new AbortController();
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(photo.subarray(0, 1000));
        if (!broken.signal.aborted) setTimeout(() => broken.abort(), 300);
        return new Promise(() => {});
      },
    });
    const whole = { "Upload-Length": String(photo.byteLength), ...about };
    const init = { method: "POST", headers: { ...version, ...whole }, body, duplex: "half", signal: broken.signal };
    await expect(fetch(`${kit.url}/tus/`, init as RequestInit)).rejects.toThrow();
    await vi.waitFor(async () => expect((await kit.ask("POST", "/tus/", whole, photo)).status).toBe(201), 5000);
  });

  test("two that write at once are one after the other, and neither spoils the other's", async () => {
    const noise = { width: 700, height: 700, channels: 3 } as const;
    const bytes = await sharp(randomBytes(700 * 700 * 3), { raw: noise })
      .jpeg({ quality: 95 })
      .toBuffer();
    const path = await kit.begin(bytes.byteLength);
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => kit.ask("PATCH", path, { ...stream, "Upload-Offset": "0" }, bytes)),
    );
    const statuses = answers.map(({ status }) => status);
    expect(
      statuses.toSorted((a, b) => a - b),
      "the others find it done, or come too late",
    ).toEqual([204, 409, 409, 409]);
    const id = answers.find(({ status }) => status === 204)?.headers.get("intaglio-file") ?? "";
    expect(Buffer.from(await (await kit.get(`/${id}/`)).arrayBuffer()).equals(bytes)).toBe(true);
  });
});

test("without signed uploads a public key is enough, and browsers of other origins may ask", async () => {
  const kit = await start({ uploads: "open", basePath: "/media", publicUrl: "https://img.example.com" });
  onTestFinished(() => kit.close());
  expect(kit.ticket().resumable).toBe("https://img.example.com/media/tus/");
  expect(kit.media.owns("/media/tus/") && kit.media.owns("/media/tus/abc") && !kit.media.owns("/tus/")).toBe(true);
  expect(kit.media.owns("/media/tus/a/b")).toBe(false);
  const about = { "Upload-Length": String(photo.byteLength), "Upload-Metadata": packed(ownFields) };
  const begun = await kit.ask("POST", "/media/tus/", { ...about, ...stream }, photo);
  expect(begun.status).toBe(201);
  expect(begun.headers.get("location")).toMatch(/^https:\/\/img\.example\.com\/media\/tus\/[\w-]{101}$/);
  expect(begun.headers.get("intaglio-file")).toMatch(/^[\da-f-]{36}$/);
  const path = new URL(begun.headers.get("location") ?? "").pathname;
  const head = await kit.ask("HEAD", path);
  expect([head.headers.get("upload-offset"), head.headers.get("intaglio-file")]).toEqual([
    String(photo.byteLength),
    begun.headers.get("intaglio-file"),
  ]);
  expect((await kit.ask("DELETE", path)).status, "a file is not taken back").toBeGreaterThanOrEqual(400);
  const preflight = await fetch(`${kit.url}/media/tus/`, {
    method: "OPTIONS",
    headers: { origin: "https://app.example.com", "access-control-request-method": "POST" },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get("tus-extension")).toBe("creation,creation-with-upload,termination,expiration");
  expect(preflight.headers.get("access-control-allow-headers")).toMatch(/authorization/i);
  expect(head.headers.get("access-control-expose-headers")).toContain("Intaglio-File");
  expect([head.headers.get("cache-control"), head.headers.get("x-content-type-options")]).toEqual([
    "no-store",
    "nosniff",
  ]);
});

test("it is off unless it is asked for, and wants a dialect that takes uploads", async () => {
  const media = await createTestMedia();
  onTestFinished(() => media.close());
  expect([media.media.owns("/tus/"), media.media.signUpload().resumable]).toEqual([false, undefined]);
  const { ipx } = await import("intaglio/ipx");
  const { cloudflare } = await import("intaglio/cloudflare");
  await expect(createTestMedia({ resumable: tus(), dialects: [ipx(), cloudflare()] })).rejects.toThrow("takes uploads");
  await expect(createTestMedia({ resumable: {} as never })).rejects.toThrow("resumable");
  expect(() => tus({ path: "tus" })).toThrow("/tus/");
});

test("what is our fault is logged with its reason, and what was kept is kept", async () => {
  const disk = diskBlobs({ folder: await newFolder() });
  let full = false;
  const put: BlobStore["put"] = async (key, body, options) => {
    if (full) throw new IntaglioError("STORAGE_FULL", "no space left on the device");
    return disk.put(key, body, options);
  };
  const blobs: BlobStore = {
    put,
    open: (key, range) => disk.open(key, range),
    stat: (key) => disk.stat(key),
    remove: (key) => disk.remove(key),
    list: (prefix) => disk.list(prefix),
    sweep: (age, isAwaited) => disk.sweep(age, isAwaited),
    close: () => disk.close(),
  };
  const kit = await start({ blobs });
  onTestFinished(() => kit.close());
  const half = photo.byteLength >> 1;
  const path = await kit.begin(photo.byteLength);
  const patch = (from: number, to: number) =>
    kit.ask("PATCH", path, { ...stream, "Upload-Offset": String(from) }, photo.subarray(from, to));
  expect((await patch(0, half)).status).toBe(204);
  full = true;
  const failed = await patch(half, photo.byteLength);
  expect(failed.status).toBe(507);
  expect(await failed.text()).not.toContain("device");
  expect(kit.log.filter(({ level }) => level === "error")).toMatchObject([
    { message: "a resumable upload failed", fields: { code: "STORAGE_FULL", reason: "no space left on the device" } },
  ]);
  full = false;
  expect((await kit.ask("HEAD", path)).headers.get("upload-offset")).toBe(String(half));
  expect((await patch(half, photo.byteLength)).status).toBe(204);
});
