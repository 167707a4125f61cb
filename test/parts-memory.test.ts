/** Parts go in, out of order and repeated, and are joined, without being held in memory. */
import { expect, test } from "vitest";
import { bucketEnvironment, startBuckets } from "./support/buckets.ts";
import { optional } from "./support/optional.ts";
import { begin, complete, cut, hashAt, hashOf, inParallel, putPart } from "./support/parts-client.ts";
import { newFolder, newSchema } from "./support/places.ts";
import { startServer, type ServerProcess } from "./support/server-process.ts";

const mebibyte = 1024 ** 2;
const script = new URL("support/parts-server.ts", import.meta.url).pathname;
const hasPostgres = await optional("postgres");
const hasS3 = await startBuckets();

async function upload({ url }: ServerProcess, bytes: number): Promise<void> {
  const { uuid, parts } = await begin(url, bytes);
  const all = [...cut(bytes).entries()];
  await inParallel([...all.toReversed(), ...all.slice(0, 4)], 4, async ([at, [from, to]]) => {
    const { status, body } = await putPart(parts[at] ?? "", from, to);
    expect(status, body).toBe(200);
  });
  const { status, body } = await complete(url, uuid);
  expect(status, body).toBe(200);
  expect(await hashAt(`${url}/${uuid}/`)).toBe(hashOf(bytes));
}

test.each([
  ["disk", "SQLite", true, async () => ({})],
  ["unstorage", "PostgreSQL", hasPostgres, async () => ({ DATABASE: await newSchema() })],
  ["s3", "SQLite", hasS3, bucketEnvironment],
] as const)(
  "on %s and %s, memory grows by less than 96 MiB for 160 MiB in parts",
  { timeout: 120_000 },
  async (store, _, isThere, database) => {
    if (!isThere) return;
    const server = await startServer(script, { DATA: await newFolder(), STORE: store, ...(await database()) });
    try {
      await upload(server, 32 * mebibyte); // so that all code is loaded
      const before = server.memory();
      let peak = before;
      const timer = setInterval(() => (peak = Math.max(peak, server.memory())), 25);
      await upload(server, 160 * mebibyte);
      clearInterval(timer);
      expect((peak - before) / mebibyte).toBeLessThan(96);
    } finally {
      await server.stop();
    }
  },
);
