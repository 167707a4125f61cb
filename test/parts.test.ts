/** Uploads in parts, against a server in this process: what comes together, and what is refused. */
import { createHash, createHmac, randomBytes } from "node:crypto";
import { diskBlobs, type IntaglioOptions } from "intaglio";
import { uploadcare } from "intaglio/uploadcare";
import sharp from "sharp";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { createTestMedia, deliveryKey, publicKey, secretKey, type TestMedia } from "./support/media.ts";
import { newFolder } from "./support/places.ts";
import { pick, seeded } from "./support/random.ts";
import { countedToken, uploadToken } from "./support/upload-token.ts";

const partBytes = 5_242_880;
const size = 2 * partBytes + 1000;
const data = randomBytes(size);
const slice = (at: number): Uint8Array => data.subarray(at * partBytes, (at + 1) * partBytes);
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const day = 86_400_000;

interface Said {
  readonly status: number;
  readonly body: string;
  readonly headers: Headers;
}

interface Parts extends TestMedia {
  ask(path: string, fields?: Record<string, string>, headers?: Record<string, string>): Promise<Said>;
  start(fields?: Record<string, string>, headers?: Record<string, string>): Promise<Said>;
  begin(bytes?: number): Promise<{ uuid: string; parts: string[] }>;
  put(address: string, body: Uint8Array | ReadableStream | null): Promise<Said>;
  complete(uuid: string, key?: string): Promise<Said>;
  /** Keys of the parts that are kept. */
  kept(): Promise<string[]>;
}

async function server(options: Partial<IntaglioOptions<string>> = {}): Promise<Parts> {
  const folder = await newFolder();
  const blobs = diskBlobs({ folder });
  const all = { publicUrl: "http://media.test", delivery: "open", limits: { uploadTypes: ["*"] }, blobs } as const;
  const media = await createTestMedia({ ...all, ...options });
  onTestFinished(() => media.close());
  const send = async (url: string, init: RequestInit): Promise<Said> => {
    const response = await media.media.fetch(new Request(url, { ...init, duplex: "half" } as RequestInit));
    return { status: response.status, body: await response.text(), headers: response.headers };
  };
  const ask: Parts["ask"] = (path, fields = {}, headers = {}) => {
    const body = new URLSearchParams({ UPLOADCARE_PUB_KEY: publicKey, ...fields });
    return send(`http://media.test${path}`, { method: "POST", body, headers });
  };
  const start: Parts["start"] = (fields = {}, headers = {}) =>
    ask(
      "/multipart/start/",
      { filename: "big.bin", size: String(size), content_type: "application/x-big", ...fields },
      headers,
    );
  return {
    ...media,
    ask,
    start,
    async begin(bytes = size) {
      const { status, body } = await start({ size: String(bytes) });
      if (status !== 200) throw new Error(body);
      return JSON.parse(body) as { uuid: string; parts: string[] };
    },
    put: (address, body) => send(address, { method: "PUT", body: body as BodyInit | null }),
    complete: (uuid, key = publicKey) => ask("/multipart/complete/", { uuid, UPLOADCARE_PUB_KEY: key }),
    kept: async () => (await Array.fromAsync(blobs.list("parts/"))).map(({ key }) => key).toSorted(),
  };
}

