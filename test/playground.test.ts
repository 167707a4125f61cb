// The playground in a real browser: upload, studio, signed URL, and the refusal of an edited one.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type ConsoleMessage, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, optional } from "./support/optional.ts";

const hasChromium = await optional("chromium");
const serverFile = fileURLToPath(new URL("../playground/express/server.ts", import.meta.url));

/** The playground as a process of its own, on a free port and an empty folder. */
async function startPlayground(
  data: string,
  variables: Record<string, string>,
): Promise<{ origin: string; child: ChildProcess }> {
  const env = { ...process.env, PORT: "0", INTAGLIO_DATA: data, ...variables };
  const child = spawn(process.execPath, [serverFile], { env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const origin = await new Promise<string>((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      said += String(chunk);
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (found) resolve(found[0]);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("exit", (code) => reject(new Error(`the playground ended with ${code}:\n${said}`)));
  });
  return { origin, child };
}

async function stopPlayground(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const [code] = (await ended) as [number | null];
  return code;
}

/** A JPEG with something in it, drawn by the browser: left half red, right half blue. */
async function makePhoto(page: Page, width: number, height: number): Promise<number[]> {
  return page.evaluate(
    async ([right, bottom]) => {
      const canvas = new OffscreenCanvas(right, bottom);
      const pen = canvas.getContext("2d");
      if (!pen) throw new Error("no canvas");
      pen.fillStyle = "#b03020";
      pen.fillRect(0, 0, right, bottom);
      pen.fillStyle = "#2040a0";
      pen.fillRect(right / 2, 0, right / 2, bottom);
      const blob = await canvas.convertToBlob({ type: "image/jpeg" });
      return [...new Uint8Array(await blob.arrayBuffer())];
    },
    [width, height] as const,
  );
}

function startBrowser(): Promise<Browser> {
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
  return chromium.launch({ executablePath: chromiumPath, args });
}

/** What went wrong on a page that must be quiet. Refused edits are meant to be refused: Chromium logs them all the same. */
function watch(page: Page, origin: string): { problems: string[]; refused: string[] } {
  const problems: string[] = [];
  const refused: string[] = [];
  page.on("console", (message: ConsoleMessage) => {
    if (message.type() !== "error" && message.type() !== "warning") return;
    const { url } = message.location();
    if (message.text().includes("status of 4") && /^\/[0-9a-f-]{36}\//.test(url.slice(origin.length)))
      refused.push(url);
    else problems.push(`${message.text()} (${url})`);
  });
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith(`blob:${origin}/`)) problems.push(`outside request: ${url}`);
  });
  return { problems, refused };
}

