/** Uploads from addresses, and their webhooks, of several processes on one database, one of which is killed every second. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { startOutside } from "./support/listening.ts";
import { makePhoto, publicKey, secretKey } from "./support/media.ts";
import { optional } from "./support/optional.ts";
import { newFolder, newSchema } from "./support/places.ts";
import { startReceiver } from "./support/receiver.ts";
import { startServer, type ServerProcess } from "./support/server-process.ts";

const script = new URL("support/hooks-server.ts", import.meta.url).pathname;
const hasPostgres = await optional("postgres");
const fetches = 1_000;
const atOnce = 8;
const photo = await makePhoto(40, 30);

/** A picture of each path's own: what follows a JPEG's end is no part of the picture. */
const bytesAt = (path: string): Buffer => Buffer.concat([photo, Buffer.from(path)]);

interface Processes {
  /** Asks any process that answers, another at each try; undefined when this one does not. */
  ask(path: string, fields?: Readonly<Record<string, string>>): Promise<unknown>;
  /** How many were killed so far. */
  kills(): number;
  stop(): Promise<void>;
}

/** Three, of which one is killed every second and started again, as soon as all three stand: starting takes time. */
async function startProcesses(env: Readonly<Record<string, string>>): Promise<Processes> {
  const servers: (ServerProcess | undefined)[] = await Promise.all([1, 2, 3].map(() => startServer(script, env)));
  let [kills, turn, isOver] = [0, 0, false];
  const killing = (async () => {
    for (; !isOver; await sleep(1_000)) {
      const index = kills % 3;
      const victim = servers[index];
      servers[index] = undefined;
      await victim?.stop("SIGKILL");
      kills += 1;
      servers[index] = await startServer(script, env);
    }
  })();
  const authorization = `Uploadcare.Simple ${publicKey}:${secretKey}`;
  return {
    async ask(path, fields) {
      const server = servers[(turn += 1) % 3];
      if (!server) return sleep(5);
      const form = fields && { method: "POST", body: new URLSearchParams(fields) };
      const headers = { accept: "application/vnd.uploadcare-v0.7+json", authorization };
      const signal = AbortSignal.timeout(20_000);
      const answer = await fetch(server.url + path, { ...form, headers, signal }).catch(() => undefined);
      return answer?.ok === true ? answer.json().catch(() => undefined) : undefined;
    },
    kills: () => kills,
    async stop() {
      isOver = true;
      await killing;
      await Promise.all(servers.map(async (server) => server?.stop("SIGKILL")));
    },
  };
}

async function insist<Answer>(ask: () => Promise<unknown>): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer as Answer;
  }
}

test.each([
  ["SQLite", true, async () => ({})],
  ["PostgreSQL", hasPostgres, async () => ({ DATABASE: await newSchema() })],
] as const)(
  "every address that was taken becomes one file, whole, and is told under one id, whoever is killed: on %s",
  { timeout: 300_000 },
  async (_, isThere, place) => {
    if (!isThere) return;
    const receiver = await startReceiver();
    const origin = await startOutside((request, response) => void response.end(bytesAt(request.url ?? "")));
    const env = { DATA: await newFolder(), RECEIVER: receiver.url, ORIGIN: origin.url, ...(await place()) };
    const processes = await startProcesses(env);
    const { ask } = processes;
    try {
      const hook = { target_url: `${receiver.url}/hook`, event: "file.uploaded" };
      await insist(() => ask("/webhooks/", hook));
      const tokens = new Map<string, string>();
      let tries = 0;
      const begin = async (): Promise<void> => {
        while (tokens.size < fetches) {
          const path = `/${(tries += 1)}.jpg`; // new at each try: what was not answered may have been taken
          const wish = { pub_key: publicKey, source_url: origin.url + path, store: "1" };
          const answer = (await ask("/from_url/", wish)) as { token: string } | undefined;
          if (answer) tokens.set(path, answer.token);
        }
      };
      await Promise.all(Array.from({ length: atOnce }, begin));

      const ids = new Map<string, string>();
      const wait = async ([path, token]: [string, string]): Promise<void> => {
        for (;;) {
          const said = await insist<{ status: string; uuid: string }>(() => ask(`/from_url/status/?token=${token}`));
          if (said.status === "success") return void ids.set(path, said.uuid);
          if (said.status === "error") throw new Error(`${path}: ${JSON.stringify(said)}`);
          await sleep(100);
        }
      };
      const waiting = [...tokens];
      const waitForAll = async (): Promise<void> => {
        for (let next = waiting.pop(); next; next = waiting.pop()) await wait(next);
      };
      await Promise.all(Array.from({ length: atOnce }, waitForAll));

      for (const [path, id] of ids) {
        const file = await insist<{ original_filename: string; size: number }>(() => ask(`/files/${id}/`));
        expect(file).toMatchObject({ original_filename: path.slice(1), size: bytesAt(path).byteLength });
      }
      const missing = (): string[] => {
        const told = new Set(receiver.calls.map(({ json }) => json.data.uuid));
        return [...ids.values()].filter((id) => !told.has(id));
      };
      await expect.poll(() => missing().length, { timeout: 60_000, interval: 200 }).toBe(0);
      const kills = processes.kills();
      expect(kills).toBeGreaterThan(3);
      const { total } = await insist<{ total: number }>(() => ask("/files/?limit=1"));
      expect(total, "an address became two files").toBeLessThanOrEqual(tries);
      const calls = Map.groupBy(receiver.calls, ({ json }) => json.data.uuid);
      const eventIds = [...calls.values()].map(
        (same) => new Set(same.map(({ headers }) => headers["x-intaglio-event-id"])),
      );
      expect(
        eventIds.every(({ size }) => size === 1),
        "a message has one id",
      ).toBe(true);
      expect(new Set(eventIds.flatMap((same) => [...same])).size, "no id is another's").toBe(calls.size);
    } finally {
      await processes.stop();
      receiver.close();
      await origin.close();
    }
  },
);
