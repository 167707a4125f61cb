/** Several processes on one store and one database work as one server. */
import { describe, expect, test } from "vitest";
import { makePhoto, publicKey } from "./support/media.ts";
import { optional } from "./support/optional.ts";
import { newFolder, newSchema } from "./support/places.ts";
import { startServer, type ServerProcess } from "./support/server-process.ts";

const script = new URL("support/crash-server.ts", import.meta.url).pathname;
const hasPostgres = await optional("postgres");
async function upload(server: ServerProcess): Promise<string> {
  const form = new FormData();
  form.set("file", new File([(await makePhoto(1600, 1200)) as never], "photo.jpg"));
  form.set("UPLOADCARE_PUB_KEY", publicKey);
  const response = await fetch(`${server.url}/base/`, { method: "POST", body: form });
  return ((await response.json()) as { file: string }).file;
}

const renders = (servers: readonly ServerProcess[]): number =>
  servers.flatMap(({ output }) => output).filter((line) => line.includes('"rendered"')).length;

describe.each([
  ["SQLite", true, async () => ({})],
  ["PostgreSQL", hasPostgres, async () => ({ DATABASE: await newSchema() })],
] as const)("on %s", (_, isThere, place) => {
  test.skipIf(!isThere)("200 requests at once for one cold URL cost one render, whoever they ask", async () => {
    const env = { DATA: await newFolder(), ...(await place()) };
    const servers = await Promise.all([1, 2, 3].map(() => startServer(script, env)));
    try {
      const id = await upload(servers[0] as ServerProcess);
      const ask = async (at: number): Promise<string> => {
        const response = await fetch(`${servers[at % 3]?.url}/${id}/-/preview/500x500/-/blur/20/-/format/webp/`);
        expect(response.status).toBe(200);
        return Buffer.from(await response.arrayBuffer()).toString("base64");
      };
      const bodies = await Promise.all(Array.from({ length: 200 }, (_unused, at) => ask(at)));
      expect(new Set(bodies).size).toBe(1);
      expect(renders(servers)).toBe(1);
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
    }
  });

  test.skipIf(!isThere)("a render whose maker is killed is made by another", async () => {
    const env = { DATA: await newFolder(), ...(await place()) };
    const [maker, other] = (await Promise.all([1, 2].map(() => startServer(script, env)))) as [
      ServerProcess,
      ServerProcess,
    ];
    try {
      const id = await upload(maker);
      const path = `/${id}/-/resize/2400x/-/blur/900/-/format/webp/`;
      const lost = fetch(maker.url + path).catch(() => "broken off");
      await new Promise((resolve) => setTimeout(resolve, 150));
      await maker.stop("SIGKILL");
      const response = await fetch(other.url + path);
      expect(response.status).toBe(200);
      expect(["broken off", 200]).toContain(
        await lost.then((answer) => (typeof answer === "string" ? answer : answer.status)),
      );
    } finally {
      await other.stop();
    }
  });
});
