/** The site of the documentation, built as anybody builds it. */
import { globSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { chromium, type Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "../scripts/run.ts";
import { packages, root } from "../scripts/workspace.ts";
import { chromiumPath, optional } from "./support/optional.ts";

const hasChromium = await optional("chromium");
const dist = join(root, "site", "dist");
const read = (file: string): string => readFileSync(join(dist, file), "utf8");

beforeAll(() => run("npm", ["run", "docs"], { quiet: true, env: { VITEST: "", NODE_ENV: "production" } }), 300_000);

describe("the built site", () => {
  test("has every page of docs, each dialect and each entry point", () => {
    const built = globSync("**/*.html", { cwd: dist });
    const docs = globSync("**/*.md", { cwd: join(root, "docs") }).map((page) => page.replace("README.md", "index.md"));
    const dialects = globSync("*/README.md", { cwd: join(root, "packages/dialects/src") });
    const entries = Object.values(
      packages.find(({ manifest }) => manifest.name === "intaglio")?.manifest.exports ?? {},
    );
    const expected = [
      "index.html",
      "overview.html",
      "changelog.html",
      ...docs.map((page) => page.replace(/\.md$/, ".html")),
      ...dialects.map((page) => `dialects/${page.replace("/README.md", ".html")}`),
      ...entries.map((entry) => `reference/${/(\w[\w-]*)\.ts$/.exec(entry["@intaglio/source"] ?? "")?.[1]}.html`),
    ];
    expect(expected.filter((page) => !built.includes(page))).toEqual([]);
    expect(docs.length).toBeGreaterThan(30);
  });

  test("has no dead link, not even to a heading", () => {
    const pages = new Map(globSync("**/*.html", { cwd: dist }).map((file) => [`/${file}`, read(file)]));
    const dead: string[] = [];
    for (const [page, html] of pages)
      for (const [, link = ""] of html.matchAll(/<a[^>]*? href="([^"]*)"/g)) {
        const { origin, pathname, hash } = new URL(link.replaceAll("&amp;", "&"), `http://site${page}`);
        if (origin !== "http://site") continue;
        const target = pages.get(pathname.endsWith("/") ? `${pathname}index.html` : pathname);
        const id = decodeURIComponent(hash.slice(1)).replaceAll("&", "&amp;");
        if (target === undefined || (id !== "" && !target.includes(`id="${id}"`))) dead.push(`${page}: ${link}`);
      }
    expect(pages.size).toBeGreaterThan(80);
    expect(dead).toEqual([]);
  });

  test("names what can be imported, with what the types say of it", () => {
    const reference = read("reference/index.html");
    for (const words of ["createIntaglio", "IntaglioOptions", "restoreSeconds", "signUpload"])
      expect(reference).toContain(words);
    expect(read("errors.html")).toContain("SIGNATURE_EXPIRED");
  });

  test("leads to every page from its sidebar, in each dialect and framework", () => {
    const start = read("start.html");
    for (const page of [
      "frameworks/next",
      "frameworks/nuxt",
      "frameworks/nitro",
      "dialects/ipx",
      "operations",
      "errors",
    ])
      expect(start).toContain(`href="/${page}.html"`);
  });
});

describe.runIf(hasChromium)("in a browser", () => {
  let browser: Browser;
  let server: Server;

  beforeAll(async () => {
    server = createServer(serveFile).listen(0, "127.0.0.1");
    browser = await chromium.launch({
      executablePath: chromiumPath,
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    });
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  test("pages and the search ask nobody else and leave the console empty", async () => {
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const page = await browser.newPage();
    const lines: string[] = [];
    const asked: string[] = [];
    page.on("console", (line) => lines.push(line.text()));
    page.on("pageerror", (error) => lines.push(String(error)));
    page.on("request", (request) => asked.push(request.url()));
    for (const path of ["/", "/start.html", "/reference/index.html"]) {
      await page.goto(origin + path, { waitUntil: "networkidle" });
      expect(await page.title()).toContain("Intaglio");
    }
    await page.click(".DocSearch-Button");
    await page.fill("#localsearch-input", "createIntaglio");
    await page.waitForSelector("#localsearch-list .result");
    expect(asked.filter((url) => !url.startsWith(`${origin}/`) && !url.startsWith("data:"))).toEqual([]);
    expect(asked.length).toBeGreaterThan(10);
    expect(lines).toEqual([]);
  });
});

const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".woff2": "font/woff2",
};

/** As any plain file server does it. */
function serveFile({ url = "/" }: IncomingMessage, response: ServerResponse): void {
  const { pathname } = new URL(url, "http://site");
  if (pathname === "/favicon.ico") return void response.writeHead(204).end(); // browsers ask by themselves
  const file = normalize(pathname.endsWith("/") ? `${pathname}index.html` : pathname);
  response.setHeader("content-type", types[extname(file)] ?? "application/octet-stream");
  response.end(readFileSync(join(dist, file)));
}
