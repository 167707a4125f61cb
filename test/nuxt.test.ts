/** Nuxt's playground as a visitor's browser sees it, and builds that would give a key away. */
import { randomBytes } from "node:crypto";
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import sharp from "sharp";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { buildPlayground, runBuild } from "../scripts/heavy-playground.ts";
import { json, multipart, send } from "./frameworks/exchange.ts";
import { playgrounds } from "./frameworks/playgrounds.ts";
import { deliveryKey, makePhoto } from "./support/media.ts";
import { chromiumPath, optional } from "./support/optional.ts";
import type { ServerProcess } from "./support/server-process.ts";

const hasChromium = await optional("chromium");
const buildMs = 240_000;

let app: string;
let folder: string;
let server: ServerProcess;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "intaglio-nuxt-"));
  app = await buildPlayground("nuxt");
  server = await playgrounds["Nuxt 4"].start({ INTAGLIO_DATA: folder });
  await store(await makePhoto(1200, 900));
}, buildMs);

afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function store(bytes: Uint8Array): Promise<string> {
  const parts = multipart([
    ["UPLOADCARE_PUB_KEY", "demopublickey"],
    ["file", bytes, "stored.jpg"],
  ]);
  return String(json(await send(server.url, { method: "POST", path: "/base/", ...parts }))["file"]);
}

