// Parts a test needs but a laptop may lack. A test asks here, and the summary names every part that was missing.
import { appendFileSync, existsSync } from "node:fs";
import { createConnection } from "node:net";
import { delimiter, join } from "node:path";
import { rgwPrograms } from "./rgw.ts";

export type OptionalPart = "postgres" | "redis" | "chromium" | "s3";

/** Where tests reach PostgreSQL: `INTAGLIO_TEST_POSTGRES`, else the local server. */
export const postgresUrl = process.env.INTAGLIO_TEST_POSTGRES ?? "postgres://postgres@127.0.0.1:5432/postgres";

/** Where tests reach Redis: `INTAGLIO_TEST_REDIS`, else the local server. */
export const redisUrl = process.env.INTAGLIO_TEST_REDIS ?? "redis://127.0.0.1:6379";

/** The browser tests start: `CHROMIUM_PATH`, else the system's. */
export const chromiumPath = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";

/** The variable that names the file in which workers note what they skipped; the summary reporter sets it. */
export const skipsFileVariable = "INTAGLIO_TEST_SKIPS_FILE";

/**
 * Whether the part is there. A missing part is noted for the summary, once for each asking file.
 * Throws instead when `INTAGLIO_TEST_REQUIRE` is `all`, as in CI.
 *
 *     describe.skipIf(!(await optional("postgres")))("records on PostgreSQL", () => {});
 */
export async function optional(part: OptionalPart): Promise<boolean> {
  const missing = await whyMissing(part);
  if (missing === undefined) return true;
  if (process.env.INTAGLIO_TEST_REQUIRE === "all") throw new Error(`INTAGLIO_TEST_REQUIRE=all, but ${missing}`);
  const file = process.env[skipsFileVariable];
  if (file !== undefined) appendFileSync(file, `${missing}\n`); // one short line at a time: appends do not interleave
  return false;
}

async function whyMissing(part: OptionalPart): Promise<string | undefined> {
  if (part === "postgres") return whyUnreachable("PostgreSQL", postgresUrl, "INTAGLIO_TEST_POSTGRES");
  if (part === "redis") return whyUnreachable("Redis", redisUrl, "INTAGLIO_TEST_REDIS");
  if (part === "s3") return whyNoPrograms();
  if (existsSync(chromiumPath)) return undefined;
  return `Chromium (no ${chromiumPath}; install it or set CHROMIUM_PATH)`;
}

/** The tests start the server themselves: it must be installed, not running. */
function whyNoPrograms(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const missing = rgwPrograms.filter((name) => !folders.some((folder) => existsSync(join(folder, name))));
  if (missing.length === 0) return undefined;
  return `S3 (no ${missing.join(", ")}; install ceph-mon, ceph-osd and radosgw)`;
}

async function whyUnreachable(name: string, address: string, variable: string): Promise<string | undefined> {
  const { hostname, port } = new URL(address);
  const server = { host: hostname, port: Number(port || (name === "Redis" ? 6379 : 5432)) };
  if (await listens(server)) return undefined;
  return `${name} (nothing listens on ${server.host}:${server.port}; start it or set ${variable})`;
}

function listens(server: { host: string; port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ ...server, timeout: 2_000 });
    const end = (found: boolean): void => {
      socket.destroy();
      resolve(found);
    };
    socket.once("connect", () => end(true));
    socket.once("timeout", () => end(false));
    socket.once("error", () => end(false));
  });
}