describe("an upload in parts", () => {
  test("comes together from parts in any order, at once and repeated, and the last put of each counts", async () => {
    const { begin, put, complete, get, kept, media } = await server();
    const heard: string[] = [];
    media.on("file.uploaded", ({ id }) => void heard.push(id));
    const { uuid, parts } = await begin();
    expect(parts).toHaveLength(3);
    for (const [at, address] of parts.entries())
      expect(address).toMatch(new RegExp(`^http://media\\.test/multipart/${uuid}/${at}/[0-9a-f]{64}/$`));
    expect((await put(parts[1] ?? "", randomBytes(partBytes))).status, "wrong bytes first").toBe(200);
    const answers = await Promise.all([2, 0, 1].map((at) => put(parts[at] ?? "", slice(at))));
    for (const { status, body, headers } of answers) {
      expect([status, body]).toEqual([200, ""]);
      expect(headers.get("etag")).toMatch(/^"[\w-]+"$/);
    }
    expect((await get(`/${uuid}/`)).status, "not before it is complete").toBe(404);
    const { status, body } = await complete(uuid);
    expect(status, body).toBe(200);
    expect(JSON.parse(body)).toMatchObject({
      uuid,
      size,
      original_filename: "big.bin",
      mime_type: "application/x-big",
      is_ready: true,
    });
    expect(sha256(new Uint8Array(await (await get(`/${uuid}/`)).arrayBuffer()))).toBe(sha256(data));
    expect(heard).toEqual([uuid]);
    expect(await kept(), "the parts are gone").toEqual([]);
  });

  test("takes what an upload wishes: whether to store it, metadata, tags", async () => {
    const { start, put, complete, media } = await server();
    const { body } = await start({ UPLOADCARE_STORE: "0", "metadata[a]": "b", tags: "X, y" });
    const { uuid, parts } = JSON.parse(body) as { uuid: string; parts: string[] };
    for (const [at, address] of parts.entries()) await put(address, slice(at));
    expect((await complete(uuid)).status).toBe(200);
    expect(await media.files.find(uuid)).toMatchObject({ metadata: { a: "b" }, tags: ["x", "y"], storedAt: null });
  });

  test("that lacks a part is not complete, and can be completed later", async () => {
    const { begin, put, complete } = await server();
    const { uuid, parts } = await begin();
    for (const at of [0, 2]) await put(parts[at] ?? "", slice(at));
    const early = await complete(uuid);
    expect([early.status, early.body]).toEqual([400, "File size mismatch. Not all parts uploaded?"]);
    await put(parts[1] ?? "", slice(1));
    expect((await complete(uuid)).status).toBe(200);
  });

  test("is completed once, of several calls at once, too, and then takes nothing more", async () => {
    const { begin, put, complete, kept, media } = await server();
    const heard: string[] = [];
    media.on("file.uploaded", ({ id }) => void heard.push(id));
    const { uuid, parts } = await begin();
    for (const [at, address] of parts.entries()) await put(address, slice(at));
    const said = await Promise.all(Array.from({ length: 4 }, () => complete(uuid)));
    const again = [...said.map(({ status, body }) => (status === 200 ? "done" : body)).toSorted()];
    expect(again).toEqual([...Array.from({ length: 3 }, () => "File is already uploaded."), "done"]);
    expect((await complete(uuid)).body).toBe("File is already uploaded.");
    const late = await put(parts[0] ?? "", slice(0));
    expect([late.status, late.body]).toEqual([400, "File is already uploaded."]);
    expect(heard).toEqual([uuid]);
    expect(await kept()).toEqual([]);
    await media.files.remove(uuid);
    expect((await put(parts[0] ?? "", slice(0))).status).toBe(404);
  });

  test("that ends while a part comes in takes the part along", async () => {
    const { begin, put, complete, kept } = await server();
    const { uuid, parts } = await begin();
    for (const [at, address] of parts.entries()) await put(address, slice(at));
    let goOn = (): void => {};
    const slow = new ReadableStream<Uint8Array>({
      async start(sink) {
        sink.enqueue(slice(0).slice(0, 1000));
        await new Promise<void>((resolve) => (goOn = resolve));
        sink.enqueue(slice(0).slice(1000));
        sink.close();
      },
    });
    const late = put(parts[0] ?? "", slow);
    await complete(uuid);
    goOn();
    expect((await late).body).toBe("File is already uploaded.");
    expect(await kept()).toEqual([]);
  });
});

