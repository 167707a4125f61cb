/** Uploadcare's File Uploader from npm, unchanged, in a browser against the playground. */
import { createServer, type Server } from "node:http";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser, type ConsoleMessage, type Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { publicKey } from "../support/media.ts";
import { chromiumPath, optional } from "../support/optional.ts";
import { startServer, type ServerProcess } from "../support/server-process.ts";

const script = new URL("../../playground/express/server.ts", import.meta.url).pathname;
const hasChromium = await optional("chromium");
const [width, height] = [600, 400];

/** Left half blue, right half red. */
const halves = await sharp({ create: { width, height, channels: 3, background: "#b03020" } })
  .composite([{ input: { create: { width: width / 2, height, channels: 3, background: "#2040a0" } }, left: 0, top: 0 }])
  .jpeg({ quality: 95 })
  .toBuffer();

interface Picked {
  readonly name: string;
  readonly bytes: Buffer;
}
const jpegNamed = (name: string): Picked => ({ name, bytes: halves });

/** A page with the uploader, and what went over its wire and wrong on it. */
interface Uploader {
  readonly page: Page;
  readonly server: ServerProcess;
  /** Method and path of each request to the server. */
  readonly asked: string[];
  /** Console errors and warnings, refused requests, and requests to anybody else. */
  readonly problems: string[];
  /** By the file button. */
  pick(files: readonly Picked[]): Promise<void>;
  source(name: string): Promise<void>;
  /** The addresses that the page is given, by name, once there are so many files. */
  given(count: number): Promise<[name: string, path: string][]>;
  /** The address of the group. */
  group(): Promise<string>;
}