describe.skipIf(!hasChromium)("in a browser", () => {
  let browser: Browser;
  let page: Page;
  const errors: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
    page = await browser.newPage({ deviceScaleFactor: 2, viewport: { width: 1000, height: 700 } });
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") errors.push(message.text());
    });
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.addInitScript(() => {
      Object.assign(window, { shift: 0 });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[])
          Object.assign(window, { shift: (window as never as { shift: number }).shift + entry.value });
      }).observe({ type: "layout-shift", buffered: true });
    });
    await page.goto(server.url, { waitUntil: "networkidle" });
  });

  afterAll(async () => browser?.close());

  const image = () => page.locator("img").first();
  const shown = () =>
    image().evaluate(async (element: HTMLImageElement) => {
      await element.decode();
      return { source: element.currentSrc, width: element.naturalWidth, box: element.getBoundingClientRect().width };
    });

  test("a picture has a signed srcset, and the dense screen takes its second", async () => {
    const srcset = (await image().getAttribute("srcset")) ?? "";
    const candidates = srcset.split(", ");
    expect(candidates).toHaveLength(2);
    for (const candidate of candidates) expect(candidate).toMatch(/\?token=exp=\d+~acl=\S+~hmac=[0-9a-f]{64} [12]x$/);
    expect(new URL((await shown()).source).pathname).toContain("/-/scale_crop/640x480/");
    expect(await shown()).toMatchObject({ box: 320 });
  });

  test("hydration changes none of it, and nothing moves", async () => {
    const html = (await send(server.url, { path: "/" })).body.toString();
    expect(html).toContain(`srcset="${(await image().getAttribute("srcset")) ?? "none"}"`);
    expect(await page.evaluate(() => (window as never as { shift: number }).shift)).toBe(0);
    expect(errors).toEqual([]);
  });

  test("another size, which only the browser wants, is signed by the server", async () => {
    const [request] = await Promise.all([
      page.waitForRequest((asked) => asked.url().endsWith("/_intaglio/sign")),
      page.getByRole("button", { name: "Smaller" }).click(),
    ]);
    expect((request.postDataJSON() as { images: unknown[] }).images).toHaveLength(2); // both densities in one request
    await page.waitForFunction(() => document.images[0]?.currentSrc.includes("/-/scale_crop/480x360/"));
    expect(await shown()).toMatchObject({ width: 240, box: 240 }); // in CSS pixels, of a dense screen
  });

  test("an upload tells its progress and is shown", async () => {
    const before = await page.locator("img").count();
    const buffer = await makePhoto(2400, 1800, 7);
    await page.evaluate(() => {
      const seen: number[] = [];
      Object.assign(window, { seen });
      const bar = document.querySelector("progress") as HTMLProgressElement;
      new MutationObserver(() => seen.push(bar.value)).observe(bar, { attributes: true });
    });
    await page.getByLabel("A photo").setInputFiles({ name: "new.jpg", mimeType: "image/jpeg", buffer });
    await page.waitForFunction((count) => document.images.length > count, before);
    await page.waitForFunction(() =>
      [...document.images].every(({ complete, naturalWidth }) => complete && naturalWidth > 1),
    );
    const seen = await page.evaluate(() => (window as never as { seen: number[] }).seen);
    expect(seen.at(-1)).toBe(1);
    expect(errors).toEqual([]);
  });

  test("a private picture is shown after log-in alone", async () => {
    const id = await store(await makePhoto(700, 500, 21));
    const shownIds = () =>
      page.$$eval("li img", (images) => images.map((image) => (image as HTMLImageElement).currentSrc));
    await page.getByRole("button", { name: "Log in" }).click();
    await page.reload({ waitUntil: "networkidle" });
    await page.getByRole("button", { name: "Make private" }).first().click();
    await page.waitForLoadState("networkidle");
    const address = (await shownIds()).find((source) => source.includes(id)) ?? "";
    expect(address, "the newest, and shown to who logged in").not.toBe("");
    const statusAt = (url: string) => page.evaluate(async (wanted) => (await fetch(wanted)).status, url);
    expect(await statusAt(address)).toBe(200);
    await page.getByRole("button", { name: "Log out" }).click();
    await page.waitForFunction((gone) => [...document.images].every(({ src }) => !src.includes(gone)), id);
    expect(await statusAt(address), "its signed address").toBe(404);
    errors.splice(0); // the browser tells of that refusal
    const html = (await send(server.url, { path: "/" })).body.toString();
    expect(html).not.toContain(id);
  });

  test("an upload by Uppy goes on where it was when the page was reloaded", { timeout: 60_000 }, async () => {
    const noise = { width: 1800, height: 1500, channels: 3 } as const;
    const file = join(folder, "large.jpg");
    writeFileSync(
      file,
      await sharp(randomBytes(1800 * 1500 * 3), { raw: noise })
        .jpeg({ quality: 95 })
        .toBuffer(),
    );
    const sent: { method: string; offset: number }[] = [];
    page.on("request", (request) => {
      if (request.url().includes("/tus/"))
        sent.push({ method: request.method(), offset: Number(request.headers()["upload-offset"]) });
    });
    const network = await page.context().newCDPSession(page);
    const allow = (uploadThroughput: number) =>
      network.send("Network.emulateNetworkConditions", {
        offline: false,
        latency: 0,
        downloadThroughput: -1,
        uploadThroughput,
      });
    const begin = async (): Promise<void> => {
      await page.locator(".uppy-Dashboard-input").first().setInputFiles(file);
      await page.locator(".uppy-StatusBar-actionBtn--upload").click();
    };
    await page.reload({ waitUntil: "networkidle" });
    const before = await page.locator("li img").count();
    await allow(600_000);
    await begin();
    await page.waitForFunction(
      () => Number(document.querySelector(".uppy-StatusBar [role=progressbar]")?.getAttribute("aria-valuenow")) >= 40,
      undefined,
      { timeout: 30_000 },
    );
    await page.screenshot({ path: join(tmpdir(), "intaglio-nuxt-uppy.png"), fullPage: true });
    await page.reload({ waitUntil: "networkidle" });
    await allow(-1);
    await begin();
    await page.waitForFunction((count) => document.querySelectorAll("li img").length > count, before);
    expect(
      sent.filter(({ method }) => method === "POST"),
      "it began once",
    ).toHaveLength(1);
    expect(sent.findLast(({ method }) => method === "PATCH")?.offset).toBeGreaterThan(500_000);
    expect(errors).toEqual([]);
  });
});

