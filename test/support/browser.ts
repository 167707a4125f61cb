/** Chromium, and pages that remember what must not be: requests to elsewhere, lines in the console, shifts of the layout. */
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { chromiumPath } from "./optional.ts";

/** A page under watch. */
export interface WatchedPage {
  readonly page: Page;
  /** Requests to other origins, everything in the console, and errors that nobody caught. */
  readonly problems: readonly string[];
  /** How far its layout shifted, one for each time. */
  shifts(): Promise<number[]>;
  /** The HTML that the server sent at first. */
  readonly html: string;
}

/** Starts it, with a camera that shows a moving picture. */
export function startChromium(): Promise<Browser> {
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
  const camera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];
  return chromium.launch({ executablePath: chromiumPath, args: [...args, ...camera] });
}

/** Opens an address in a new profile. */
export async function openPage(browser: Browser, url: string, options?: BrowserContextOptions): Promise<WatchedPage> {
  const page = await browser.newPage(options);
  page.setDefaultTimeout(60_000); // for a machine that is busy with other tests
  const problems: string[] = [];
  page.on("request", (request) => {
    const to = new URL(request.url());
    if (!["data:", "blob:"].includes(to.protocol) && to.origin !== new URL(url).origin)
      problems.push(`asked ${to.href}`);
  });
  page.on("console", (message) => problems.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => problems.push(String(error)));
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(globalThis, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
    }).observe({ type: "layout-shift", buffered: true });
  });
  const html = (await (await page.goto(url))?.text()) ?? "";
  const shifts = (): Promise<number[]> => page.evaluate(() => (globalThis as unknown as { shifts: number[] }).shifts);
  return { page, problems, shifts, html };
}
