/** Uppy's Dashboard as a visitor uses it, and an upload that is broken off on its way. */
import { randomBytes } from "node:crypto";
import type { Page } from "playwright-core";
import sharp from "sharp";
import type { NarrowDoor } from "./narrow-door.ts";

/** A request of an upload by tus. */
export interface TusRequest {
  readonly method: string;
  /** Where it begins in the file, of those that go on. */
  readonly offset: number;
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

/** Every request by tus of the page from now on. */
export function tusRequests(page: Page): TusRequest[] {
  const sent: TusRequest[] = [];
  page.on("request", (request) => {
    if (new URL(request.url()).pathname.includes("/tus/"))
      sent.push({ method: request.method(), offset: Number(request.headers()["upload-offset"]) });
  });
  return sent;
}

/** Begins to upload, and reloads the page when the server has so many bytes of it, of which no more came in. */
export async function breakOff(page: Page, door: NarrowDoor, bytes: number, begin: () => Promise<void>): Promise<void> {
  const full = door.closeAfter(bytes);
  await begin();
  await full;
  await page.reload();
  door.open();
}
