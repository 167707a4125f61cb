/** kill -9 in the middle of a backup: another process goes on with it, from where it was. */
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createIntaglio, diskBlobs, sqlRecords } from "intaglio";
import { uploadcare } from "intaglio/uploadcare";
import { expect, test } from "vitest";
import { makePhoto, publicKey } from "./support/media.ts";
import { optional } from "./support/optional.ts";
import { newFolder, newSchema } from "./support/places.ts";
import { startServer, type ServerProcess } from "./support/server-process.ts";

const script = new URL("support/backup-server.ts", import.meta.url).pathname;
const hasPostgres = await optional("postgres");
const files = 600;
const kills = 2;
/** Copies under way in one process, of the walk and of jobs. */
const underWay = 8 + 4;

/** A library that has no copies yet. */
async function fill(folder: string, database: string): Promise<void> {
  const records = sqlRecords({ database });
  const blobs = diskBlobs({ folder: join(folder, "files"), durable: false });
  const image = { format: "jpeg", width: 1, height: 1, pages: 1, orientation: 1 } as const;
  const more = { hasAlpha: false, colorMode: "RGB", dpi: null, location: null, takenAt: null, interlaced: false };
  const rest = { project: "", customId: null, origin: null, metadata: {}, tags: [], access: null, expiresAt: null };
  for (let at = 0; at < files; at += 1) {
    const id = crypto.randomUUID();
    const bytes = Buffer.from(`file ${at}`);
    await records.reserve({ id, name: `${at}.jpg`, statedType: "" });
    await blobs.put(`files/${id.slice(0, 2)}/${id}`, (async function* once() { yield bytes; })()); // prettier-ignore
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const facts = { type: "image/jpeg", bytes: bytes.length, sha256, image: { ...image, ...more }, storedAt: 1 };
    await records.complete(id, { ...rest, ...facts });
  }
  await records.close();
}

async function upload(server: ServerProcess, photo: Buffer): Promise<string> {
  const form = new FormData();
  form.set("file", new File([photo as never], "photo.jpg"));
  form.set("UPLOADCARE_PUB_KEY", publicKey);
  const response = await fetch(`${server.url}/base/`, { method: "POST", body: form });
  return ((await response.json()) as { file: string }).file;
}

test.each([
  ["SQLite", true, (folder: string) => Promise.resolve(join(folder, "records.sqlite"))],
  ["PostgreSQL", hasPostgres, newSchema],
] as const)(
  "all files are copied, and few of them twice, whoever is killed: on %s",
  { timeout: 240_000 },
  async (_, isThere, place) => {
    if (!isThere) return;
    const [data, copies] = [await newFolder(), await newFolder()];
    const database = await place(data);
    const noted = join(copies, "puts.txt");
    await writeFile(noted, "");
    await fill(data, database);
    const env = { DATA: data, COPIES: copies, PUTS: noted, DATABASE: database };
    const puts = async (): Promise<[pid: string, key: string][]> =>
      (await readFile(noted, "utf8")).split("\n").flatMap((line) => {
        const [pid = "", key = ""] = line.split(" ");
        return key === "" || key.endsWith(".json") ? [] : [[pid, key]];
      });
    const servers = await Promise.all([1, 2, 3].map(() => startServer(script, env)));
    const photo = await makePhoto(40, 30);
    try {
      for (let killed = 0; killed < kills; killed += 1) {
        const before = (await puts()).length;
        await expect.poll(async () => (await puts()).length, { timeout: 60_000 }).toBeGreaterThan(before + 50);
        const walker = (await puts()).at(-1)?.[0];
        const at = servers.findIndex(({ pid }) => String(pid) === walker);
        await upload(servers[(at + 1) % 3] as ServerProcess, photo);
        await servers[at]?.stop("SIGKILL");
        servers[at] = await startServer(script, env);
      }
      const all = files + kills;
      const copied = async (): Promise<number> => new Set((await puts()).map(([, key]) => key)).size;
      await expect.poll(copied, { timeout: 120_000, interval: 200 }).toBe(all);
      expect((await puts()).length, "it goes on, it does not begin anew").toBeLessThanOrEqual(all + kills * underWay);
    } finally {
      await Promise.all(servers.map((server) => server.stop("SIGKILL")));
    }
    const media = createIntaglio({
      secret: "a secret for tests that is long enough",
      dialects: [uploadcare({ publicKey })],
      data,
      database,
      backup: diskBlobs({ folder: copies }),
      render: { renderer: "inline" },
      logger: { info: () => {}, warn: () => {}, error: () => {} },
    });
    expect(await media.backups.run()).toMatchObject({ failed: 0 });
    expect(await media.backups.verify()).toEqual({ checked: files + kills, findings: [] });
    await media.close();
  },
);