describe.skipIf(!hasChromium)("the playground", () => {
  let browser: Browser;
  let page: Page;
  let seen: ReturnType<typeof watch>;
  let data: string;
  let playground: Awaited<ReturnType<typeof startPlayground>>;

  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), "intaglio-playground-"));
    playground = await startPlayground(data, {});
    browser = await startBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(15_000);
    seen = watch(page, playground.origin);
    await page.goto(playground.origin);
  });

  afterAll(async () => {
    await browser?.close();
    if (playground) await stopPlayground(playground.child);
    if (data) await rm(data, { recursive: true, force: true });
  });

  /** The address under the preview, as a path. */
  const signedUrl = async (): Promise<string> =>
    ((await page.textContent("#address")) ?? "").slice(playground.origin.length);

  /** Does something, and waits until another URL is signed and its picture is shown. */
  async function untilShown(act: () => Promise<unknown>): Promise<{ url: string; width: number; height: number }> {
    const before = await page.locator("#preview").getAttribute("src");
    await act();
    await page.waitForFunction((old) => {
      const image = document.querySelector<HTMLImageElement>("#preview");
      return (
        image?.complete && image.naturalWidth > 0 && image.src !== old && !document.querySelector("#stage.waiting")
      );
    }, before);
    const size = await page
      .locator("#preview")
      .evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight]);
    return { url: await signedUrl(), width: size[0] ?? 0, height: size[1] ?? 0 };
  }

  /** What the verdict says after an edit. */
  async function verdictOf(edit: string): Promise<{ state: string | null; text: string }> {
    await page.click(edit);
    await page.waitForSelector("#verdict:not([aria-busy])");
    const verdict = page.locator("#verdict");
    return { state: await verdict.getAttribute("data-state"), text: await verdict.innerText() };
  }

  test("tells what to do first", async () => {
    await page.getByRole("heading", { name: "Nothing is stored yet" }).waitFor();
    expect(await page.locator(".card").count()).toBe(0);
  });

  test("stores a photo that was picked, and shows it", async () => {
    const buffer = Buffer.from(await makePhoto(page, 1600, 1000));
    await page.setInputFiles("#files", { name: "halves.jpg", mimeType: "image/jpeg", buffer });
    const thumb = page.locator(".card").filter({ hasText: "halves.jpg" }).locator("img");
    await thumb.waitFor();
    await expect
      .poll(() => thumb.evaluate((image: HTMLImageElement) => image.naturalWidth), { timeout: 10_000 })
      .toBe(320);
    expect(await page.locator(".card-size").first().innerText()).toContain("1600 × 1000");
  });

  test("stores a photo that was dropped", async () => {
    const bytes = await makePhoto(page, 800, 500);
    await page.evaluate((given) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([new Uint8Array(given)], "dropped.jpg", { type: "image/jpeg" }));
      document.body.dispatchEvent(new DragEvent("dragenter", { dataTransfer, bubbles: true }));
      document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    }, bytes);
    await page.locator(".card").filter({ hasText: "dropped.jpg" }).waitFor();
  });

  test("says in words why a file was not taken", async () => {
    const buffer = Buffer.from("These are only words.");
    await page.setInputFiles("#files", { name: "notes.txt", mimeType: "text/plain", buffer });
    await page.getByRole("alert").filter({ hasText: "not a picture the server takes" }).waitFor();
    expect(await page.locator(".card").count()).toBe(2);
  });

  test("opens the studio and signs what its steps say", async () => {
    const first = await untilShown(() => page.locator(".card").filter({ hasText: "halves.jpg" }).locator("a").click());
    expect(first).toMatchObject({ width: 1200, height: 750 });
    expect(first.url).toMatch(/^\/[0-9a-f-]{36}\/-\/preview\/1200x900\/.*\?token=exp=\d+~acl=.*~hmac=[0-9a-f]{64}$/);

    const cropped = await untilShown(() => page.click(".adder[data-kind=crop]"));
    expect(cropped).toMatchObject({ width: 750, height: 750 });

    const smaller = await untilShown(() => page.getByLabel("Width").first().fill("400"));
    expect(smaller).toMatchObject({ width: 250, height: 250 });

    // Crop first, then fit into 400 × 900: the order of steps is the order of the URL.
    const moved = await untilShown(() => page.locator(".step[data-kind=crop] .step-up").click());
    expect(moved).toMatchObject({ width: 400, height: 400 });
    expect(moved.url).toMatch(/crop\/.*preview/);
  });

  test("every control makes a URL the server delivers", async () => {
    for (const kind of ["rotate", "flip", "blur", "sharpen", "grayscale"])
      await untilShown(() => page.click(`.adder[data-kind=${kind}]`));
    for (const kind of ["rotate", "flip", "blur", "sharpen"])
      await untilShown(() => page.locator(`.step[data-kind=${kind}] .step-remove`).click());
    await untilShown(() => page.locator(".step[data-kind=crop] select").first().selectOption("box"));
    for (const mode of ["cover", "pad", "force"])
      await untilShown(() => page.locator(".step[data-kind=resize] select").first().selectOption(mode));
    for (const format of ["same", "png", "webp", "jpeg"])
      await untilShown(() => page.getByLabel("Format").selectOption(format));
    await untilShown(() => page.getByLabel("Quality").selectOption("lightest"));
    expect(await page.locator("#facts").innerText()).toContain("JPEG");
  });

  test("delivers the URL as it was signed, and refuses it edited", async () => {
    expect(await verdictOf("#tamper-reset")).toMatchObject({ state: "intact" });
    for (const edit of ["larger", "bare", "unsealed", "forged", "longer", "other"]) {
      const { state, text } = await verdictOf(`[data-edit=${edit}]`);
      expect([edit, state, /\b40[134]\b/.test(text)]).toEqual([edit, "broken", true]);
    }
    expect(seen.refused).toHaveLength(6);
    expect(await verdictOf("#tamper-reset")).toMatchObject({ state: "intact" });
  });

  test("bakes a file without steps, and deletes it", async () => {
    await page.click("#bake");
    await page.getByText("Baked:").waitFor();
    await page.goto(`${playground.origin}/#/`);
    await expect.poll(() => page.locator(".card").count()).toBe(3);
    await page.locator(".card").first().hover();
    await page.locator(".card-remove").first().click();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await expect.poll(() => page.locator(".card").count()).toBe(2);
  });

  test("was quiet all along, and ends when asked to", async () => {
    expect(seen.problems).toEqual([]);
    expect(await stopPlayground(playground.child)).toBe(0);
  });
});

