/** The examples of the documentation's pages do what the pages say. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { errorsPage } from "../scripts/errors-page.ts";
import { root } from "../scripts/workspace.ts";
import { makePhoto, publicKey } from "./support/media.ts";
import { chromiumPath, optional } from "./support/optional.ts";
import { startServer } from "./support/server-process.ts";

const hasChromium = await optional("chromium");
const example = (name: string): string => join(root, "docs", "examples", name);
const INTAGLIO_SECRET = "a secret for tests that is long enough";
let folder: string;
let photo: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "intaglio-examples-"));
  photo = join(folder, "photo.jpg");
  await writeFile(photo, await makePhoto(600, 500));
});
afterAll(() => rm(folder, { recursive: true }));

test("signing.ts prints what docs/signing.md says", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    example("signing.ts"),
    photo,
    join(folder, "signing"),
  ]);
  const page = await readFile(join(root, "docs", "signing.md"), "utf8");
  expect(/```text\n([^]*?)```/.exec(page)?.[1]).toBe(stdout);
});

test.runIf(hasChromium)("start.ts and start.html take a photo and show it", async () => {
  const server = await startServer(example("start.ts"), { INTAGLIO_SECRET }, { cwd: folder });
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    await page.setInputFiles("input", photo);
    await page.waitForFunction("document.querySelector('img').naturalWidth === 400");
    const address = await page.evaluate("fetch(document.querySelector('img').src).then(({ url }) => url)");
    expect((await fetch(String(address))).status).toBe(200);
    expect((await fetch(String(address).replace("400x300", "401x300"))).status).toBe(403);
  } finally {
    await browser.close();
    await server.stop();
  }
});

test("operations.ts starts, refuses uploads without a ticket, and ends when told", async () => {
  const places = { DATABASE: "records.sqlite", FILES: "files", CACHE: "cache", BACKUP: "backup" };
  const env = Object.fromEntries(Object.entries(places).map(([name, place]) => [name, join(folder, place)]));
  const server = await startServer(example("operations.ts"), {
    INTAGLIO_SECRET,
    PUBLIC_URL: "https://media.example.com",
    ...env,
  });
  expect(await (await fetch(`${server.url}/health`)).text()).toBe("ok");
  const form = new FormData();
  form.set("file", new File([await readFile(photo)], "photo.jpg"));
  form.set("UPLOADCARE_PUB_KEY", publicKey);
  expect((await fetch(`${server.url}/base/`, { method: "POST", body: form })).status).not.toBe(200); // no ticket
  await server.stop();
});

test("docs/errors.md holds the table of codes as it is", async () => {
  expect(await readFile(join(root, "docs", "errors.md"), "utf8")).toBe(errorsPage);
});
