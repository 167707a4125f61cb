/** What Next does to addresses and bodies before a handler sees them: each trap on a production build. */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { json, multipart, send } from "./frameworks/exchange.ts";
import { installNextVariant, startNextApp } from "./frameworks/next-app.ts";
import { signed } from "./frameworks/place.ts";
import { makePhoto } from "./support/media.ts";
import type { ServerProcess } from "./support/server-process.ts";

const config = (more: string): string =>
  `export default { serverExternalPackages: ["intaglio"], ${more} } satisfies import("next").NextConfig;\n`;

const handlers = (path: string): string => `
  import { toNextHandlers } from "intaglio/next";
  import { media } from "@/lib/media";
  export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = toNextHandlers(media, { basePath: "${path}" });
`;

const apiHandler = (path: string): string => `
  import { toNextApiHandler } from "intaglio/next";
  import { media } from "@/lib/media-server";
  export const config = { api: { bodyParser: false, externalResolver: true } };
  export default toNextApiHandler(media, { basePath: "${path}" });
`;

const route = "app/media/[[...path]]/route.ts";
const apiRoute = "pages/api/media/[[...path]].ts";

/** Beside the true routes, ones that were set up wrongly: they read the body before they hand over. */
const hasty = {
  "app/hasty/[[...path]]/route.ts": `
    import { toNextHandlers } from "intaglio/next";
    import { media } from "@/lib/media";
    const { POST: handle } = toNextHandlers(media, { basePath: "/shop" });
    export async function POST(request: Request) {
      await request.arrayBuffer();
      const url = request.url.replace("/hasty/", "/media/");
      return handle(Object.defineProperty(request, "url", { value: url, configurable: true }));
    }
  `,
  "pages/api/hasty/[[...path]].ts": `
    import type { NextApiRequest, NextApiResponse } from "next";
    import { toNextApiHandler } from "intaglio/next";
    import { media } from "@/lib/media-server";
    const handle = toNextApiHandler(media, { basePath: "/shop" });
    export default (request: NextApiRequest, response: NextApiResponse) => {
      request.url = request.url?.replace("/hasty/", "/media/");
      return handle(request, response);
    };
  `,
};

/** An app at `/shop`, with a proxy file. */
const variant = {
  "next.config.ts": config('basePath: "/shop", skipTrailingSlashRedirect: true'),
  "proxy.ts": `import { NextResponse } from "next/server";\nexport function proxy() { return NextResponse.next(); }\n`,
  [route]: handlers("/shop"),
  [apiRoute]: apiHandler("/shop"),
  ...hasty,
};

describe.each(["/shop/media", "/shop/api/media"])("below basePath and behind a proxy file, %s", (base) => {
  let folder: string;
  let server: ServerProcess;
  let photo: Buffer;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "intaglio-next-"));
    photo = await makePhoto(600, 400);
    const env = { INTAGLIO_DATA: folder, INTAGLIO_UPLOAD_TYPES: "*" };
    server = await startNextApp(await installNextVariant("shop", variant), base, env);
  }, 240_000);

  afterAll(async () => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const upload = (bytes: Uint8Array, mount = base) =>
    send(server.url, {
      method: "POST",
      path: `${mount}/base/`,
      ...multipart([
        ["UPLOADCARE_PUB_KEY", "demopublickey"],
        ["file", bytes, "photo.jpg"],
      ]),
    });

  test("signatures hold for the whole address, of originals and of renditions", async () => {
    const { file } = json(await upload(photo));
    const original = await send(server.url, { path: signed({ base }, `/${String(file)}/`) });
    expect([original.status, original.body.equals(photo)]).toEqual([200, true]);
    const picture = signed({ base }, `/${String(file)}/-/preview/200x200/`);
    expect((await send(server.url, { path: picture })).status).toBe(200);
    expect((await send(server.url, { path: picture.replace("200x200", "201x201") })).status).toBe(403);
  });

  test("a body that the app read first is told, with the way out", async () => {
    const { status, body } = await upload(photo, base.replace("media", "hasty"));
    expect([status, body.toString()]).toEqual([500, expect.stringContaining("register Intaglio before")]);
  });

  test("an upload that Next cut is refused by the setting's name, and nothing of it stays", async () => {
    const before = await readdir(join(folder, "files"), { recursive: true });
    const { status, body } = await upload(Buffer.alloc(12 * 1024 ** 2, 1));
    expect([status, body.toString()]).toEqual([500, expect.stringContaining("experimental.proxyClientMaxBodySize")]);
    expect(await readdir(join(folder, "files"), { recursive: true })).toEqual(before);
    expect((await upload(Buffer.alloc(9 * 1024 ** 2, 1))).status).toBe(200);
  });
});

test("without skipTrailingSlashRedirect Next sends uploads elsewhere, and the address there names the slash", async () => {
  const folder = await mkdtemp(join(tmpdir(), "intaglio-next-"));
  const app = await installNextVariant("slash", { "next.config.ts": config("") });
  const server = await startNextApp(app, "/media", { INTAGLIO_DATA: folder });
  const redirect = await send(server.url, { method: "POST", path: "/media/base/", body: "x" });
  expect([redirect.status, redirect.headers["location"]]).toEqual([308, "/media/base"]);
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}, 240_000);
