/** Next's playground in a real browser: signed pictures without a jump, private ones after log-in alone, an upload with its progress; and no key in what browsers get. */
import { randomBytes } from "node:crypto";
import { globSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installNextApp } from "../scripts/next-app.ts";
import { json, multipart, send } from "./frameworks/exchange.ts";
import { installNextVariant, startNextApp } from "./frameworks/next-app.ts";
import { deliveryKey, makePhoto } from "./support/media.ts";
import { chromiumPath, optional } from "./support/optional.ts";
import type { ServerProcess } from "./support/server-process.ts";

const hasChromium = await optional("chromium");
const secret = "a secret of the test, which no browser may ever see";

describe.runIf(hasChromium)("in a browser", () => {
  let folder: string;
  let server: ServerProcess;
  let browser: Browser;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "intaglio-next-"));
    const env = { INTAGLIO_DATA: folder, INTAGLIO_SECRET: secret };
    const app = await installNextApp();
    server = await startNextApp(app, "/media", env);
    for (const seed of [1, 2, 3]) await upload(await makePhoto(1600, 900 + seed * 100, seed));
    await server.stop();
    server = await startNextApp(app, "/media", { ...env, INTAGLIO_UPLOADS: "signed" });
    browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox", "--disable-gpu"] });
  }, 240_000);

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function upload(bytes: Uint8Array): Promise<string> {
    const parts = multipart([
      ["UPLOADCARE_PUB_KEY", "demopublickey"],
      ["file", bytes, "photo.jpg"],
    ]);
    return String(json(await send(server.url, { method: "POST", path: "/media/base/", ...parts }))["file"]);
  }

  /** A page that remembers what went wrong, and every shift of its layout. */
  async function open(): Promise<{ page: Page; problems: string[] }> {
    const page = await browser.newPage({ viewport: { width: 900, height: 1400 }, deviceScaleFactor: 2 });
    const problems: string[] = [];
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) problems.push(message.text());
    });
    page.on("pageerror", (error) => problems.push(String(error)));
    await page.addInitScript(() => {
      const shifts: number[] = [];
      Object.assign(globalThis, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
      }).observe({ type: "layout-shift", buffered: true });
    });
    await page.goto(server.url);
    return { page, problems };
  }

  const shown = (page: Page) =>
    page.$$eval("img", (images) =>
      images.map((image) => ({
        from: new URL(image.currentSrc).pathname,
        token: new URL(image.currentSrc).searchParams.has("token"),
        ratio: image.width / image.height,
        signed: image.srcset.split(", ").every((one) => one.includes("?token=")),
        waits: image.style.backgroundImage.startsWith('url("data:image/svg+xml,'),
      })),
    );

  async function allShown(page: Page, count: number): Promise<void> {
    await page.waitForFunction((wanted) => {
      const images = [...document.images];
      return images.length === wanted && images.every(({ complete, naturalWidth }) => complete && naturalWidth > 0);
    }, count);
  }

  test("pictures appear, sharp and signed, in the places that were kept free for them", async () => {
    const { page, problems } = await open();
    await allShown(page, 3);
    for (const picture of await shown(page))
      expect(picture).toMatchObject({
        from: expect.stringContaining("/-/resize/960x/"), // two device pixels for each of 480
        token: true,
        signed: true,
        waits: true,
        ratio: expect.closeTo(1600 / 1100, 0),
      });
    expect(await page.evaluate(() => (globalThis as unknown as { shifts: number[] }).shifts)).toEqual([]);
    await page.screenshot({ path: join(tmpdir(), "intaglio-next-gallery.png") });
    expect(problems).toEqual([]);
    await page.close();
  });

  test("private ones appear after log-in alone; an upload says how far it is", async () => {
    const { page, problems } = await open();
    const add = page.getByRole("button", { name: "Add" });
    expect(await add.count()).toBe(0);
    await page.getByRole("button", { name: "Log in" }).click();
    const photo = { name: "secret.jpg", mimeType: "image/jpeg", buffer: await makePhoto(900, 600, 9) };
    await page.locator("input[name=photo]").setInputFiles(photo);
    await add.click();
    await allShown(page, 4);
    await page.screenshot({ path: join(tmpdir(), "intaglio-next-private.png") });
    const address = await page.locator("li:has(em) img").evaluate((image: HTMLImageElement) => image.currentSrc);
    const stranger = await open();
    await allShown(stranger.page, 3);
    expect(await stranger.page.evaluate(async (url) => (await fetch(url)).status, address)).toBe(404);
    stranger.problems.splice(0); // the browser tells of that refusal
    await stranger.page.close();

    const seen = page.evaluate(
      () =>
        new Promise<number[]>((resolve) => {
          const values: number[] = [];
          const timer = setInterval(() => {
            const { value } = document.querySelector("progress") ?? { value: -1 };
            if (value !== values.at(-1)) values.push(value);
            if (value < 1) return;
            clearInterval(timer);
            resolve(values);
          }, 1);
        }),
    );
    const large = { name: "large.jpg", mimeType: "image/jpeg", buffer: await makePhoto(4000, 3000, 7) };
    await page.locator("input[name=picture]").setInputFiles(large);
    expect(await seen).toEqual(expect.arrayContaining([-1, 1]));
    await allShown(page, 5);
    await page.getByRole("button", { name: "Log out" }).click();
    await allShown(page, 4);
    expect(problems).toEqual([]);
    await page.close();
  });

  test("an upload by Uppy goes on where it was when the page was reloaded", { timeout: 120_000 }, async () => {
    const noise = { width: 2000, height: 1500, channels: 3 } as const;
    const file = join(folder, "large.jpg");
    await writeFile(
      file,
      await sharp(randomBytes(2000 * 1500 * 3), { raw: noise })
        .jpeg({ quality: 95 })
        .toBuffer(),
    );
    const { page, problems } = await open();
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("button", { name: "Log out" }).waitFor();
    const sent: { method: string; offset: number }[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/tus/"))
        sent.push({ method: request.method(), offset: Number(request.headers()["upload-offset"]) });
    });
    const network = await page.context().newCDPSession(page);
    const allow = (bytesPerSecond: number) =>
      network.send("Network.emulateNetworkConditions", {
        offline: false,
        latency: 0,
        downloadThroughput: -1,
        uploadThroughput: bytesPerSecond,
      });
    const begin = async (): Promise<void> => {
      await page.locator(".uppy-Dashboard-input").first().setInputFiles(file);
      await page.locator(".uppy-StatusBar-actionBtn--upload").click();
    };
    await page.goto(`${server.url}/uploads`);
    await page.locator(".uppy-Dashboard-AddFiles").waitFor();
    const before = await page.locator("img[srcset]").count();
    await allow(600_000);
    await begin();
    await page.waitForFunction(
      () => Number(document.querySelector("[role=progressbar]")?.getAttribute("aria-valuenow")) >= 40,
      undefined,
      { timeout: 30_000 },
    );
    await page.screenshot({ path: join(tmpdir(), "intaglio-next-uppy.png") });
    await page.reload();
    await allow(-1);
    await page.locator(".uppy-Dashboard-AddFiles").waitFor();
    await begin();
    await page.waitForFunction((count) => document.querySelectorAll("img[srcset]").length > count, before);
    await page.screenshot({ path: join(tmpdir(), "intaglio-next-uppy-done.png"), fullPage: true });
    const methods = sent.map(({ method }) => method);
    expect(
      methods.filter((method) => method === "POST"),
      "it began once",
    ).toHaveLength(1);
    expect(sent.findLast(({ method }) => method === "PATCH")?.offset).toBeGreaterThan(500_000);
    expect(problems.filter((problem) => !problem.includes("ERR_ABORTED"))).toEqual([]);
    await page.close();
  });
});