describe("a part", () => {
  const streamed = (bytes: Uint8Array): ReadableStream => new Blob([bytes as never]).stream();

  test("with too few or too many bytes is refused, whatever it says of itself, and what was there stays", async () => {
    const { begin, put, complete, get } = await server();
    const { uuid, parts } = await begin();
    for (const [at, address] of parts.entries()) await put(address, slice(at));
    const [first = ""] = parts;
    const short = randomBytes(partBytes - 1);
    const long = randomBytes(partBytes + 1);
    for (const body of [short, streamed(short), null])
      expect(await put(first, body)).toMatchObject({
        status: 400,
        body: "File size mismatch. Not all parts uploaded?",
      });
    for (const body of [long, streamed(long)])
      expect(await put(first, body)).toMatchObject({ status: 400, body: "Uploaded size is more than expected." });
    expect((await put(parts[2] ?? "", slice(0))).status, "the last one has the rest").toBe(400);
    expect((await complete(uuid)).status).toBe(200);
    expect(sha256(new Uint8Array(await (await get(`/${uuid}/`)).arrayBuffer()))).toBe(sha256(data));
  });

  test("that breaks off leaves nothing", async () => {
    const { begin, put, kept } = await server();
    const { parts } = await begin();
    const broken = new ReadableStream({
      start(sink) {
        sink.enqueue(slice(0).slice(0, 2_000_000));
      },
      pull(sink) {
        sink.error(new Error("gone"));
      },
    });
    expect((await put(parts[0] ?? "", broken)).status).toBe(400);
    expect(await kept()).toEqual([]);
  });

  test("has a token that opens no other part, and no other upload, and no change of it opens anything", async () => {
    const { begin, put, kept } = await server();
    const [one, other] = [await begin(), await begin()];
    const tokens = [...one.parts, ...other.parts].map((address) => address.split("/").at(-2) ?? "");
    const random = seeded(5);
    const refused: string[] = [];
    for (const [at, upload] of [one, other].entries())
      for (let index = 0; index < 3; index += 1)
        for (const [place, token] of tokens.entries())
          if (place !== at * 3 + index) refused.push(`http://media.test/multipart/${upload.uuid}/${index}/${token}/`);
    for (let turn = 0; turn < 300; turn += 1) {
      const address = pick(random, one.parts);
      const place = address.length - 2 - Math.floor(random() * 64);
      const digit = pick(
        random,
        [..."0123456789abcdef"].filter((char) => char !== address[place]),
      );
      refused.push(address.slice(0, place) + digit + address.slice(place + 1));
    }
    for (const address of refused) expect((await put(address, slice(2))).status, address).toBe(403);
    const [first = ""] = one.parts;
    const misspelled = [
      first.toUpperCase().replace("HTTP://MEDIA.TEST", "http://media.test"),
      first.replace("/multipart/", "//multipart/"),
      first.replace("/0/", "/00/"),
      first.replace("/0/", "/%30/"),
      first.replace("/0/", "/-1/"),
      `${first}x/`,
      first.replace(/..\/$/, "/"),
    ];
    for (const address of misspelled) expect((await put(address, slice(0))).status, address).toBe(404);
    expect(await kept()).toEqual([]);
  });

  test("is preflighted from anywhere, and takes nothing but PUT", async () => {
    const { begin, media } = await server();
    const [address = ""] = (await begin()).parts;
    const preflight = await media.fetch(new Request(address, { method: "OPTIONS" }));
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-methods")).toContain("PUT");
    expect(preflight.headers.get("access-control-allow-headers")).toContain("Content-Type");
    expect(preflight.headers.get("access-control-allow-origin")).toBe("*");
    for (const method of ["GET", "POST", "DELETE"])
      expect((await media.fetch(new Request(address, { method }))).status, method).toBe(405);
  });

  test("whose store fails is answered with 500, and no log line holds its token", async () => {
    const folder = await newFolder();
    const disk = diskBlobs({ folder });
    const put = vi.spyOn(disk, "put").mockRejectedValue(new Error("the disk is on fire"));
    const { begin, put: send, log } = await server({ blobs: disk });
    const [address = ""] = (await begin()).parts;
    expect((await send(address, slice(0))).status).toBe(500);
    put.mockRestore();
    const line = JSON.stringify(log.filter(({ level }) => level === "error"));
    expect(line).toContain("/multipart/");
    expect(line).not.toContain(address.split("/").at(-2));
    expect((await send(address, slice(0))).status).toBe(200);
  });
});

