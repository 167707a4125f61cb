/** Uploads whose parts clients put straight into a bucket: what comes together, what is refused, what goes. */
import { randomBytes } from "node:crypto";
import { IntaglioError, type BlobStore, type IntaglioOptions } from "intaglio";
import { s3, type S3Options } from "intaglio/s3";

import { describe, expect, onTestFinished, test } from "vitest";
import { askBucket, newBucket, startBuckets } from "./support/buckets.ts";
import { createTestMedia, publicKey, type TestMedia } from "./support/media.ts";
import { optional } from "./support/optional.ts";
import { newSchema } from "./support/places.ts";

const hasS3 = await startBuckets();
const hasPostgres = await optional("postgres");
const partBytes = 5_242_880;
const size = 2 * partBytes + 1000;
const data = randomBytes(size);
const slice = (at: number): Uint8Array => data.subarray(at * partBytes, (at + 1) * partBytes);

interface Direct extends TestMedia {
  readonly bucket: Awaited<ReturnType<typeof newBucket>>;
  begin(bytes?: number): Promise<{ uuid: string; parts: string[] }>;
  complete(uuid: string): Promise<{ status: number; body: string }>;
  /** What there is in the bucket: keys, and uploads under way. */
  inBucket(): Promise<{ keys: number; uploads: number }>;
}

async function server(options: Partial<IntaglioOptions<string>> = {}, store: Partial<S3Options> = {}): Promise<Direct> {
  const bucket = await newBucket();
  const all = { publicUrl: "http://media.test", delivery: "open", limits: { uploadTypes: ["*"] } } as const;
  const media = await createTestMedia({ ...all, blobs: s3({ ...bucket, ...store }), ...options });
  onTestFinished(() => media.close());
  const ask = async (path: string, fields: Record<string, string>): Promise<{ status: number; body: string }> => {
    const body = new URLSearchParams({ UPLOADCARE_PUB_KEY: publicKey, ...fields });
    const response = await media.media.fetch(new Request(`http://media.test${path}`, { method: "POST", body }));
    return { status: response.status, body: await response.text() };
  };
  const count = async (query: string, element: string): Promise<number> =>
    (await (await askBucket(bucket, query)).text()).split(`<${element}>`).length - 1;
  return {
    ...media,
    bucket,
    async begin(bytes = size) {
      const wish = { filename: "big.bin", size: String(bytes), content_type: "application/x-big" };
      const { status, body } = await ask("/multipart/start/", wish);
      expect(status, body).toBe(200);
      return JSON.parse(body) as { uuid: string; parts: string[] };
    },
    complete: (uuid) => ask("/multipart/complete/", { uuid }),
    inBucket: async () => ({
      keys: await count("?list-type=2", "Contents"),
      uploads: await count("?uploads", "Upload"),
    }),
  };
}

async function put(address: string | undefined, body: Uint8Array): Promise<{ status: number; body: string }> {
  const response = await fetch(address ?? "", { method: "PUT", body: body as BodyInit });
  return { status: response.status, body: await response.text() };
}

describe.skipIf(!hasS3).each([
  ["SQLite", true, async () => ({})],
  ["PostgreSQL", hasPostgres, async () => ({ database: await newSchema() })],
] as const)("parts straight into a bucket, records on %s", (_, isThere, records) => {
  test.skipIf(!isThere)(
    "come together in any order, at once and repeated, and the last put of each counts",
    async () => {
      const { begin, complete, get, bucket, inBucket, media } = await server(await records());
      const heard: string[] = [];
      media.on("file.uploaded", ({ id }) => void heard.push(id));
      const { uuid, parts } = await begin();
      expect(parts).toHaveLength(3);
      for (const address of parts) expect(new URL(address).origin).toBe(bucket.endpoint);
      expect((await put(parts[1], randomBytes(partBytes))).status, "wrong bytes first").toBe(200);
      for (const { status, body } of await Promise.all([2, 0, 1].map((at) => put(parts[at], slice(at)))))
        expect(status, body).toBe(200);
      expect(await inBucket(), "nothing is there before it is complete").toEqual({ keys: 0, uploads: 1 });
      expect((await get(`/${uuid}/`)).status).toBe(404);
      const { status, body } = await complete(uuid);
      expect(status, body).toBe(200);
      expect(JSON.parse(body)).toMatchObject({ uuid, size, mime_type: "application/x-big", is_ready: true });
      const kept = Buffer.from(await (await get(`/${uuid}/`)).arrayBuffer());
      expect(kept.equals(data)).toBe(true);
      expect(heard).toEqual([uuid]);
      expect(await inBucket()).toEqual({ keys: 1, uploads: 0 });
      expect((await put(parts[0], slice(0))).status, "it takes nothing more").toBe(404);
      expect((await complete(uuid)).body).toBe("File is already uploaded.");
    },
  );

  test.skipIf(!isThere)("lack one, and can be completed later", async () => {
    const { begin, complete, media } = await server(await records());
    const { uuid, parts } = await begin();
    for (const at of [0, 2]) await put(parts[at], slice(at));
    const early = await complete(uuid);
    expect([early.status, early.body]).toEqual([400, "File size mismatch. Not all parts uploaded?"]);
    await put(parts[1], slice(1));
    expect((await complete(uuid)).status).toBe(200);
    expect(await media.files.find(uuid)).toMatchObject({ bytes: size, name: "big.bin" });
  });

  test.skipIf(!isThere)("are completed once, of several calls at once", async () => {
    const { begin, complete, inBucket } = await server(await records());
    const { uuid, parts } = await begin();
    for (const [at, address] of parts.entries()) await put(address, slice(at));
    const answers = await Promise.all([1, 2, 3, 4].map(() => complete(uuid)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 400, 400, 400]);
    expect(await inBucket()).toEqual({ keys: 1, uploads: 0 });
  });
});