describe("what browsers get", () => {
  const keys = [secret, deliveryKey, "development-secret-of-the-intaglio-playground"];
  const environment = { INTAGLIO_SECRET: secret, INTAGLIO_UPLOADCARE_DELIVERY_KEY: deliveryKey };
  const pageWith = (text: string): string => `"use client";\nexport default () => <p>${text}</p>;\n`;

  test("holds no key", { timeout: 240_000 }, async () => {
    const app = await installNextApp();
    const files = globSync("{.next/static,public}/**/*.*", { cwd: app });
    expect(files.filter((file) => file.endsWith(".js")).length).toBeGreaterThan(2);
    const texts = await Promise.all(files.map((file) => readFile(join(app, file), "latin1")));
    expect(keys.filter((key) => texts.some((text) => text.includes(key)))).toEqual([]);
  });

  test.for([
    ["INTAGLIO_SECRET", secret],
    ["INTAGLIO_UPLOADCARE_DELIVERY_KEY", deliveryKey],
  ] as const)("%s in a page for browsers fails the build", { timeout: 240_000 }, async ([name, key]) => {
    const build = installNextVariant("leak", { "app/page.tsx": pageWith(key) }, environment);
    const error = await build.then(
      () => "the build went well",
      ({ message }: Error) => message,
    );
    expect(error).toMatch(new RegExp(`the secret ${name} would reach browsers by \\S+/\\.next/static/\\S+\\.js`));
    expect(error).not.toContain(key);
  });

  test("with the same keys at hand a page without them builds", { timeout: 240_000 }, async () => {
    await installNextVariant("tight", { "app/page.tsx": pageWith("nothing of it") }, environment);
  });

  test("a page that takes the server along does not build", { timeout: 240_000 }, async () => {
    const page = `"use client";\nimport { media } from "@/lib/media";\nexport default () => <p>{String(media)}</p>;\n`;
    await expect(installNextVariant("taken", { "app/page.tsx": page })).rejects.toThrow("server-only");
  });
});
