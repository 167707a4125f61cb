/** Next's playground in a real browser: signed pictures without a jump, private ones after log-in alone, uploads with their progress; and no key in what browsers get. */
import { globSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installNextApp } from "../scripts/next-app.ts";
import { json, multipart, send } from "./frameworks/exchange.ts";
import { installNextVariant, startNextApp } from "./frameworks/next-app.ts";
import { openPage, startChromium, type WatchedPage } from "./support/browser.ts";
import { deliveryKey, makePhoto } from "./support/media.ts";
import { optional } from "./support/optional.ts";
import { openDoor, type NarrowDoor } from "./support/narrow-door.ts";
import type { ServerProcess } from "./support/server-process.ts";
import {
  breakOff,
  chooseFile,
  dashboardIsReady,
  filesAreKept,
  expectWentOn,
  watchTus,
  writeLargePhoto,
} from "./support/uppy-dashboard.ts";

const hasChromium = await optional("chromium");
const secret = "a secret of the test, which no browser may ever see";

describe.runIf(hasChromium)("in a browser", { timeout: 120_000 }, () => {
  let folder: string;
  let server: ServerProcess;
  let door: NarrowDoor;
  let browser: Browser;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "intaglio-next-"));
    const env = { INTAGLIO_DATA: folder, INTAGLIO_SECRET: secret };
    const app = await installNextApp();
    server = await startNextApp(app, "/media", env);
    for (const seed of [1, 2, 3]) await upload(await makePhoto(1600, 900 + seed * 100, seed));
    await server.stop();
    server = await startNextApp(app, "/media", { ...env, INTAGLIO_UPLOADS: "signed" });
    door = await openDoor(server.url);
    browser = await startChromium();
  }, 240_000);

  afterAll(async () => {
    await browser?.close();
    await door?.close();
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

  const open = (): Promise<WatchedPage> =>
    openPage(browser, door.url, { viewport: { width: 900, height: 1400 }, deviceScaleFactor: 2 });

  /** Logs in and goes to the page with Uppy. */
  async function openUploads(): Promise<WatchedPage & { readonly pictures: number }> {
    const watched = await open();
    const { page } = watched;
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("button", { name: "Log out" }).waitFor();
    await page.goto(`${door.url}/uploads`);
    await dashboardIsReady(page);
    return { ...watched, pictures: await page.locator("img[srcset]").count() };
  }

  /** Waits until the gallery has more pictures than before. */
  const oneMore = (page: Page, before: number) =>
    page.waitForFunction((count) => document.querySelectorAll("img[srcset]").length > count, before);

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
    const { page, problems, shifts } = await open();
    await allShown(page, 3);
    for (const picture of await shown(page))
      expect(picture).toMatchObject({
        from: expect.stringContaining("/-/resize/960x/"), // two device pixels for each of 480
        token: true,
        signed: true,
        waits: true,
        ratio: expect.closeTo(1600 / 1100, 0),
      });
    expect(await shifts()).toEqual([]);
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
    const statusFor = async (visitor: Page) => (await visitor.context().request.get(address)).status();
    expect([await statusFor(page), await statusFor(stranger.page)]).toEqual([200, 404]);
    expect(stranger.problems).toEqual([]);
    await stranger.page.close();

    await isAlive(page, "input[name=picture]");
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

  test("an upload by Uppy goes on where it was after a reload, without choosing the file again", async () => {
    const file = join(folder, "large.jpg");
    await writeLargePhoto(file);
    const { page, problems, pictures } = await openUploads();
    const traffic = watchTus(page);
    await breakOff(page, door, 2_000_000, async () => {
      const begin = await chooseFile(page, file);
      await filesAreKept(page);
      await begin.click();
    });
    await page.getByText("large.jpg").first().waitFor();
    await page.screenshot({ path: join(tmpdir(), "intaglio-next-uppy.png") });
    await page.locator(".uppy-StatusBar-actionBtn--upload").click();
    await oneMore(page, pictures);
    await page.screenshot({ path: join(tmpdir(), "intaglio-next-uppy-done.png"), fullPage: true });
    expectWentOn(traffic);
    expect(problems).toEqual([]);
    await page.close();
  });

  test("a picture of the camera arrives", async () => {
    const { page, problems, pictures } = await openUploads();
    await page.locator("[data-uppy-acquirer-id=Webcam] button").click();
    await page.waitForFunction(() => (document.querySelector("video")?.videoWidth ?? 0) > 0);
    await page.screenshot({ path: join(tmpdir(), "intaglio-next-camera.png") });
    await page.locator(".uppy-Webcam-button--picture").click();
    await page.locator(".uppy-Webcam-button--submit").click();
    await page.locator(".uppy-StatusBar-actionBtn--upload").click();
    await oneMore(page, pictures);
    await page.waitForFunction(() => {
      const newest = document.querySelector<HTMLImageElement>("img[srcset]");
      return newest?.alt.startsWith("cam-") && newest.complete && newest.naturalWidth > 0;
    });
    expect(problems).toEqual([]);
    await page.close();
  });

  test("after a refused ticket Uppy's button to retry uploads", async () => {
    const { page, problems, pictures } = await openUploads();
    const cookies = await page.context().cookies();
    await page.context().clearCookies(); // the session ends meanwhile
    const photo = { name: "late.jpg", mimeType: "image/jpeg", buffer: await makePhoto(500, 400, 31) };
    await (await chooseFile(page, photo)).click();
    await page.locator(".uppy-StatusBar-actionBtn--retry").waitFor();
    await page.screenshot({ path: join(tmpdir(), "intaglio-next-retry.png") });
    await page.context().addCookies(cookies);
    await page.locator(".uppy-StatusBar-actionBtn--retry").click();
    await oneMore(page, pictures);
    const reason = 'No ticket for an upload: 403 {"error":"You may not have this signed."}';
    expect(problems).toEqual([
      expect.stringContaining("the server responded with a status of 403"),
      expect.stringContaining(reason),
    ]);
    await page.close();
  });
});

/** Waits until React has taken the element over. */
async function isAlive(page: Page, selector: string): Promise<void> {
  await page.waitForFunction(
    (wanted) => Object.keys(document.querySelector(wanted) ?? {}).some((key) => key.startsWith("__reactProps")),
    selector,
  );
}

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
