/** kill -9 while a part comes in, and while parts are joined: the upload goes on where it was, and the file is whole. */
import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";
import { diskBlobs } from "intaglio";
import { describe, expect, test } from "vitest";
import { optional } from "./support/optional.ts";
import {
  begin,
  complete,
  cut,
  hashAt,
  hashOf,
  inParallel,
  partBytes,
  putPart,
  type Begun,
} from "./support/parts-client.ts";
import { newFolder, newSchema } from "./support/places.ts";
import { seeded } from "./support/random.ts";
import { startServer, type ServerProcess } from "./support/server-process.ts";

const script = new URL("support/parts-server.ts", import.meta.url).pathname;
const bytes = 60 * 1024 ** 2 + 12_345;
const cuts = cut(bytes);
const wanted = hashOf(bytes);
const hasPostgres = await optional("postgres");

/** The same address at the server's next life, which has another port. */
const moved = (address: string, server: ServerProcess): string => server.url + new URL(address).pathname;

async function put(
  server: ServerProcess,
  { parts }: Begun,
  at: number,
  onSent?: (bytes: number) => void,
): Promise<void> {
  const [from, to] = cuts[at] ?? [0, 0];
  let before = 0;
  const sent = (sum: number): void => {
    onSent?.(sum - before);
    before = sum;
  };
  const { status, body } = await putPart(moved(parts[at] ?? "", server), from, to, { sent });
  if (status !== 200) throw new Error(`part ${at}: ${status} ${body}`);
}

/** Completes, however often it takes: what is under way somewhere is waited for. */
async function finish(server: ServerProcess, { uuid }: Begun): Promise<string> {
  const said = await complete(server.url, uuid);
  return said.status === 200 ? "done" : said.body;
}

const partsOf = async (folder: string): Promise<string[]> =>
  (await Array.fromAsync(diskBlobs({ folder: join(folder, "blobs") }).list("parts/"))).map(({ key }) => key);

describe.each([
  ["SQLite", true, async () => ({})],
  ["PostgreSQL", hasPostgres, async () => ({ DATABASE: await newSchema() })],
] as const)("on %s", (_, isThere, database) => {
  const random = seeded(11);

  test.skipIf(!isThere)(
    "a server killed while parts come in keeps those it acknowledged, whole, and no other",
    { timeout: 240_000 },
    async () => {
      const folder = await newFolder();
      const env = { DATA: folder, ...(await database()) };
      let server = await startServer(script, env);
      const begun = await begin(server.url, bytes);
      const acknowledged = new Set<number>();
      for (let kills = 3; acknowledged.size < cuts.length; kills -= 1) {
        let sent = 0;
        let killed: Promise<void> | undefined;
        const onSent = (block: number): void => {
          sent += block;
          if (kills > 0 && sent > 3.5 * partBytes) killed ??= server.stop("SIGKILL");
        };
        const left = [...cuts.keys()].filter((at) => !acknowledged.has(at)).toReversed();
        await inParallel(left, 4, (at) =>
          put(server, begun, at, onSent).then(
            () => acknowledged.add(at),
            () => {}, // the connection broke: nothing was promised
          ),
        );
        await killed;
        const kept = await partsOf(folder);
        for (const at of acknowledged) expect(kept).toContain(`parts/${begun.uuid}/${at}`);
        if (killed) server = await startServer(script, env);
      }
      expect(await finish(server, begun)).toBe("done");
      expect(await hashAt(`${server.url}/${begun.uuid}/`)).toBe(wanted);
      expect(await partsOf(folder)).toEqual([]);
      await server.stop();
    },
  );

  test.skipIf(!isThere)(
    "a server killed while it joins the parts leaves the whole file, or an upload that can be completed again",
    { timeout: 240_000 },
    async () => {
      const folder = await newFolder();
      const env = { DATA: folder, ...(await database()) };
      let server = await startServer(script, env);
      for (let round = 0; round < 2; round += 1) {
        const begun = await begin(server.url, bytes);
        await inParallel([...cuts.keys()], 4, (at) => put(server, begun, at));
        const completing = finish(server, begun).catch(() => "broken off");
        await sleep(50 + random() * 600);
        await server.stop("SIGKILL");
        const before = await completing;
        server = await startServer(script, env);
        const url = `${server.url}/${begun.uuid}/`;
        const visible = (await fetch(url, { method: "HEAD" })).status === 200;
        if (visible || before === "done") expect(await hashAt(url), "visible means whole").toBe(wanted);
        expect(await finish(server, begun)).toBe(visible ? "File is already uploaded." : "done");
        expect(await hashAt(url)).toBe(wanted);
      }
      await server.stop();
    },
  );
});

test("a client that goes away in mid-part leaves nothing, and can come back", { timeout: 60_000 }, async () => {
  const folder = await newFolder();
  const server = await startServer(script, { DATA: folder });
  const begun = await begin(server.url, bytes);
  const leaving = new AbortController();
  const [from, to] = cuts[0] ?? [0, 0];
  const sent = (sum: number): void => void (sum > partBytes / 2 && leaving.abort());
  await expect(putPart(begun.parts[0] ?? "", from, to, { signal: leaving.signal, sent })).rejects.toThrow(/abort/i);
  await sleep(300);
  expect(await partsOf(folder)).toEqual([]);
  await inParallel([...cuts.keys()], 4, (at) => put(server, begun, at));
  expect(await finish(server, begun)).toBe("done");
  expect(await hashAt(`${server.url}/${begun.uuid}/`)).toBe(wanted);
  await server.stop();
});
