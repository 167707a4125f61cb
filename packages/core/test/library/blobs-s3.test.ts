import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import type { PartsWish } from "@intaglio/contract";
import { blobStoreChecks } from "@intaglio/contract/checks";
import { describe, expect, onTestFinished, test } from "vitest";
import { askBucket, newBucket, s3Server, startBuckets } from "../../../../test/support/buckets.ts";
import { newFolder } from "../../../../test/support/places.ts";
import { diskBlobs } from "../../src/library/blobs-disk.ts";
import { s3 } from "../../src/library/blobs-s3.ts";
import { newFileId, originalKey } from "../../src/library/keys.ts";
import { noteParts } from "../../src/library/parts.ts";
import { sqlRecords } from "../../src/library/records/index.ts";
import type { S3Options } from "../../src/library/s3/options.ts";
import { sweepLibrary } from "../../src/library/sweep.ts";

const hasS3 = await startBuckets();
const mebibyte = 1 << 20;
const keys = { accessKeyId: "AKEXAMPLE", secretAccessKey: "a-secret-example" };

async function* bytes(count: number): AsyncGenerator<Uint8Array> {
  for (let left = count; left > 0; left -= 65_536) yield new Uint8Array(Math.min(left, 65_536));
}

async function sizeOf(body: AsyncIterable<Uint8Array>): Promise<number> {
  let sum = 0;
  for await (const chunk of body) sum += chunk.byteLength;
  return sum;
}

/** The message of what a call throws, which must be about the storage. */
async function failureOf(work: Promise<unknown>, code = "STORAGE_FAILED"): Promise<string> {
  const error = await work.then(
    () => new Error("nothing failed"),
    (thrown: unknown) => thrown as Error & { code?: string },
  );
  expect(error, error.message).toMatchObject({ code });
  return error.message;
}

/** A stand-in for a bucket that fails in ways a real one cannot be told to. */
async function bucketThat(listener: RequestListener): Promise<S3Options> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { bucket: "bucket", region: "us-east-1", endpoint: `http://127.0.0.1:${port}`, credentials: keys };
}

describe.skipIf(!hasS3)("the contract, in a bucket", () => {
  for (const { name, run } of blobStoreChecks(async () => s3(await newBucket()))) test(name, run);
});

describe.skipIf(!hasS3)("the contract, under a prefix, beside others' objects", () => {
  const create = async () => {
    const bucket = await newBucket();
    await s3({ ...bucket, prefix: "ours" })
      .put("/a", bytes(1))
      .catch(() => {}); // no key of ours
    await askBucket(bucket, "/other", { method: "PUT", body: "x" });
    return s3({ ...bucket, prefix: "our/own_" });
  };
  for (const { name, run } of blobStoreChecks(create)) test(name, run);
});

