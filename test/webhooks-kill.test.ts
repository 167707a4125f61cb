/** Webhooks of several processes on one database, which are killed all the time. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { makePhoto, publicKey, secretKey } from "./support/media.ts";
import { optional } from "./support/optional.ts";
import { newFolder, newSchema } from "./support/places.ts";
import { startReceiver, type ReceivedCall } from "./support/receiver.ts";
import { startServer, type ServerProcess } from "./support/server-process.ts";

const script = new URL("support/hooks-server.ts", import.meta.url).pathname;
const hasPostgres = await optional("postgres");
/** Each is told to four webhooks: a thousand messages. */
const changes = 250;
const paths = ["/a", "/b", "/c", "/d"];
const atOnce = 8;

function ask(server: ServerProcess, method: string, path: string, body: unknown): Promise<Response> {
  return fetch(server.url + path, {
    method,
    headers: {
      accept: "application/vnd.uploadcare-v0.7+json",
      authorization: `Uploadcare.Simple ${publicKey}:${secretKey}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  });
}

async function upload(server: ServerProcess): Promise<string> {
  const form = new FormData();
  form.set("file", new File([(await makePhoto(40, 30)) as never], "photo.jpg"));
  form.set("UPLOADCARE_PUB_KEY", publicKey);
  const response = await fetch(`${server.url}/base/`, { method: "POST", body: form });
  return ((await response.json()) as { file: string }).file;
}

/** Which webhook a message came to, and the value that it tells of. */
const nameOf = ({ json, path }: ReceivedCall): string =>
  `${path} ${String((json.data["metadata"] as { change?: string }).change)}`;

test.each([
  ["SQLite", true, async () => ({})],
  ["PostgreSQL", hasPostgres, async () => ({ DATABASE: await newSchema() })],
] as const)(
  "every change that was answered is told, under one id, whoever is killed: on %s",
  { timeout: 300_000 },
  async (_, isThere, place) => {
    if (!isThere) return;
    const receiver = await startReceiver();
    const env = { DATA: await newFolder(), RECEIVER: receiver.url, ...(await place()) };
    const servers = await Promise.all([1, 2, 3].map(() => startServer(script, env)));
    const at = (index: number): ServerProcess => servers[index % 3] as ServerProcess;
    try {
      const id = await upload(at(0));
      for (const path of paths) {
        const hook = { target_url: receiver.url + path, event: "file.info_updated" };
        expect((await ask(at(0), "POST", "/webhooks/", hook)).status).toBe(201);
      }
      const answered = new Set<string>();
      let [tries, isOver] = [0, false];
      const change = async (): Promise<void> => {
        while (answered.size < changes) {
          const value = `value ${(tries += 1)}`; // new at each try: what was not answered may have been done
          const path = `/files/${id}/metadata/change/`;
          const status = await ask(at(tries), "PUT", path, value).then(
            (response) => response.status,
            () => 0,
          );
          if (status === 200 || status === 201) answered.add(value);
        }
      };
      const kill = async (): Promise<number> => {
        let kills = 0;
        for (; !isOver; await sleep(1_000)) {
          await at(kills).stop("SIGKILL");
          servers[kills % 3] = await startServer(script, env);
          kills += 1;
        }
        return kills;
      };
      const killing = kill();
      await Promise.all(Array.from({ length: atOnce }, change));
      isOver = true;
      expect(await killing).toBeGreaterThan(0);
      const missing = (): number => {
        const told = new Set(receiver.calls.map(nameOf));
        return [...answered].flatMap((value) => paths.filter((path) => !told.has(`${path} ${value}`))).length;
      };
      await expect.poll(missing, { timeout: 120_000, interval: 200 }).toBe(0);
      const ids = Map.groupBy(receiver.calls, nameOf);
      for (const calls of ids.values())
        expect(new Set(calls.map(({ headers }) => headers["x-intaglio-event-id"])).size).toBe(1);
      const all = new Set(receiver.calls.map(({ headers }) => headers["x-intaglio-event-id"]));
      expect(all.size, "no id is another's").toBe(ids.size);
    } finally {
      await Promise.all(servers.map((server) => server.stop("SIGKILL")));
      receiver.close();
    }
  },
);
