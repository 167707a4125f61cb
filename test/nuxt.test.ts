/** Nuxt's playground as a visitor's browser sees it, and builds that would give a key away. */
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { buildPlayground, runBuild } from "../scripts/heavy-playground.ts";
import { json, multipart, send } from "./frameworks/exchange.ts";
import { playgrounds } from "./frameworks/playgrounds.ts";
import { openPage, startChromium, type WatchedPage } from "./support/browser.ts";
import { deliveryKey, makePhoto } from "./support/media.ts";
import { openDoor, type NarrowDoor } from "./support/narrow-door.ts";
import { optional } from "./support/optional.ts";
import type { ServerProcess } from "./support/server-process.ts";
import {
  breakOff,
  chooseFile,
  dashboardIsReady,
  expectWentOn,
  watchTus,
  writeLargePhoto,
} from "./support/uppy-dashboard.ts";

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

describe.skipIf(!hasChromium)("in a browser", { timeout: 120_000 }, () => {
  let door: NarrowDoor;
  let browser: Browser;
  let watched: WatchedPage;
  let page: Page;

  beforeAll(async () => {
    door = await openDoor(server.url);
    browser = await startChromium();
    watched = await openPage(browser, door.url, { deviceScaleFactor: 2, viewport: { width: 1000, height: 700 } });
    page = watched.page;
    await dashboardIsReady(page);
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await door?.close();
  });

  afterEach(() => expect(watched.problems).toEqual([]));

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
    expect(watched.html).toContain(`srcset="${(await image().getAttribute("srcset")) ?? "none"}"`);
    expect(await watched.shifts()).toEqual([]);
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
  });

  test("a private picture is shown after log-in alone", async () => {
    const id = await store(await makePhoto(700, 500, 21));
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("button", { name: "Log out" }).waitFor();
    await page.reload();
    await dashboardIsReady(page);
    const picture = page.locator(`img[src*="${id}"]`);
    await Promise.all([
      page.waitForResponse((answer) => answer.url().endsWith("/api/photos")), // the list, asked for anew
      page.getByRole("listitem").filter({ has: picture }).getByRole("button", { name: "Make private" }).click(),
    ]);
    const address = await picture.evaluate((element: HTMLImageElement) => element.src); // shown to who logged in
    const status = async () => (await page.context().request.get(address)).status();
    expect(await status()).toBe(200);
    await page.getByRole("button", { name: "Log out" }).click();
    await picture.waitFor({ state: "detached" });
    expect(await status(), "its signed address").toBe(404);
    const html = (await send(server.url, { path: "/" })).body.toString();
    expect(html).not.toContain(id);
  });

  test("an upload by Uppy goes on where it was, the file chosen again after a reload", async () => {
    const file = join(folder, "large.jpg");
    await writeLargePhoto(file);
    const traffic = watchTus(page);
    const begin = async (): Promise<void> => (await chooseFile(page, file)).click();
    const before = await page.locator("li img").count();
    await breakOff(page, door, 2_000_000, begin);
    await dashboardIsReady(page);
    await begin();
    await page.waitForFunction((count) => document.querySelectorAll("li img").length > count, before);
    expectWentOn(traffic);
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
