/** The plugin for Uppy in a real browser, where the app refuses a ticket: each file says why and stays, and Retry asks anew. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tus } from "intaglio/tus";
import { toNodeHandler } from "intaglio/node";
import { chromium, type Browser, type Page } from "playwright-core";
import { build } from "tsdown";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startOutside } from "./support/listening.ts";
import { createTestMedia, makePhoto, type TestMedia } from "./support/media.ts";
import { chromiumPath, optional } from "./support/optional.ts";
import type { UppyPage } from "./support/uppy-page.ts";

/** What the app's route does in the place of giving a ticket. */
type Refusal = (response: ServerResponse) => void;

const hasChromium = await optional("chromium");

const refusals: Readonly<Record<string, readonly [refuse: Refusal, reason: string]>> = {
  "401": [refuseWith(401, "text/plain", "Log in first"), "No ticket for an upload: 401 Log in first"],
  "403": [
    refuseWith(403, "application/json", '{"error":"You may not have this signed."}'),
    'No ticket for an upload: 403 {"error":"You may not have this signed."}',
  ],
  "500 with a page": [
    refuseWith(500, "text/html; charset=utf-8", "<!doctype html><title>Error</title>"),
    "No ticket for an upload: 500 Internal Server Error",
  ],
  "a page in the place of a ticket": [
    refuseWith(200, "text/html", "<!doctype html><title>Log in</title>"),
    "No ticket for an upload: Unexpected token",
  ],
  "a broken connection": [(response) => response.destroy(), "No ticket for an upload: Failed to fetch"],
};

describe.runIf(hasChromium)("when the app gives no ticket", () => {
  let media: TestMedia;
  let server: { url: string; close(): Promise<void> };
  let browser: Browser;
  let page: Page;
  /** How the app answers: the tickets it gives before it refuses, and how it does that. */
  let left = 0;
  let refuse: Refusal = refuseWith(403, "text/plain", "");
  let asked = 0;

  beforeAll(async () => {
    media = await createTestMedia({ uploads: "signed", resumable: tus() });
    const script = await bundle("uppy-page");
    const answer = toNodeHandler(media.media);
    server = await startOutside((request, response) => {
      if (request.url === "/") return send(response, "text/html", '<script type="module" src="/page.js"></script>');
      if (request.url === "/page.js") return send(response, "text/javascript", script);
      if (request.url !== "/ticket") return answer(request, response);
      asked += 1;
      if (left === 0) return refuse(response);
      left -= 1;
      send(response, "application/json", JSON.stringify(media.media.signUpload({ types: ["image/*"] })));
    });
    browser = await chromium.launch({
      executablePath: chromiumPath,
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    });
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await media?.close();
  });

  beforeEach(async () => {
    asked = 0;
    page = await browser.newPage();
    await page.goto(server.url);
    await page.waitForFunction(() => "uppy" in globalThis);
    return () => page.close();
  });

  /** Chooses files, by a name and a seed for each. */
  async function choose(...names: string[]): Promise<void> {
    for (const [at, name] of names.entries()) {
      const photo = (await makePhoto(64, 48, at + 1)).toString("base64");
      await page.evaluate(
        async ({ name, photo }) => {
          const data = await (await fetch(`data:image/jpeg;base64,${photo}`)).blob();
          (globalThis as unknown as UppyPage).uppy.addFile({ name, type: "image/jpeg", data });
        },
        { name, photo },
      );
    }
  }

  /** Does it, and tells what Uppy has then. */
  async function after(action: "upload" | "retryAll" | "retryUpload") {
    return page.evaluate(async (action) => {
      const { uppy, stored } = globalThis as unknown as UppyPage;
      if (action === "retryUpload") for (const { id } of uppy.getFiles()) await uppy.retryUpload(id);
      else await uppy[action]();
      const files = uppy.getFiles();
      return {
        errors: files.map(({ error }) => error ?? null),
        done: files.map(({ progress }) => progress.uploadComplete === true),
        stored: stored.length,
      };
    }, action);
  }

  test.for(Object.entries(refusals))("%s: each file says it, and both ways to retry upload", async ([, how]) => {
    const [refusal, reason] = how;
    refuse = refusal;
    for (const retry of ["retryAll", "retryUpload"] as const) {
      await page.evaluate(() => (globalThis as unknown as UppyPage).uppy.clear());
      await choose(`${retry}-1.jpg`, `${retry}-2.jpg`);
      const storedBefore = await page.evaluate(() => (globalThis as unknown as UppyPage).stored.length);
      left = 0;
      const failed = {
        errors: [expect.stringContaining(reason), expect.stringContaining(reason)],
        done: [false, false],
      };
      expect(await after("upload")).toMatchObject(failed);
      expect(await after(retry), "refused again").toMatchObject(failed);
      left = Infinity;
      expect(await after(retry)).toEqual({ errors: [null, null], done: [true, true], stored: storedBefore + 2 });
    }
  });

  test("a file whose own ticket is refused fails alone and at once, with the reason and nothing else", async () => {
    left = 1;
    refuse = refuseWith(403, "text/plain", "One a day");
    await choose("first.jpg", "second.jpg");
    const reason = "No ticket for an upload: 403 One a day";
    const { errors, done, stored } = await after("upload");
    const failed = errors.indexOf(reason); // either of them
    expect([errors[1 - failed], done[failed], done[1 - failed], stored]).toEqual([null, false, true, 1]);
    expect(asked, "no more often than there are files").toBe(2);
    left = 1;
    expect(await after("retryAll")).toEqual({ errors: [null, null], done: [true, true], stored: 2 });
  });

  test("a file that is taken out while the ticket is asked for hinders no other", async () => {
    let release = (): void => {};
    const waiting = new Promise<void>((resolve) => {
      left = 0;
      refuse = (response) => {
        release = () => send(response, "application/json", JSON.stringify(media.media.signUpload({})));
        resolve();
      };
    });
    await choose("stays.jpg", "goes.jpg");
    const uploaded = after("upload");
    await waiting;
    await page.evaluate(() => {
      const { uppy } = globalThis as unknown as UppyPage;
      uppy.removeFile(uppy.getFiles().find(({ name }) => name === "goes.jpg")?.id ?? "");
    });
    release();
    expect(await uploaded).toEqual({ errors: [null], done: [true], stored: 1 });
  });
});

function refuseWith(status: number, type: string, text: string): Refusal {
  return (response) => void response.writeHead(status, { "content-type": type }).end(text);
}

function send(response: ServerResponse, type: string, text: string): void {
  response.writeHead(200, { "content-type": type }).end(text);
}

/** A script of `test/support` with all it imports, as browsers run it. */
async function bundle(name: string): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), "intaglio-bundle-"));
  await build({
    config: false,
    entry: new URL(`support/${name}.ts`, import.meta.url).pathname,
    outDir,
    platform: "browser",
    dts: false,
    deps: { alwaysBundle: /./ },
    inputOptions: { resolve: { conditionNames: ["@intaglio/source", "browser", "import"] } },
    logLevel: "error",
  });
  const script = await readFile(join(outDir, `${name}.js`), "utf8");
  await rm(outDir, { recursive: true });
  return script;
}
