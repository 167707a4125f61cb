import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main } from "@intaglio/cli";
import type { Intaglio } from "@intaglio/core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let folder: string;
let config: string;
let id: string;

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function call(...args: readonly string[]): Promise<Ended> {
  const written = { stdout: "", stderr: "" };
  const code = await main(args, {
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text) },
  });
  return { code, ...written };
}

/** A module of its own for each call: a server that has ended does not begin again. */
async function newConfig(change: (text: string) => string = (text) => text): Promise<string> {
  const path = join(folder, `media-${crypto.randomUUID()}.ts`);
  await writeFile(path, change(await readFile(config, "utf8")));
  return path;
}

const original = (): string => join(folder, "data", "files", "files", id.slice(0, 2), `${id}_`);

async function flip(path: string): Promise<void> {
  const bytes = await readFile(path);
  bytes[99] = (bytes[99] ?? 0) ^ 1;
  await writeFile(path, bytes);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "intaglio-cli-backup-"));
  config = join(folder, "media.ts");
  const source = (path: string) => JSON.stringify(new URL(`../../${path}`, import.meta.url).href);
  await writeFile(
    config,
    `import { createIntaglio, diskBlobs } from ${source("core/src/index.ts")};
     import { uploadcare } from ${source("dialects/src/uploadcare/index.ts")};
     export const media = createIntaglio({
       secret: "a secret for tests that is long enough",
       dialects: [uploadcare()],
       data: ${JSON.stringify(join(folder, "data"))},
       uploads: "open",
       backup: diskBlobs({ folder: ${JSON.stringify(join(folder, "copies"))} }),
       render: { renderer: "inline" },
       logger: { info: () => {}, warn: () => {}, error: () => {} },
     });`,
  );
  const { media } = (await import(await newConfig())) as { media: Intaglio };
  const photo = await sharp({ create: { width: 64, height: 48, channels: 3, background: "#336699" } })
    .jpeg()
    .toBuffer();
  const form = new FormData();
  form.set("UPLOADCARE_PUB_KEY", "demopublickey");
  form.set("file", new File([new Uint8Array(photo)], "naïve 猫.jpg"));
  const uploaded = await media.fetch(new Request("http://h/base/", { method: "POST", body: form }));
  ({ file: id } = (await uploaded.json()) as { file: string });
  await media.close();
});
afterAll(() => rm(folder, { recursive: true }));

test("backup run copies, status tells, verify reads", async () => {
  const ran = await call("backup", "run", "--config", await newConfig());
  expect([ran.code, ran.stderr]).toEqual([0, ""]);
  expect(ran.stdout).toMatch(/^1 files, [01] copied, 0 failed\n$/); // the server's own job may have been faster
  const status = await call("backup", "status", "--config", await newConfig());
  expect([status.code, status.stderr]).toEqual([0, ""]);
  expect(status.stdout).toMatch(
    /^backup {2}1 files, 1 copied, 0 waiting, 0 failing, 0 leaving\nLast run: begun \S+, ended \S+; 1 files, [01] copied, 0 failed\n$/,
  );
  const json = await call("backup", "status", "--config", await newConfig(), "--json");
  expect(JSON.parse(json.stdout)).toMatchObject({ stores: [{ store: "backup", files: 1, copied: 1 }], failing: [] });
  const verified = await call("backup", "verify", "--config", await newConfig());
  expect(verified).toEqual({ code: 0, stdout: "1 files read, 0 findings\n", stderr: "" });
});

test("a flipped byte is named by verify and mended by restore", async () => {
  await call("backup", "run", "--config", await newConfig());
  const whole = await readFile(original());
  await flip(original());
  const verified = await call("backup", "verify", "--config", await newConfig());
  expect(verified).toEqual({
    code: 1,
    stdout: `${id}  original-damaged  (backup)\n1 files read, 1 findings\n`,
    stderr: "",
  });
  const dry = await call("restore", "--dry-run", "--config", await newConfig());
  expect(dry).toEqual({
    code: 0,
    stdout: `to be restored: ${id}  naïve 猫.jpg  (bytes)\n1 copies: 0 whole, 1 to be restored, 0 removed, 0 failed\n`,
    stderr: "",
  });
  expect(await readFile(original())).not.toEqual(whole);
  const restored = await call("restore", "--file", id, "--project", "demopublickey", "--config", await newConfig());
  expect([restored.code, restored.stdout.split("\n")[0]]).toEqual([0, `restored: ${id}  naïve 猫.jpg  (bytes)`]);
  expect(await readFile(original())).toEqual(whole);
});

test("what cannot be restored ends with 1, and says why", async () => {
  const other = crypto.randomUUID();
  const { code, stdout, stderr } = await call("restore", "--file", other, "--config", await newConfig());
  expect(code).toBe(1);
  expect(stdout).toBe("0 copies: 0 whole, 0 restored, 0 removed, 1 failed\n");
  expect(stderr).toBe(`failed: ${other}: there is no copy of it\n`);
});

describe("wrong calls end with 2", () => {
  test.each([
    [["backup"], "one of status, run and verify is expected"],
    [["backup", "erase"], "one of status, run and verify is expected"],
    [["backup", "run", "verify"], "one of status, run and verify is expected"],
    [["backup", "run"], "--config is missing"],
    [["backup", "run", "--all"], "Unknown option '--all'"],
    [["restore"], "--config is missing"],
    [["restore", "everything"], "there is nothing to name but by --project and --file"],
    [["restore", "--config", "nowhere.ts"], "nowhere.ts cannot be loaded"],
  ])("%s", async (args, message) => {
    const { code, stdout, stderr } = await call(...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
  });

  test("a file's id that is none, and a server without backups", async () => {
    const named = await call("restore", "--file", "../x", "--config", await newConfig());
    expect([named.code, named.stderr.split("\n")[0]]).toEqual([2, 'intaglio: not a file\'s id: "../x"']);
    const without = await newConfig((text) => text.replace(/backup: .*/, ""));
    const ran = await call("backup", "run", "--config", without);
    expect([ran.code, ran.stderr.split("\n")[0]]).toEqual([
      2,
      "intaglio: no project has backups: set the option backup",
    ]);
  });

  test("a database that does not answer", async () => {
    const broken = await newConfig((text) =>
      text.replace("uploads:", 'database: "postgres://127.0.0.1:1/none", uploads:'),
    );
    const { code, stderr } = await call("backup", "status", "--config", broken);
    expect(code).toBe(2);
    expect(stderr).toContain("does not answer: ");
  });
});
