/** Next's image optimizer in production mode. PUBLIC is a folder of pictures; it is built once, into a folder of its own. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** As much of Next as is used. Its own types would add to Node's, for the whole workspace. */
interface NextApp {
  prepare(): Promise<void>;
  getRequestHandler(): RequestListener;
}

const require = createRequire(import.meta.url);
const next = require("next") as (options: { dev: boolean; dir: string }) => NextApp;
const root = fileURLToPath(new URL("../../../", import.meta.url));
const dir = join(root, ".next-bench"); // inside the workspace: its bundler looks for packages upwards from there
const sizes = {
  deviceSizes: [640, 800, 960, 1080, 1200, 1920, 2048, 3840],
  imageSizes: [32, 48, 64, 96, 128, 200, 256, 384],
};
const config = { images: { formats: ["image/avif", "image/webp"], ...sizes }, turbopack: { root } };

await mkdir(join(dir, "pages"), { recursive: true });
await writeFile(join(dir, "package.json"), '{ "type": "module", "private": true }');
await writeFile(join(dir, "next.config.js"), `export default ${JSON.stringify(config)};`);
await writeFile(join(dir, "pages", "index.js"), "export default function Page() { return null; }");
await rm(join(dir, "public"), { force: true });
await symlink(process.env["PUBLIC"] ?? "", join(dir, "public"));
await rm(join(dir, ".next", "cache", "images"), { recursive: true, force: true });
if (!existsSync(join(dir, ".next", "BUILD_ID"))) {
  const entry = require.resolve("next/dist/bin/next");
  await promisify(execFile)(process.execPath, [entry, "build"], {
    cwd: dir,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: "1" },
  });
}
const app = next({ dev: false, dir });
await app.prepare();
const handle = app.getRequestHandler();
const server = createServer((request, response) => handle(request, response));
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