describe.skipIf(!hasS3)("the address of a part in a bucket", () => {
  test("takes exactly that part's bytes, by PUT, at that place", async () => {
    const { begin } = await server();
    const { parts } = await begin();
    const [first = "", , last = ""] = parts;
    for (const body of [slice(0).subarray(1), randomBytes(partBytes + 1), new Uint8Array(0)])
      expect((await put(first, body)).status, `${body.byteLength} bytes`).toBe(403);
    expect((await put(last, slice(0))).status, "another part's length").toBe(403);
    for (const [from, to] of [
      ["partNumber=1", "partNumber=4"],
      ["X-Amz-Expires=86400", "X-Amz-Expires=86401"],
      ["content-length%3Bhost", "host"],
      [/files\/../, "files/zz"],
    ] as const)
      expect((await put(first.replace(from, to), slice(0))).status, `${String(from)} to ${to}`).toBe(403);
    for (const method of ["GET", "HEAD", "DELETE"]) expect((await fetch(first, { method })).status, method).toBe(403);
    expect((await put(first, slice(0))).status).toBe(200);
  });

  test("tells its reach and its end, and never the secret key", async () => {
    const { begin, bucket, log } = await server();
    const { uuid, parts } = await begin();
    const { pathname, searchParams } = new URL(parts[1] ?? "");
    expect(pathname).toBe(`/${bucket.bucket}/files/${uuid.slice(0, 2)}/${uuid}`);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      partNumber: "2",
      "X-Amz-Expires": "86400",
      "X-Amz-SignedHeaders": "content-length;host",
    });
    const { accessKeyId, secretAccessKey } = bucket.credentials;
    expect(parts.join()).not.toContain(secretAccessKey);
    expect(JSON.stringify(log)).not.toMatch(new RegExp(`X-Amz-Signature|${accessKeyId}|${secretAccessKey}`));
  });

  test("is one of this server where the store is told so, and the parts are blobs", async () => {
    const { begin, complete, media, inBucket } = await server({}, { uploadEndpoint: false });
    const { uuid, parts } = await begin();
    for (const [at, address] of parts.entries()) {
      expect(address).toMatch(new RegExp(`^http://media.test/multipart/${uuid}/${at}/`));
      const body = slice(at) as BodyInit;
      expect((await media.fetch(new Request(address, { method: "PUT", body }))).status).toBe(200);
    }
    expect((await complete(uuid)).status).toBe(200);
    expect(await inBucket()).toEqual({ keys: 1, uploads: 0 });
  });

  test("is at the origin where clients reach the bucket", async () => {
    const { begin } = await server({}, { uploadEndpoint: "https://upload.example.com" });
    const { parts } = await begin();
    expect(new URL(parts[0] ?? "").origin).toBe("https://upload.example.com");
  });
});

describe.skipIf(!hasS3)("what goes", () => {
  test("a file that is refused goes, with its upload", async () => {
    const { begin, complete, inBucket } = await server({ limits: { uploadTypes: ["image/*"] } });
    const { uuid, parts } = await begin();
    for (const [at, address] of parts.entries()) await put(address, slice(at));
    expect((await complete(uuid)).status).toBe(400);
    expect(await inBucket()).toEqual({ keys: 0, uploads: 0 });
    expect((await complete(uuid)).status, "for good").toBe(404);
  });

  test.each(["the store's answer is lost", "the server cannot read what was joined"])(
    "nothing goes when %s: it can be completed again",
    async (what) => {
      const bucket = await newBucket();
      const store = s3(bucket);
      let failures = 1;
      const fail = (): void => {
        if (failures-- > 0) throw new IntaglioError("STORAGE_FAILED", "gone for a moment");
      };
      const { direct } = store;
      if (!direct) throw new Error("no direct uploads");
      const failing: BlobStore = {
        put: (...given) => store.put(...given),
        stat: (key) => store.stat(key),
        remove: (key) => store.remove(key),
        list: (prefix) => store.list(prefix),
        sweep: (age, isAwaited) => store.sweep(age, isAwaited),
        close: () => store.close(),
        open: (key, range) => {
          if (what.startsWith("the server")) fail();
          return store.open(key, range);
        },
        direct: {
          ...direct,
          async complete(upload, parts) {
            await direct.complete(upload, parts);
            if (what.startsWith("the store")) fail();
          },
        },
      };
      const { begin, complete, get } = await server({ blobs: failing });
      const { uuid, parts } = await begin();
      for (const [at, address] of parts.entries()) await put(address, slice(at));
      expect((await complete(uuid)).status).toBeGreaterThanOrEqual(500);
      expect((await get(`/${uuid}/`)).status, "not visible").toBe(404);
      expect((await complete(uuid)).status).toBe(200);
      expect(Buffer.from(await (await get(`/${uuid}/`)).arrayBuffer()).equals(data)).toBe(true);
    },
  );
});