describe("is refused:", () => {
  test("a file over the server's, the project's or the token's limit, before a byte is sent", async () => {
    const tooLarge = { status: 400, body: "File size exceeds project limit." };
    const { start } = await server({
      uploads: "signed",
      limits: { partsBytes: 20_000_000, uploadTypes: ["*"] },
      projects: [{ key: "small", uploads: "open", limits: { maxBytes: 11_000_000 } }],
    });
    expect(await start({ size: "20000001" }, uploadToken({}))).toMatchObject(tooLarge);
    expect((await start({ size: "20000000" }, uploadToken({}))).status).toBe(200);
    expect(await start({}, uploadToken({ intaglio: { maxBytes: size - 1 } }))).toMatchObject(tooLarge);
    expect((await start({}, uploadToken({ intaglio: { maxBytes: size } }))).status).toBe(200);
    expect(await start({ size: "11000001", UPLOADCARE_PUB_KEY: "small" })).toMatchObject(tooLarge);
    expect((await start({ UPLOADCARE_PUB_KEY: "small" })).status).toBe(200);
  });

  test("a beginning without a signature, where uploads are signed, though nothing later asks for one", async () => {
    const { start, put, complete, media } = await server({ uploads: "signed" });
    expect((await start()).body).toBe("`signature` is required.");
    const expire = String(Math.floor(Date.now() / 1000) + 60);
    const signature = createHmac("sha256", secretKey).update(expire).digest("hex");
    expect((await start({ expire, signature: signature.replace(/^./, "x") })).body).toBe("Invalid signature.");
    const { uuid, parts } = JSON.parse((await start({ expire, signature })).body) as { uuid: string; parts: string[] };
    for (const [at, address] of parts.entries()) expect((await put(address, slice(at))).status).toBe(200);
    expect((await complete(uuid)).status).toBe(200);
    const { headers } = media.signUpload({ maxBytes: 1000 });
    expect((await start({}, headers)).status, "a ticket for one plain upload begins no other").toBe(403);
  });

  test("more beginnings than a token has operations, and one that is refused later is given back", async () => {
    const { start, put, complete } = await server({ uploads: "signed", limits: {} });
    const once = countedToken(1);
    const { uuid, parts } = JSON.parse((await start({}, once)).body) as { uuid: string; parts: string[] };
    expect((await start({}, once)).body).toBe("The operation limit of the token is exhausted.");
    for (const [at, address] of parts.entries()) await put(address, slice(at));
    expect((await complete(uuid)).body).toBe("Uploading of these file types is not allowed.");
    expect((await start({}, once)).status).toBe(200);
    expect((await start({}, once)).status).toBe(403);
  });

  test("what no plain upload would be let, and with it go its parts", async () => {
    const { begin, put, complete, get, kept } = await server({ limits: {} });
    const { uuid, parts } = await begin();
    for (const [at, address] of parts.entries()) await put(address, slice(at));
    expect((await complete(uuid)).body).toBe("Uploading of these file types is not allowed.");
    expect(await kept()).toEqual([]);
    expect((await complete(uuid)).status).toBe(404);
    expect((await get(`/${uuid}/`)).status).toBe(404);
    // Bytes that begin like a picture must open as one.
    const broken = Buffer.from(data);
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]).copy(broken);
    const second = await begin();
    for (const [at, address] of second.parts.entries())
      await put(address, broken.subarray(at * partBytes, (at + 1) * partBytes));
    expect((await complete(second.uuid)).body).toBe("Uploading of these file types is not allowed.");
  });

  test("an upload of another project, or of nobody", async () => {
    const { begin, put, complete, ask } = await server({ projects: [{ key: "other" }] });
    const { uuid, parts } = await begin();
    for (const [at, address] of parts.entries()) await put(address, slice(at));
    expect(await complete(uuid, "other")).toMatchObject({ status: 404, body: "File is not found." });
    expect((await complete("6f6e6c79-2074-4573-a420-64617461aa01")).status).toBe(404);
    expect(await complete("nonsense")).toMatchObject({ status: 400, body: "uuid is invalid." });
    expect(await ask("/multipart/complete/")).toMatchObject({ status: 400, body: "uuid is required." });
    expect((await complete(uuid, "nobody")).body).toBe("UPLOADCARE_PUB_KEY is invalid.");
    expect((await complete(uuid)).status).toBe(200);
    expect((await complete(uuid, "other")).status, "nor is it told that it is complete").toBe(404);
  });

  test("what comes after a day", async () => {
    let now = Date.now();
    const { begin, put, complete } = await server({ clock: () => now });
    const { uuid, parts } = await begin();
    for (const [at, address] of parts.entries()) await put(address, slice(at));
    now += day;
    expect((await put(parts[0] ?? "", slice(0))).status).toBe(404);
    expect((await complete(uuid)).status).toBe(404);
  });

  test("a beginning at a server that does not know its own address: the answer names the option, and so does the log", async () => {
    const { start, log } = await server({ publicUrl: "" });
    const said = await start();
    expect([said.status, said.body]).toEqual([500, "uploads in parts need the server's option publicUrl"]);
    expect(log.filter(({ level }) => level === "error")).toMatchObject([
      { fields: { code: "OPTIONS_INVALID", reason: expect.stringContaining("publicUrl") as string } },
    ]);
  });
});

test("a picture that is larger than a plain upload may be is taken in parts, and delivered", async () => {
  const raw = randomBytes(2000 * 2000 * 3);
  const png = await sharp(raw, { raw: { width: 2000, height: 2000, channels: 3 } })
    .png({ compressionLevel: 0 })
    .toBuffer();
  const { begin, put, complete, get, post } = await server({ limits: { uploadBytes: 10_000_000 } });
  expect((await post(png)).status).toBe(400);
  const { uuid, parts } = await begin(png.byteLength);
  for (const [at, address] of parts.entries()) await put(address, png.subarray(at * partBytes, (at + 1) * partBytes));
  const { body } = await complete(uuid);
  expect(JSON.parse(body)).toMatchObject({ is_image: true, image_info: { width: 2000, format: "PNG" } });
  const small = await get(`/${uuid}/-/preview/100x100/-/format/jpeg/`);
  expect(await sharp(Buffer.from(await small.arrayBuffer())).metadata()).toMatchObject({ width: 100, height: 100 });
});

test("below a base path, addresses have it too", async () => {
  const dialects = [uploadcare({ publicKey, secretKeys: [secretKey], deliveryKeys: [deliveryKey] })];
  const { ask, put } = await server({ basePath: "/media", dialects });
  const wish = { filename: "a", size: String(size), content_type: "a/b" };
  const { parts } = JSON.parse((await ask("/media/multipart/start/", wish)).body) as { parts: string[] };
  expect(parts[0]).toMatch(/^http:\/\/media\.test\/media\/multipart\//);
  expect((await put(parts[0] ?? "", slice(0))).status).toBe(200);
});