describe.skipIf(!hasChromium)("the File Uploader", () => {
  let browser: Browser;
  let folder: string;
  let open: ServerProcess;
  let guarded: ServerProcess;
  let elsewhere: Server;
  let elsewhereUrl: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "intaglio-uploader-"));
    elsewhere = createServer((_request, response) => {
      response.writeHead(200, { "content-type": "image/jpeg" }).end(halves);
    });
    await new Promise<void>((resolve) => void elsewhere.listen(0, "127.0.0.1", resolve));
    elsewhereUrl = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
    const env = { INTAGLIO_UPLOADCARE_PUBLIC_KEY: publicKey };
    const openly = { INTAGLIO_DELIVERY: "open", INTAGLIO_PRIVATE_ORIGINS: elsewhereUrl };
    open = await startServer(script, { ...env, ...openly, INTAGLIO_DATA: join(folder, "open") });
    guarded = await startServer(script, { ...env, INTAGLIO_UPLOADS: "signed", INTAGLIO_DATA: join(folder, "guarded") });
    const quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
    const camera = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"];
    browser = await chromium.launch({ executablePath: chromiumPath, args: [...quiet, ...camera] });
  });
  afterAll(async () => {
    await browser?.close();
    elsewhere?.close();
    await Promise.all([open?.stop(), guarded?.stop()]);
    await rm(folder, { recursive: true, force: true });
  });

  /** The picker takes files of the disk, as a person would give it. */
  async function writeTemporary(name: string, bytes: Buffer): Promise<string> {
    const path = join(await mkdtemp(join(folder, "picked-")), name);
    await writeFile(path, bytes);
    return path;
  }

  async function start(
    server: ServerProcess,
    prepare: (page: Page) => Promise<unknown> = async () => {},
  ): Promise<Uploader> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await prepare(page);
    page.setDefaultTimeout(60_000);
    const [asked, problems]: [string[], string[]] = [[], []];
    page.on("console", (message: ConsoleMessage) => {
      if (["error", "warning"].includes(message.type())) problems.push(message.text());
    });
    page.on("pageerror", (error) => void problems.push(String(error)));
    page.on("websocket", (socket) => void problems.push(`socket: ${socket.url()}`));
    page.on("request", (request) => {
      const url = request.url();
      if (url.startsWith(`${server.url}/`)) asked.push(`${request.method()} ${url.slice(server.url.length)}`);
      else if (!/^(data|blob):/.test(url)) problems.push(`outside request: ${url}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 400) problems.push(`${response.status()} ${response.url()}`);
    });
    await page.goto(`${server.url}/uploader.html`);
    const sources = page.locator("uc-source-btn");
    await sources.first().waitFor();
    return {
      page,
      server,
      asked,
      problems,
      async pick(files) {
        const chooser = page.waitForEvent("filechooser");
        await sources.filter({ hasText: "device" }).click();
        const paths = await Promise.all(files.map(({ name, bytes }) => writeTemporary(name, bytes)));
        await (await chooser).setFiles(paths);
      },
      source: (name) => sources.filter({ hasText: name }).click(),
      async given(count) {
        const rows = page.locator("#given li").filter({ has: page.locator("a") });
        await expect
          .poll(() => rows.count(), { timeout: 90_000 })
          .toBe(count)
          .catch((cause: unknown) => {
            throw new Error([...problems, ...asked.slice(-10)].join("\n"), { cause });
          });
        const read = async (row: (typeof all)[number]): Promise<[string, string]> => {
          const path = await row.locator("code").innerText();
          return [(await row.innerText()).replace(path, "").trim(), path];
        };
        const all = await rows.all();
        return Promise.all(all.map(read));
      },
      group: () => page.locator("#given li").filter({ hasText: "as a group" }).locator("code").innerText(),
    };
  }

  /** The upload API's file information. */
  async function infoOf(server: ServerProcess, path: string): Promise<Record<string, unknown>> {
    const [id] = /[0-9a-f-]{36}/.exec(path) ?? [];
    const answer = await fetch(`${server.url}/info/?pub_key=${publicKey}&file_id=${id}`);
    return (await answer.json()) as Record<string, unknown>;
  }

  /** The files of the group. */
  async function filesOf(
    server: ServerProcess,
    path: string,
  ): Promise<{ original_filename: string; default_effects: string }[]> {
    const answer = await fetch(`${server.url}/group/info/?pub_key=${publicKey}&group_id=${path.slice(1, -1)}`);
    return ((await answer.json()) as { files: Awaited<ReturnType<typeof filesOf>> }).files;
  }

  async function bytesOf(server: ServerProcess, path: string): Promise<Buffer> {
    const answer = await fetch(server.url + path);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return Buffer.from(await answer.arrayBuffer());
  }

  /** A pixel, places from 0 to 1. */
  async function colorAt(picture: Buffer, x: number, y: number): Promise<number[]> {
    const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const at = (Math.floor(y * (info.height - 1)) * info.width + Math.floor(x * (info.width - 1))) * info.channels;
    return [...data.subarray(at, at + 3)];
  }
  const isNear = (seen: readonly number[], wanted: readonly number[]): boolean =>
    seen.every((value, at) => Math.abs(value - (wanted[at] ?? 0)) < 16);

  /** The picture beside a file's name, as large as it is. */
  const thumbWidth = ({ page }: Uploader): Promise<number> =>
    page
      .locator("uc-thumb img")
      .first()
      .evaluate((image: HTMLImageElement) => (image.src.startsWith("http") ? image.naturalWidth : 0));

  test("uploads one file", { timeout: 120_000 }, async () => {
    const uploader = await start(open);
    await uploader.pick([jpegNamed("two halves.jpg")]);
    const [[name, path] = ["", ""]] = await uploader.given(1);
    expect([name, path]).toEqual(["two halves.jpg", expect.stringMatching(/^\/[0-9a-f-]{36}\/$/)]);
    expect(await infoOf(open, path)).toMatchObject({
      original_filename: "two halves.jpg",
      size: halves.length,
      is_ready: true,
      is_image: true,
      mime_type: "image/jpeg",
      image_info: { width, height, format: "JPEG" },
    });
    expect((await bytesOf(open, path)).equals(halves)).toBe(true);
    await expect.poll(() => thumbWidth(uploader), { timeout: 30_000 }).toBe(76);
    expect(uploader.asked).toContain(`GET ${path}-/stretch/off/-/scale_crop/76x76/center/`);
    expect(uploader.problems).toEqual([]);
    await uploader.page.close();
  });

  test("uploads several, and makes them a group", { timeout: 120_000 }, async () => {
    const uploader = await start(open);
    await uploader.pick(["a.jpg", "b.jpg", "c.jpg"].map(jpegNamed));
    const rows = await uploader.given(3);
    expect(rows.map(([name]) => name)).toEqual(["a.jpg", "b.jpg", "c.jpg"]);
    const path = await uploader.group();
    expect(path).toMatch(/^\/[0-9a-f-]{36}~3\/$/);
    const files = await filesOf(open, path);
    expect(files.map((file) => file.original_filename)).toEqual(["a.jpg", "b.jpg", "c.jpg"]);
    expect((await bytesOf(open, `${path}nth/1/`)).equals(halves)).toBe(true);
    expect(uploader.problems).toEqual([]);
    await uploader.page.close();
  });

  test("uploads more than 25 MB in parts", { timeout: 180_000 }, async () => {
    const background = { r: 32, g: 64, b: 160 };
    const large = await sharp({ create: { width: 3000, height: 3000, channels: 3, background } })
      .png({ compressionLevel: 0 })
      .toBuffer();
    expect(large.length).toBeGreaterThan(26_214_400);
    const uploader = await start(open);
    await uploader.pick([{ name: "large.png", bytes: large }]);
    const [[, path] = ["", ""]] = await uploader.given(1);
    const steps = uploader.asked.filter((line) => line.includes("/multipart/"));
    expect(steps.map((line) => line.replace(/\?.*|\d+\/[0-9a-f]{64}\/|[0-9a-f-]{36}\//g, ""))).toEqual([
      "POST /multipart/start/",
      ...Array.from({ length: Math.ceil(large.length / 5_242_880) }, () => "PUT /multipart/"),
      "POST /multipart/complete/",
    ]);
    expect(await infoOf(open, path)).toMatchObject({ size: large.length, image_info: { width: 3000, height: 3000 } });
    expect((await bytesOf(open, path)).equals(large)).toBe(true);
    await expect.poll(() => thumbWidth(uploader), { timeout: 60_000 }).toBe(76);
    expect(uploader.problems).toEqual([]);
    await uploader.page.close();
  });

  async function uploadFromAddress(uploader: Uploader): Promise<void> {
    const { page } = uploader;
    await uploader.source("link");
    await page.locator("uc-url-source input").fill(`${elsewhereUrl}/far%20away.jpg`);
    await page.getByRole("button", { name: "Import" }).click();
    const [[name, path] = ["", ""]] = await uploader.given(1);
    expect(name).toBe("far away.jpg");
    expect((await bytesOf(open, path)).equals(halves)).toBe(true);
  }

  test("uploads from an address", { timeout: 120_000 }, async () => {
    const uploader = await start(open);
    await uploadFromAddress(uploader);
    expect(uploader.problems).toEqual([]);
    await uploader.page.close();
  });

  test(
    "left to itself, tries one socket to an address that is built in, and nothing else",
    { timeout: 120_000 },
    async () => {
      const uploader = await start(open, (page) =>
        page.route("**/no-sockets.js", (route) => route.fulfill({ contentType: "text/javascript", body: "" })),
      );
      await uploadFromAddress(uploader); // without the socket: the page's policy refuses it
      expect(uploader.problems).toEqual([expect.stringMatching(/wss:\/\/ws\.pusherapp\.com.*Content Security Policy/)]);
      await uploader.page.close();
    },
  );

  test("uploads from the camera", { timeout: 120_000 }, async () => {
    const uploader = await start(open);
    const { page } = uploader;
    await uploader.source("Camera");
    await page.waitForFunction(() => (document.querySelector("video")?.videoWidth ?? 0) > 0);
    await page.locator(".uc-shot-btn").click();
    await page.getByRole("button", { name: "Accept" }).click();
    const [[, path] = ["", ""]] = await uploader.given(1);
    const { image_info: image } = (await infoOf(open, path)) as { image_info: { width: number } };
    expect(image.width).toBeGreaterThan(300);
    expect(isNear(await colorAt(await bytesOf(open, path), 0.5, 0.95), [0, 136, 0])).toBe(true); // the fake camera's green
    expect(uploader.problems).toEqual([]);
    await page.close();
  });

  /** The pencil beside the file; the editor is there when its handles are. */
  async function edit({ page }: Uploader): Promise<void> {
    await page.getByLabel("Edit", { exact: true }).click();
    await page.locator("uc-crop-frame .uc-thumb--visible").first().waitFor({ state: "attached" });
  }

  const apply = ({ page }: Uploader): Promise<void> => page.getByTitle("Apply", { exact: true }).click();

  test("crops and filters in its editor", { timeout: 240_000 }, async () => {
    const uploader = await start(open);
    const { page, asked } = uploader;
    await uploader.pick([jpegNamed("edited.jpg")]);
    const [[, original] = ["", ""]] = await uploader.given(1);
    await edit(uploader);
    expect(asked).toContain(`GET ${original}-/json/`);

    // The upper left handle, a third of the picture to the right and half of it down.
    const box = await page.locator("uc-crop-frame .uc-thumb").last().boundingBox();
    if (!box) throw new Error("no picture in the editor");
    await page.mouse.move(box.x - 4, box.y - 4); // inside it is the frame that is moved
    await page.mouse.down();
    await page.mouse.move(box.x - 4 + box.width / 3, box.y - 4 + box.height / 2, { steps: 5 });
    await page.mouse.up();

    await page.getByRole("tab", { name: "Filters" }).click();
    const shown = page.locator("uc-editor-filter-control .uc-preview[data-loaded]");
    await page.getByRole("option", { name: "Apply zevcen filter" }).scrollIntoViewIfNeeded();
    await expect.poll(() => shown.count(), { timeout: 120_000 }).toBe(40);
    await page.getByRole("option", { name: "Apply jadis filter" }).click();
    await page.getByRole("option", { name: "Apply jadis filter" }).click(); // its slider
    await page.getByText("Apply", { exact: true }).click();
    await apply(uploader);

    const pattern = /^\/-\/filter\/jadis\/100\/-\/crop\/(\d+)x(\d+)\/(\d+),(\d+)\/-\/preview\/$/;
    await expect.poll(async () => (await uploader.given(1))[0]?.[1].slice(37)).toMatch(pattern);
    const [[, path] = ["", ""]] = await uploader.given(1);
    const [w = 0, h = 0, x = 0, y = 0] = (pattern.exec(path.slice(37)) ?? []).slice(1).map(Number);
    expect([w, h, x, y].map((value) => Math.round(value / 10) * 10)).toEqual([400, 200, 200, 200]);
    const edited = await bytesOf(open, `${path}-/format/png/`);
    expect(await sharp(edited).metadata()).toMatchObject({ width: w, height: h });
    const whole = await bytesOf(open, `${original}-/filter/jadis/100/-/format/png/`);
    expect(isNear(await colorAt(edited, 0.1, 0.5), await colorAt(whole, 0.4, 0.5))).toBe(true); // still blue
    expect(isNear(await colorAt(edited, 0.9, 0.5), await colorAt(whole, 0.9, 0.5))).toBe(true);
    expect(isNear(await colorAt(edited, 0.9, 0.5), [176, 48, 32])).toBe(false);
    await expect.poll(() => thumbWidth(uploader), { timeout: 30_000 }).toBe(76);
    const effects = async (): Promise<unknown> => (await filesOf(open, await uploader.group()))[0]?.default_effects;
    await expect.poll(effects, { timeout: 30_000 }).toBe(path.slice(40)); // the group holds the edit
    expect(uploader.problems).toEqual([]);
    await page.close();
  });

  test("says in words what the server refuses", { timeout: 120_000 }, async () => {
    const uploader = await start(open);
    await uploader.pick([{ name: "words.png", bytes: Buffer.from("These are only words.") }]);
    await uploader.page.locator(".uc-file-error").filter({ hasText: /type/i }).waitFor();
    await expect(uploader.given(0)).resolves.toEqual([]);
    expect(uploader.problems).toEqual([]);
    await uploader.page.close();
  });

  test("uploads with signatures, and shows pictures under tokens", { timeout: 240_000 }, async () => {
    const uploader = await start(guarded);
    const { page, asked } = uploader;
    await uploader.pick([jpegNamed("sealed.jpg")]);
    const [[, original] = ["", ""]] = await uploader.given(1);
    expect(asked).toContain("GET /api/uploader/signature");
    await expect.poll(() => thumbWidth(uploader), { timeout: 30_000 }).toBe(76);
    await edit(uploader);
    await page.getByRole("option", { name: "Apply rotate operation" }).click();
    await page.waitForTimeout(1500); // the picture turns
    await apply(uploader);
    await expect.poll(async () => (await uploader.given(1))[0]?.[1].slice(37)).toBe("/-/rotate/90/-/preview/");
    await expect.poll(() => thumbWidth(uploader), { timeout: 30_000 }).toBe(76);
    expect(uploader.problems).toEqual([]);

    // Each token was for one address; without it there is nothing, and it opens nothing else.
    const tokens = asked.filter((line) => line.includes("?token="));
    expect(tokens.length).toBeGreaterThan(3);
    for (const line of tokens) {
      const [path = "", token = ""] = line.replace("GET ", "").split("?token=");
      expect(token).toContain(`~acl=${path}~`);
      expect((await fetch(`${guarded.url}${original}?token=${token}`)).status).toBe(403);
    }
    expect((await fetch(guarded.url + original)).status).toBe(403);
    await page.close();
  });

  test("nobody else's page is given tokens or signatures", async () => {
    const statusOf = async (path: string, site?: string): Promise<number> => {
      const headers: HeadersInit = site === undefined ? {} : { "sec-fetch-site": site };
      return (await fetch(`${guarded.url}/api/uploader/${path}`, { headers, redirect: "manual" })).status;
    };
    const picture = encodeURIComponent(`${guarded.url}/6f6e6c79-2074-4573-a420-64617461aa01/-/preview/`);
    expect(await statusOf(`preview?url=${picture}`)).toBe(302);
    expect(await statusOf(`preview?url=${picture}`, "cross-site")).toBe(403);
    expect(await statusOf("signature", "cross-site")).toBe(403);
    expect(await statusOf("preview")).toBe(400);
    for (const path of ["/base/", "/info/", "/6f6e6c79-2074-4573-a420-64617461aa01/-/nonsense/"])
      expect(await statusOf(`preview?url=${encodeURIComponent(guarded.url + path)}`), path).toBeGreaterThan(399);
  });
});
