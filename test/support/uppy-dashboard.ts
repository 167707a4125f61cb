/** Uppy's Dashboard as a visitor uses it, and an upload that is broken off on its way. */
import { randomBytes } from "node:crypto";
import type { Page, Request } from "playwright-core";
import sharp from "sharp";
import { expect } from "vitest";
import type { NarrowDoor } from "./narrow-door.ts";

/** What a page did by tus. */
export interface TusTraffic {
  readonly methods: string[];
  /** From where in the file it sent. */
  readonly sentFrom: number[];
  /** How much the server said that it has, when it was asked. */
  readonly told: number[];
}

/** Writes a photo of some megabytes, which no compression makes smaller. */
export async function writeLargePhoto(file: string): Promise<void> {
  const raw = { width: 1800, height: 1500, channels: 3 } as const;
  const pixels = randomBytes(raw.width * raw.height * raw.channels);
  await sharp(pixels, { raw }).jpeg({ quality: 95 }).toFile(file);
}

/** Waits until the Dashboard takes files; a script of the page has run then, too. */
export async function dashboardIsReady(page: Page): Promise<void> {
  await page.locator(".uppy-Dashboard-AddFiles").waitFor();
}

/** Chooses a file; gives the button that begins. */
export async function chooseFile(page: Page, file: Parameters<ReturnType<Page["locator"]>["setInputFiles"]>[0]) {
  await page.locator(".uppy-Dashboard-input").first().setInputFiles(file);
  return page.locator(".uppy-StatusBar-actionBtn--upload");
}

/** Waits until GoldenRetriever has kept the files that were chosen, with what is known of them. */
export async function filesAreKept(page: Page): Promise<void> {
  await page.waitForFunction(async () => {
    const settled = <Result>(request: IDBRequest<Result>): Promise<Result> =>
      new Promise((resolve, reject) => {
        request.addEventListener("success", () => resolve(request.result));
        request.addEventListener("error", () => reject(request.error as Error));
      });
    const database = await settled(indexedDB.open("uppy-blobs"));
    const open = (store: string) => database.transaction(store).objectStore(store);
    const kept = (await settled(open("files").getAllKeys())).map((key) => (key as string).split("!").at(-1) ?? "");
    const known = JSON.stringify(await settled(open("metadata").getAll()));
    database.close();
    return kept.length > 0 && kept.every((fileId) => known.includes(fileId));
  });
}

/** All that the page does by tus from now on. */
export function watchTus(page: Page): TusTraffic {
  const seen: TusTraffic = { methods: [], sentFrom: [], told: [] };
  const isTus = (request: Request): boolean => new URL(request.url()).pathname.includes("/tus/");
  page.on("request", (request) => {
    if (!isTus(request)) return;
    seen.methods.push(request.method());
    if (request.method() === "PATCH") seen.sentFrom.push(Number(request.headers()["upload-offset"]));
  });
  page.on("response", (response) => {
    if (isTus(response.request()) && response.request().method() === "HEAD")
      seen.told.push(Number(response.headers()["upload-offset"]));
  });
  return seen;
}

/** Asserts one beginning, one question how far it came, and what was missing sent from there. */
export function expectWentOn({ methods, sentFrom, told }: TusTraffic): void {
  expect(methods).toEqual(["POST", "PATCH", "HEAD", "PATCH"]);
  expect(told[0]).toBeGreaterThan(500_000);
  expect(sentFrom).toEqual([0, told[0]]);
}

/** Begins to upload, and reloads the page when the server has so many bytes of it, of which no more came in. */
export async function breakOff(page: Page, door: NarrowDoor, bytes: number, begin: () => Promise<void>): Promise<void> {
  const full = door.closeAfter(bytes);
  await begin();
  await full;
  await page.reload();
  door.open();
}
