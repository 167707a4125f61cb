/** Two gibibytes go in as parts: out of order, repeated, the server killed on the way; and are joined, without being held in memory. */
import { rm } from "node:fs/promises";
import { expect, test } from "vitest";
import { optional } from "./support/optional.ts";
import { begin, complete, cut, hashAt, hashOf, inParallel, putPart, type Begun } from "./support/parts-client.ts";
import { newFolder, newSchema } from "./support/places.ts";
import { startServer, type ServerProcess } from "./support/server-process.ts";

const mebibyte = 1024 ** 2;
const script = new URL("support/parts-server.ts", import.meta.url).pathname;
const hasPostgres = await optional("postgres");
const bytes = 2048 * mebibyte;
const partBytes = 16 * mebibyte;
const mostGrowth = 64 * mebibyte;

/** Puts some of an upload's parts, four at once, at whichever address the server has by now. */
async function put(server: ServerProcess, { parts }: Begun, wanted: readonly number[], cuts: ReturnType<typeof cut>) {
  await inParallel(wanted, 4, async (at) => {
    const [from, to] = cuts[at] ?? [0, 0];
    const { status, body } = await putPart(server.url + new URL(parts[at] ?? "").pathname, from, to);
    expect(status, body).toBe(200);
  });
}

async function finish(server: ServerProcess, { uuid }: Begun): Promise<void> {
  const { status, body } = await complete(server.url, uuid);
  expect(status, body).toBe(200);
}

/** Uploads a little, so that all code is loaded; gives the memory that is taken then, and the most that is from then on. */
async function warmUp(server: ServerProcess): Promise<() => number> {
  const small = 64 * mebibyte;
  const begun = await begin(server.url, small, { part_size: String(partBytes) });
  await put(server, begun, [3, 2, 1, 0, 3], cut(small, partBytes));
  await finish(server, begun);
  const before = server.memory();
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, server.memory())), 25);
  return () => {
    clearInterval(timer);
    return peak - before;
  };
}

test.each([
  ["disk", "SQLite", true, async () => ({})],
  ["unstorage", "PostgreSQL", hasPostgres, async () => ({ DATABASE: await newSchema() })],
] as const)(
  "on %s and %s, memory grows by less than 64 MiB for 2 GiB in parts, broken off and gone on with",
  { timeout: 300_000 },
  async (store, _, isThere, database) => {
    if (!isThere) return;
    const folder = await newFolder();
    const env = { DATA: folder, STORE: store, ...(await database()) };
    const cuts = cut(bytes, partBytes);
    const backwards = [...cuts.keys()].toReversed();
    const half = cuts.length / 2;
    let server = await startServer(script, env);
    try {
      const growth = await warmUp(server);
      const begun = await begin(server.url, bytes, { part_size: String(partBytes) });
      await put(server, begun, backwards.slice(0, half), cuts);
      const first = growth();
      const breaking = put(server, begun, backwards.slice(half, half + 4), cuts).catch(() => {});
      await server.stop("SIGKILL");
      await breaking;

      server = await startServer(script, env);
      const growthAgain = await warmUp(server);
      await put(server, begun, backwards.slice(half), cuts);
      await put(server, begun, [0, 1, half, cuts.length - 1], cuts);
      await finish(server, begun);
      const second = growthAgain();
      expect(Math.max(first, second)).toBeLessThan(mostGrowth);
      expect(await hashAt(`${server.url}/${begun.uuid}/`)).toBe(hashOf(bytes));
    } finally {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
);
