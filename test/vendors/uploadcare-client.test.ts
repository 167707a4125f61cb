/** The official upload client from npm, unchanged, against the playground: in Node and in a browser. */
import { createServer, type Server } from "node:http";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateSecureSignature } from "@uploadcare/signed-uploads";
import { base, info, uploadFile, UploadError } from "@uploadcare/upload-client";
import { chromium } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { largePng, phoneJpeg } from "../support/large-photos.ts";
import { deliveryKey, publicKey, secretKey } from "../support/media.ts";
import { chromiumPath, optional } from "../support/optional.ts";
import { startServer, type ServerProcess } from "../support/server-process.ts";

const script = new URL("../../playground/express/server.ts", import.meta.url).pathname;
const hasChromium = await optional("chromium");
const jpeg = await phoneJpeg();
const png = await largePng();
const folder = await mkdtemp(join(tmpdir(), "intaglio-vendor-"));
let open: ServerProcess;
let guarded: ServerProcess;

beforeAll(async () => {
  const env = {
    INTAGLIO_UPLOADCARE_PUBLIC_KEY: publicKey,
    INTAGLIO_UPLOADCARE_SECRET_KEY: secretKey,
    INTAGLIO_UPLOADCARE_DELIVERY_KEY: deliveryKey,
  };
  open = await startServer(script, { ...env, INTAGLIO_DATA: join(folder, "open"), INTAGLIO_DELIVERY: "open" });
  guarded = await startServer(script, { ...env, INTAGLIO_DATA: join(folder, "guarded"), INTAGLIO_UPLOADS: "signed" });
});
afterAll(async () => {
  await Promise.all([open.stop(), guarded.stop()]);
  await rm(folder, { recursive: true, force: true });
});

const optionsFor = (server: ServerProcess) => ({ publicKey, baseURL: server.url, baseCDN: server.url });

describe("in Node", () => {
  test("a 12 megapixel JPEG and a 3 MB PNG are uploaded until ready", async () => {
    expect(png.byteLength).toBeGreaterThan(2_500_000);
    const photo = await uploadFile(jpeg, {
      ...optionsFor(open),
      fileName: "phone.jpg",
      contentType: "image/jpeg",
      store: true,
      metadata: { album: "holiday" },
    });
    expect(photo).toMatchObject({
      isStored: true,
      isImage: true,
      mimeType: "image/jpeg",
      size: jpeg.byteLength,
      originalFilename: "phone.jpg",
      metadata: { album: "holiday" },
    });
    expect(photo.imageInfo, "upright, as the cropper wants it").toMatchObject({
      width: 3000,
      height: 4000,
      orientation: 6,
      format: "JPEG",
    });
    const drawing = await uploadFile(png, { ...optionsFor(open), fileName: "drawing.png", contentType: "image/png" });
    expect(drawing.imageInfo).toMatchObject({ width: 1200, height: 900, format: "PNG", sequence: false });
    const back = await fetch(drawing.cdnUrl ?? "");
    expect(Buffer.from(await back.arrayBuffer()).equals(png)).toBe(true);
    const small = await fetch(`${photo.cdnUrl}-/preview/300x300/-/format/jpeg/`);
    expect(await sharp(Buffer.from(await small.arrayBuffer())).metadata()).toMatchObject({ width: 225, height: 300 });
  });

  test("signed uploads are taken with the official signature, and refused without, with a wrong or an old one", async () => {
    const form = { ...optionsFor(guarded), fileName: "p.png", contentType: "image/png" };
    const codeOf = (given: object): Promise<string | undefined> =>
      base(png, { ...form, ...given }).then(
        () => "taken",
        (error: unknown) => (error instanceof UploadError ? error.code : String(error)),
      );
    const good = generateSecureSignature(secretKey, { lifetime: 60_000 });
    expect(await codeOf(good)).toBe("taken");
    expect(await codeOf({})).toBe("SignatureRequiredError");
    expect(await codeOf({ secureSignature: good.secureSignature })).toBe("SignatureExpirationRequiredError");
    expect(await codeOf({ ...good, secureExpire: String(Number(good.secureExpire) + 1) })).toBe(
      "SignatureInvalidError",
    );
    expect(await codeOf(generateSecureSignature(secretKey, { expire: Date.now() - 5000 }))).toBe(
      "SignatureExpirationError",
    );
    expect(await codeOf(generateSecureSignature("another-secret-key", { lifetime: 60_000 }))).toBe(
      "SignatureInvalidError",
    );
  });

  test("errors reach the client with the vendor's codes", async () => {
    const codeOf = (run: Promise<unknown>): Promise<string | undefined> =>
      run.then(
        () => "none",
        (error: unknown) => (error instanceof UploadError ? error.code : String(error)),
      );
    const form = { ...optionsFor(open), fileName: "a.png" };
    expect(await codeOf(base(png, { ...form, publicKey: "nobody" }))).toBe("ProjectPublicKeyInvalidError");
    expect(await codeOf(base(png, { ...form, publicKey: "" }))).toBe("ProjectPublicKeyRequiredError");
    expect(await codeOf(base(Buffer.from("text"), { ...form, contentType: "image/png" }))).toBe(
      "FileTypeForbiddenError",
    );
    expect(await codeOf(info("6f6e6c79-2074-4573-a420-64617461aa01", optionsFor(open)))).toBe("FileNotFoundError");
    expect(await codeOf(info("nonsense", optionsFor(open)))).toBe("FileIdInvalidError");
  });

  test("an upload can be cancelled", async () => {
    const stop = new AbortController();
    const uploading = base(jpeg, { ...optionsFor(open), fileName: "phone.jpg", signal: stop.signal });
    stop.abort();
    await expect(uploading).rejects.toThrow(/cancel|abort/i);
  });
});