describe.skipIf(!hasS3)("in a bucket", () => {
  test("what is smaller than a part takes one request, what is larger takes an upload in parts", async () => {
    const bucket = await newBucket();
    const blobs = s3({ ...bucket, partBytes: 5 * mebibyte });
    for (const [count, parts] of [
      [0, 0],
      [5 * mebibyte - 1, 0],
      [5 * mebibyte, 0],
      [5 * mebibyte + 1, 2],
      [10 * mebibyte, 2],
      [11 * mebibyte, 3],
    ] as const) {
      expect(await blobs.put("k", bytes(count))).toBe(count);
      const head = await askBucket(bucket, "/k", { method: "HEAD" });
      expect(head.headers.get("content-length")).toBe(String(count));
      // An upload in parts has an ETag of another form.
      expect(/-(\d+)"$/.exec(head.headers.get("etag") ?? "")?.[1] ?? "0", `${count} bytes`).toBe(String(parts));
    }
  });

  test("more than a page of objects is listed, and of uploads swept", { timeout: 120_000 }, async () => {
    const bucket = await newBucket();
    const blobs = s3(bucket);
    const many = Array.from({ length: 1_050 }, (_, at) => `k/${at}`);
    const each = async (work: (key: string) => Promise<unknown>): Promise<void> => {
      for (let at = 0; at < many.length; at += 25) await Promise.all(many.slice(at, at + 25).map(work));
    };
    await each((key) => blobs.put(key, bytes(1)));
    expect((await Array.fromAsync(blobs.list("k/"))).map(({ key }) => key).toSorted()).toEqual(many.toSorted());
    await each(async (key) => blobs.direct?.begin(key));
    expect(await blobs.sweep(60_000)).toBe(0);
    expect(await blobs.sweep(0)).toBe(many.length);
    expect(await blobs.sweep(0)).toBe(0);
  });

  test("a body left unread for long is asked for again, and only if it is the same", { timeout: 20_000 }, async () => {
    const blobs = s3(await newBucket());
    await blobs.put("k", bytes(mebibyte));
    const [whole, part, replaced] = [
      await blobs.open("k"),
      await blobs.open("k", { start: 10, end: 500_000 }),
      await blobs.open("k"),
    ];
    await new Promise((resolve) => setTimeout(resolve, 2_200));
    expect(await sizeOf(whole?.body ?? bytes(0))).toBe(mebibyte);
    expect(await sizeOf(part?.body ?? bytes(0))).toBe(499_991);
    await blobs.put("k", bytes(mebibyte + 1));
    expect(await failureOf(sizeOf(replaced?.body ?? bytes(0)))).toContain("replaced or removed");
  });

  test("the sweep spares uploads that a document tells of, and ends them with it", async () => {
    const time = { now: Date.now() };
    const records = sqlRecords({ database: ":memory:", clock: () => time.now });
    onTestFinished(() => records.close());
    const blobs = s3(await newBucket());
    const renditions = diskBlobs({ folder: await newFolder() });
    const sweep = () => sweepLibrary({ records, blobs, renditions, clock: () => time.now, leftOverAgeMs: -60_000 });
    const begin = async (id: string) => (await blobs.direct?.begin(originalKey(id))) ?? "";
    const [known, unknown] = [newFileId(), newFileId()];
    const wish = { name: "a", statedType: "a/b", bytes: 25, partBytes: 10, permit: { limits: {} } } as PartsWish;
    const upload = { id: known, project: "p", wish, direct: await begin(known), expiresAt: time.now + 3_600_000 };
    expect(await noteParts({ records, blobs }, upload)).toBe(true);
    const stray = await begin(unknown);
    expect(await sweep()).toMatchObject({ leftOvers: 1 });
    expect(await blobs.direct?.parts({ key: originalKey(known), name: upload.direct })).toEqual([]);
    expect(await blobs.direct?.parts({ key: originalKey(unknown), name: stray })).toBeUndefined();
    time.now += 3_600_001;
    expect(await sweep()).toMatchObject({ leftOvers: 1 });
    expect(await blobs.direct?.parts({ key: originalKey(known), name: upload.direct })).toBeUndefined();
  });
});

describe.skipIf(!hasS3)("a bucket's refusals are named", () => {
  const asked = async (change: Partial<S3Options>): Promise<string[]> => {
    const bucket = { ...(await newBucket()), ...change };
    const blobs = s3(bucket);
    const messages = [
      await failureOf(blobs.stat("k")),
      await failureOf(blobs.open("k")),
      await failureOf(blobs.put("k", bytes(10))),
      await failureOf(blobs.put("k", bytes(9 * mebibyte))),
      await failureOf(blobs.put("k", bytes(7 * mebibyte))),
      await failureOf(Array.fromAsync(blobs.list(""))),
      await failureOf(blobs.sweep(0)),
    ];
    for (const message of messages) expect(message).not.toMatch(/Signature=|Credential=/);
    return messages;
  };

  test("a bucket that is not there", async () => {
    for (const message of await asked({ bucket: "nobody-made-it" }))
      expect(message).toMatch(/bucket nobody-made-it answered 404 to .*NoSuchBucket: there is no such bucket/);
  });

  test("an account that may not", async () => {
    const { stranger } = await s3Server();
    for (const message of await asked({ credentials: stranger }))
      expect(message).toMatch(/answered 403 to .*AccessDenied/);
  });

  test("a key that is not known, and a wrong secret", async () => {
    for (const message of await asked({ credentials: keys }))
      expect(message).toMatch(/InvalidAccessKeyId: the access key/);
    const { owner } = await s3Server();
    const wrong = { ...owner, secretAccessKey: "another" };
    for (const message of await asked({ credentials: () => Promise.resolve(wrong) })) {
      expect(message).toMatch(/SignatureDoesNotMatch: the secret/);
      expect(message).not.toContain("another,");
    }
  });

  test("credentials that a function fails to give", async () => {
    const none = { credentials: () => Promise.resolve({ accessKeyId: "", secretAccessKey: "" }) };
    for (const message of await asked(none)) expect(message).toContain("function for S3's credentials gave none");
  });
});

describe("a bucket that fails", () => {
  test("an endpoint that nothing listens at is named, after three tries", async () => {
    const options = await bucketThat(() => {});
    const blobs = s3({ ...options, endpoint: "http://127.0.0.1:1" });
    expect(await failureOf(blobs.open("k"))).toMatch(/^127\.0\.0\.1:1 did not answer GET k: .*ECONNREFUSED/);
  });

  test.each([
    ["GET", [503, 500, 200], 3, (store: ReturnType<typeof s3>) => store.open("k")],
    ["DELETE", [503, 204], 2, (store: ReturnType<typeof s3>) => store.remove("k")],
    ["PUT", [500, 503, 200], 3, (store: ReturnType<typeof s3>) => store.put("k", bytes(100_000))],
  ] as const)("%s is tried again, with all of its body", async (method, statuses, count, call) => {
    const seen: number[] = [];
    const options = await bucketThat((request, response) => {
      let size = 0;
      request.on("data", (chunk: Buffer) => (size += chunk.byteLength));
      request.on("end", () => {
        const status = statuses[seen.push(size) - 1] ?? 500;
        response.writeHead(status, status === 204 ? {} : { "content-length": 0 }).end();
      });
    });
    await call(s3(options));
    expect(seen).toEqual(Array.from({ length: count }, () => (method === "PUT" ? 100_000 : 0)));
  });

  test("what stays broken is told after three tries", async () => {
    let asked = 0;
    const options = await bucketThat((_, response) => {
      asked += 1;
      response.writeHead(503).end("<Error><Code>SlowDown</Code><Message>Reduce &lt;your&gt; rate</Message></Error>");
    });
    expect(await failureOf(s3(options).open("k"))).toContain("503 to GET k: SlowDown: Reduce <your> rate");
    expect(asked).toBe(3);
  });

  test("wrong clocks are told side by side, and a refusal is not asked for twice", async () => {
    let asked = 0;
    const options = await bucketThat((_, response) => {
      asked += 1;
      response
        .writeHead(403, { date: "Sat, 01 Jan 2000 00:00:00 GMT" })
        .end("<Error><Code>RequestTimeTooSkewed</Code></Error>");
    });
    expect(await failureOf(s3(options).open("k"))).toMatch(
      /machine's clock is wrong: it is .* here and Sat, 01 Jan 2000/,
    );
    expect(asked).toBe(1);
  });

  test("no space is told apart", async () => {
    const options = await bucketThat((_, response) => {
      response.writeHead(403).end("<Error><Code>QuotaExceeded</Code></Error>");
    });
    await failureOf(s3(options).put("k", bytes(1)), "STORAGE_FULL");
  });

  test("a body that is cut off is no shorter blob", async () => {
    const options = await bucketThat((_, response) => {
      response.writeHead(200, { "content-length": String(mebibyte), etag: '"x"' });
      response.write(Buffer.alloc(300_000), () => response.destroy());
    });
    const blob = await s3(options).open("k");
    expect(await failureOf(sizeOf(blob?.body ?? bytes(0)))).toMatch(/did not answer GET k to its end/);
  });

  test("an upload that says 200 and means no is an error, and is ended", async () => {
    const seen: string[] = [];
    const options = await bucketThat((request, response) => {
      request.resume().on("end", () => {
        seen.push(`${request.method} ${request.url?.replace(/^[^?]*\??/, "")}`);
        if (request.method === "HEAD") response.writeHead(404).end();
        else if (request.url?.endsWith("?uploads=")) response.end("<UploadId>u1</UploadId>");
        else if (request.method === "POST") response.end("<Error><Code>InternalError</Code></Error>");
        else response.writeHead(200, { etag: '"e"' }).end();
      });
    });
    expect(await failureOf(s3(options).put("k", bytes(9 * mebibyte)))).toContain("InternalError");
    expect(seen).toEqual([
      "POST uploads=",
      "PUT partNumber=1&uploadId=u1",
      "PUT partNumber=2&uploadId=u1",
      "POST uploadId=u1",
      "HEAD ",
      "DELETE uploadId=u1",
    ]);
  });
});

describe("options", () => {
  test("all that is wrong is told at once, and no secret", () => {
    const wrong = {
      bucket: "B",
      region: "",
      endpoint: "https://s3.example.com/path",
      credentials: { accessKeyId: "a", secretAccessKey: "" },
      prefix: "/a",
      partBytes: 1,
      uploadEndpoint: "s3.example.com",
      extra: 1,
    };
    expect(() => s3(wrong as S3Options)).toThrow(
      /extra is "given".*bucket is "B".*region is "".*endpoint is .*uploadEndpoint is .*credentials is "object".*prefix is "\/a".*partBytes is 1/,
    );
  });

  test.each(["", "a", "a/", "a/b_", "A.b/"])("%j is a prefix", (prefix) => {
    expect(() => s3({ bucket: "bucket", region: "auto", credentials: keys, prefix })).not.toThrow();
  });

  test.each(["/", "a//", "../", "a/../b/", "a/.", "a b/", "ä/", "a".repeat(201)])("%j is no prefix", (prefix) => {
    expect(() => s3({ bucket: "bucket", region: "auto", credentials: keys, prefix })).toThrow(/prefix is/);
  });

  test("a store shows no secret when it is printed", () => {
    const blobs = s3({ bucket: "bucket", region: "auto", credentials: keys });
    expect(inspect(blobs, { depth: 9, showHidden: true })).not.toContain(keys.secretAccessKey);
  });

  test.each([
    ["in the host's name at Amazon", {}, "https://bucket.s3.eu-west-1.amazonaws.com/k"],
    ["in the path where its name has dots", { bucket: "a.b.c" }, "https://s3.eu-west-1.amazonaws.com/a.b.c/k"],
    ["in the path elsewhere", { endpoint: "http://[::1]:9000" }, "http://[::1]:9000/bucket/k"],
  ])("the bucket is %s", async (_, change, expected) => {
    const blobs = s3({ bucket: "bucket", region: "eu-west-1", credentials: keys, ...change });
    const url = new URL((await blobs.direct?.partUrl({ key: "k", name: "u" }, 0, 9, 60)) ?? "");
    expect(url.origin + url.pathname).toBe(expected);
  });
});