describe("signing for browsers", () => {
  const ask = (body: string) =>
    send(server.url, {
      method: "POST",
      path: "/_intaglio/sign",
      headers: { "content-type": "application/json" },
      body,
    });
  const id = "6f6e6c79-2074-4573-a420-64617461aa01";

  test.for<[body: unknown, message: string]>([
    [{}, "images must be a list of 1 to 100 of { fileId, modifiers }"],
    [{ images: [] }, "images must be a list of 1 to 100 of { fileId, modifiers }"],
    [{ images: "all" }, "images must be a list of 1 to 100 of { fileId, modifiers }"],
    [{ images: [{ fileId: id }] }, "images must be a list of 1 to 100 of { fileId, modifiers }"],
    [{ images: [null] }, "images must be a list of 1 to 100 of { fileId, modifiers }"],
    [
      { images: Array.from({ length: 101 }, () => ({ fileId: id, modifiers: {} })) },
      "images must be a list of 1 to 100 of { fileId, modifiers }",
    ],
    [{ images: [{ fileId: "../etc", modifiers: {} }] }, "The file's id is malformed."],
    [{ images: [{ fileId: id, modifiers: { rotate: 1 } }] }, "the modifier rotate must be one of"],
    [{ images: [{ fileId: id, modifiers: { plan: "none" } }] }, "preset must be one of"],
  ])("%# is refused: %j", async ([body, message]) => {
    const answer = await ask(JSON.stringify(body));
    expect([answer.status, String(json(answer)["message"])]).toEqual([400, expect.stringContaining(message)]);
  });

  test("what is no JSON is refused", async () => {
    expect((await ask('{"images":')).status).toBe(400);
  });

  test("equal questions of one hour get equal addresses", async () => {
    const body = JSON.stringify({ images: [{ fileId: id, modifiers: { width: 100 } }] });
    expect(json(await ask(body))).toEqual(json(await ask(body)));
  });
});

describe("keys", () => {
  test("no file that browsers get holds one", () => {
    const files = globSync("**/*.*", { cwd: join(app, ".output", "public") });
    expect(files.some((file) => file.endsWith(".js"))).toBe(true);
    const texts = files.map((file) => readFileSync(join(app, ".output", "public", file), "latin1"));
    expect(texts.filter((text) => text.includes(deliveryKey))).toEqual([]);
  });

  test("one in a component fails the build", { timeout: buildMs }, async () => {
    const error = await buildChanged("app/app.vue", (text) =>
      text.replace("ref(320)", `ref(320); console.log("${deliveryKey}")`),
    );
    expect(error).toMatch(/the secret intaglio\.uploadcare\.deliveryKeys would reach browsers by \S+\.js/);
    expect(error).not.toContain(deliveryKey);
  });

  test("one in the public configuration fails the build", { timeout: buildMs }, async () => {
    const error = await buildChanged("nuxt.config.ts", (text) =>
      text.replace("telemetry", `runtimeConfig: { public: { media: { key: "${deliveryKey}" } } }, telemetry`),
    );
    expect(error).toContain(
      "the secret intaglio.uploadcare.deliveryKeys would reach browsers by runtimeConfig.public.media.key",
    );
  });
});

/** What the build of a changed copy of the app says; it must fail. */
async function buildChanged(file: string, change: (text: string) => string): Promise<string> {
  const copy = mkdtempSync(join(dirname(app), "changed-"));
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
  for (const entry of globSync("*", { cwd: app })) cpSync(join(app, entry), join(copy, entry), { recursive: true });
  const text = readFileSync(join(copy, file), "utf8");
  const changed = change(text);
  expect(changed).not.toBe(text);
  writeFileSync(join(copy, file), changed);
  return runBuild(copy).then(
    () => "the build went well",
    (error: Error) => error.message,
  );
}