test.skipIf(!hasChromium)("with signed uploads, only the page's ticket uploads", async () => {
  const data = await mkdtemp(join(tmpdir(), "intaglio-playground-"));
  const { origin, child } = await startPlayground(data, { INTAGLIO_UPLOADS: "signed" });
  const browser = await startBrowser();
  try {
    const page = await browser.newPage();
    const { problems } = watch(page, origin);
    await page.goto(origin);
    const photo = Buffer.from(await makePhoto(page, 640, 400));
    await page.setInputFiles("#files", { name: "sealed.jpg", mimeType: "image/jpeg", buffer: photo });
    await page.locator(".card").filter({ hasText: "sealed.jpg" }).waitFor();

    const body = new FormData();
    body.append("UPLOADCARE_PUB_KEY", "demopublickey");
    body.append("file", new Blob([photo], { type: "image/jpeg" }), "forged.jpg");
    const refused = await fetch(`${origin}/base/`, { method: "POST", body });
    expect(refused.status).toBe(400);
    const { files } = (await (await fetch(`${origin}/api/files`)).json()) as { files: { name: string }[] };
    expect(files.map(({ name }) => name)).toEqual(["sealed.jpg"]);
    expect(problems).toEqual([]);
  } finally {
    await browser.close();
    await stopPlayground(child);
    await rm(data, { recursive: true, force: true });
  }
});

test("the API says what is wrong with a request, and obeys no other site", async () => {
  const data = await mkdtemp(join(tmpdir(), "intaglio-playground-"));
  const { origin, child } = await startPlayground(data, {});
  try {
    const id = "00000000-0000-4000-8000-000000000000";
    const send = async (path: string, body: unknown, headers: Record<string, string> = {}): Promise<unknown[]> => {
      const init = {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      };
      const response = await fetch(`${origin}/api/${path}`, init);
      return [response.status, await response.json()];
    };
    const error = (text: string): object => ({ error: expect.stringContaining(text) });
    expect(await send("sign", [])).toEqual([400, error("JSON object")]);
    expect(await send("sign", { id: "x", parts: [] })).toEqual([
      400,
      { ...error("id is malformed"), code: "FILE_ID_INVALID" },
    ]);
    expect(await send("sign", { id, parts: [null] })).toEqual([400, error("list of steps")]);
    expect(await send("sign", { id, parts: [{ op: "resize", width: 0 }] })).toMatchObject([
      400,
      { code: "PLAN_INVALID" },
    ]);
    expect(await send("sign", { id, parts: [], expiresIn: 0.5 })).toEqual([400, error("whole seconds")]);
    expect(await send("sign", { id, parts: "x".repeat(30_000) })).toEqual([413, error("too large")]);
    expect(await send("bake", { id, parts: [{ op: "blur", sigma: 5 }] })).toMatchObject([
      404,
      { code: "FILE_NOT_FOUND" },
    ]);
    expect(await send("ticket", {}, { "sec-fetch-site": "cross-site" })).toEqual([403, error("own page only")]);
    expect(await send("nothing", {})).toEqual([404, error("nothing at this address")]);
  } finally {
    await stopPlayground(child);
    await rm(data, { recursive: true, force: true });
  }
});
