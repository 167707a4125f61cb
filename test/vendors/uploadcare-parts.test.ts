/** Large uploads by the official upload client from npm, unchanged: in Node, and in a browser on a page of another origin. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { generateSecureSignature } from "@uploadcare/signed-uploads";
import { multipartStart, uploadFile, UploadError } from "@uploadcare/upload-client";
import { chromium } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { publicKey, secretKey } from "../support/media.ts";
import { bucketEnvironment, startBuckets } from "../support/buckets.ts";
import { chromiumPath, optional } from "../support/optional.ts";
import { hashAt } from "../support/parts-client.ts";
import { newFolder } from "../support/places.ts";
import { startServer, type ServerProcess } from "../support/server-process.ts";

const script = new URL("../support/parts-server.ts", import.meta.url).pathname;
const hasChromium = await optional("chromium");
const hasS3 = await startBuckets();
/** Where the parts go: whether into a bucket. */
const places = [
  ["the server", false],
  ["a bucket", true],
] as const;
const size = 12_000_000;
const chunk = 5_242_880;
const data = Buffer.alloc(size);
for (let at = 0; at < size; at += 1000) data.writeUInt32LE(at, at);
const sha256 = createHash("sha256").update(data).digest("hex");
const inParts = { multipartMinFileSize: 10_485_760, multipartChunkSize: chunk };

async function start(env: Record<string, string> = {}): Promise<ServerProcess> {
  const server = await startServer(script, { DATA: await newFolder(), ...env });
  onTestFinished(() => server.stop());
  return server;
}

describe.each(places)("parts to %s", (_, bucket) => {
  const isThere = !bucket || hasS3;
  test.skipIf(!isThere)("12 MB in three parts from Node, with progress", async () => {
    const { url } = await start(bucket ? await bucketEnvironment() : {});
    const seen: number[] = [];
    const file = await uploadFile(data, {
      publicKey,
      baseURL: url,
      baseCDN: url,
      fileName: "big.bin",
      contentType: "application/x-big",
      store: true,
      metadata: { album: "holiday" },
      onProgress: (info) => void (info.isComputable && seen.push(info.value)),
      ...inParts,
    });
    expect(file).toMatchObject({
      size,
      originalFilename: "big.bin",
      mimeType: "application/x-big",
      isStored: true,
      isImage: false,
      metadata: { album: "holiday" },
    });
    expect(seen.at(-1)).toBe(1);
    expect(await hashAt(`${url}/${file.uuid}/`)).toBe(sha256);
  });

  test.skipIf(!isThere || !hasChromium)(
    "12 MB in parts from a page of another origin, without a word on the console",
    { timeout: 120_000 },
    async () => {
      const { url } = await start(bucket ? await bucketEnvironment() : {});
      const page = await serve({
        "/": ["text/html", Buffer.from(html)],
        "/client.js": ["text/javascript", await readFile(new URL(library, import.meta.url))],
        "/big.bin": ["application/x-big", data],
      });
      const browser = await chromium.launch({
        executablePath: chromiumPath,
        args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
      });
      onTestFinished(() => browser.close());
      const tab = await browser.newPage();
      const [complaints, puts]: [string[], string[]] = [[], []];
      tab.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())));
      tab.on("pageerror", (error) => void complaints.push(error.message));
      tab.on("request", (request) => void (request.method() === "PUT" && puts.push(request.url())));
      await tab.goto(page);
      await tab.waitForFunction("window.client");
      const result = await tab.evaluate(
        async ({ baseURL, key, options }) => {
          const { uploadFile: upload } = (globalThis as unknown as { client: { uploadFile: typeof uploadFile } })
            .client;
          const blob = await (await fetch("big.bin")).blob();
          let seen = 0;
          const onProgress = (): void => void (seen += 1);
          const given = { publicKey: key, baseURL, baseCDN: baseURL, fileName: "big.bin", onProgress, ...options };
          const { uuid, size: bytes } = await upload(blob, given);
          return { uuid, bytes, seen };
        },
        { baseURL: url, key: publicKey, options: inParts },
      );
      expect(result.bytes).toBe(size);
      expect(result.seen).toBeGreaterThan(0);
      expect(puts).toHaveLength(3);
      if (bucket) for (const address of puts) expect(address).not.toContain(url);
      expect(complaints).toEqual([]);
      expect(await hashAt(`${url}/${result.uuid}/`)).toBe(sha256);
    },
  );
});

test("signed uploads are taken with the official signature, and refused in the vendor's words", async () => {
  const { url } = await start({ UPLOADS: "signed" });
  const options = { publicKey, baseURL: url, baseCDN: url, fileName: "big.bin", ...inParts };
  const signed = generateSecureSignature(secretKey, { lifetime: 60_000 });
  expect((await uploadFile(data, { ...options, ...signed })).size).toBe(size);
  const codeOf = (given: object): Promise<string | undefined> =>
    uploadFile(data, { ...options, ...given }).then(
      () => "taken",
      (error: unknown) => (error instanceof UploadError ? error.code : String(error)),
    );
  expect(await codeOf({})).toBe("SignatureRequiredError");
  expect(await codeOf({ ...signed, publicKey: "nobody" })).toBe("ProjectPublicKeyInvalidError");
  expect(await codeOf({ ...signed, multipartChunkSize: 1000 })).toBe("MultipartPartSizeTooSmallError");
  const tooLarge = multipartStart(6 * 1024 ** 3, { ...options, ...signed, contentType: "a/b" });
  await expect(tooLarge).rejects.toMatchObject({ code: "MultipartFileSizeLimitExceededError" });
});

const library = "../../node_modules/@uploadcare/upload-client/dist/esm/index.browser.mjs";
const html = `<!doctype html><link rel="icon" href="data:,"><title>client</title><script type="module">import * as client from "/client.js"; window.client = client;</script>`;

/** A site of those files; gives its address. */
async function serve(files: Readonly<Record<string, readonly [type: string, body: Uint8Array]>>): Promise<string> {
  const site = createServer((request, response) => {
    const [type, body] = files[request.url ?? ""] ?? ["text/plain", Buffer.from("nothing here")];
    response.writeHead(200, { "content-type": type }).end(body);
  });
  await new Promise<void>((resolve) => void site.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void site.close());
  return `http://127.0.0.1:${(site.address() as AddressInfo).port}/`;
}