describe.skipIf(!hasChromium)("in a browser, on a page of another origin", () => {
  let page: Server;
  beforeAll(async () => {
    const library = await readFile(
      new URL("../../node_modules/@uploadcare/upload-client/dist/esm/index.browser.mjs", import.meta.url),
    );
    const files: Record<string, [string, Uint8Array]> = {
      "/": [
        "text/html",
        Buffer.from(
          `<!doctype html><link rel="icon" href="data:,"><title>client</title><script type="module">import * as client from "/client.js"; window.client = client;</script>`,
        ),
      ],
      "/client.js": ["text/javascript", library],
      "/phone.jpg": ["image/jpeg", jpeg],
      "/drawing.png": ["image/png", png],
    };
    page = createServer((request, response) => {
      const [type, body] = files[request.url ?? ""] ?? ["text/plain", Buffer.from("nothing here")];
      response.writeHead(200, { "content-type": type }).end(body);
    });
    await new Promise<void>((resolve) => void page.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => void page.close());

  test(
    "both files are uploaded until ready, with progress and without a word on the console",
    { timeout: 120_000 },
    async () => {
      const browser = await chromium.launch({
        executablePath: chromiumPath,
        args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
      });
      try {
        const tab = await browser.newPage();
        const [complaints, outside]: [string[], string[]] = [[], []];
        tab.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())));
        tab.on("pageerror", (error) => void complaints.push(error.message));
        tab.on(
          "request",
          (request) =>
            void (/^(http:\/\/127\.0\.0\.1:|data:|blob:)/.test(request.url()) || outside.push(request.url())),
        );
        await tab.goto(`http://127.0.0.1:${(page.address() as AddressInfo).port}/`);
        await tab.waitForFunction("window.client");
        const results = await tab.evaluate(
          async ({ baseURL, key }) => {
            const { uploadFile: upload } = (globalThis as unknown as { client: { uploadFile: typeof uploadFile } })
              .client;
            const one = async (name: string): Promise<{ name: string; width: number | undefined; seen: number }> => {
              const blob = await (await fetch(name)).blob();
              let seen = 0;
              const file = await upload(blob, {
                publicKey: key,
                baseURL,
                baseCDN: baseURL,
                fileName: name,
                onProgress: () => (seen += 1),
              });
              return { name: file.originalFilename, width: file.imageInfo?.width, seen };
            };
            return [await one("phone.jpg"), await one("drawing.png")];
          },
          { baseURL: open.url, key: publicKey },
        );
        expect(results).toMatchObject([
          { name: "phone.jpg", width: 3000 },
          { name: "drawing.png", width: 1200 },
        ]);
        for (const { seen } of results) expect(seen).toBeGreaterThan(0);
        expect(complaints).toEqual([]);
        expect(outside).toEqual([]);
      } finally {
        await browser.close();
      }
    },
  );
});
