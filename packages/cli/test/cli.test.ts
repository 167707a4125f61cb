import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main } from "@intaglio/cli";
import type { Explanation, Intaglio } from "@intaglio/core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const program = new URL("../../intaglio/src/cli.ts", import.meta.url).pathname;
const id = "6f6e6c79-2074-4573-a420-64617461aa01";
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "intaglio-cli-test-"));
});
afterAll(() => rm(folder, { recursive: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program as a shell would, in a folder where it may leave nothing behind. */
function run(...args: readonly string[]): Promise<Ended> {
  const env = { ...process.env, TMPDIR: folder };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr }),
    );
  });
}

/** The same within this process: starting one takes most of the time. */
async function call(...args: readonly string[]): Promise<Ended> {
  const written = { stdout: "", stderr: "" };
  const code = await main(args, {
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text) },
  });
  return { code, ...written };
}

describe("help", () => {
  test("from a shell", async () => {
    const { code, stdout } = await run("--help");
    expect([code, stdout]).toEqual([0, (await call("help")).stdout]);
  });

  test.each([[["--help"]], [["-h"]], [["explain", "--help"]], [["translate", "-h"]]])("%s", async (args) => {
    const { code, stdout, stderr } = await call(...args);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^Usage: intaglio /);
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(120);
  });

  test("every option of a command stands in its help", async () => {
    for (const [command, options] of [
      ["explain", ["accept", "size", "file", "config", "cloud-name", "account-hash", "json"]],
      ["translate", ["to", "config", "cloud-name", "account-hash", "json"]],
      ["backup", ["config", "json"]],
      ["restore", ["config", "project", "file", "dry-run", "json"]],
    ] as const) {
      const { stdout } = await call(command, "--help");
      for (const option of options) expect(stdout).toContain(`--${option} `);
    }
  });
});

describe("wrong calls end with 2 and say so on standard error", () => {
  const rows: readonly (readonly [readonly string[], string])[] = [
    [[], "a command is missing"],
    [["serve"], "there is no command serve"],
    [["toString"], "there is no command toString"],
    [["explain"], "the address is missing"],
    [["explain", "/a", "/b"], "one address at a time"],
    [["explain", "/a", "--colour"], "Unknown option '--colour'"],
    [["explain", "/a", "--size"], "--size <value>' argument missing"],
    [["explain", "/a", "--size", "4000"], "--size is written as in 4000x3000, not 4000"],
    [["explain", "/a", "--size", "0x10"], "--size is written as in 4000x3000"],
    [["explain", "/a", "--size", "1x1", "--file", "a.jpg"], "either --size or --file"],
    [["explain", "/a", "--file", "nowhere.jpg"], "nowhere.jpg cannot be read"],
    [["explain", "/a", "--file", program], "is no picture that can be processed"],
    [["explain", "/a", "--config", "nowhere.ts"], "nowhere.ts cannot be loaded"],
    [["explain", "/a", "--config", program.replace("cli.ts", "index.ts")], "exports no media"],
    [["explain", "/a", "--config", "a.ts", "--cloud-name", "demo"], "are for calls without --config"],
    [["explain", "/a", "--cloud-name", "a b"], "cloudinary.cloudName must be"],
    [["translate", "/a"], "--to is missing"],
    [["translate", `/${id}/`, "--to", "imgix"], 'no dialect "imgix", there are uploadcare'],
  ];

  test("from a shell, too", async () => {
    const { code, stdout, stderr } = await run("explain", "/a", "--size", "large");
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toBe(
      "intaglio: --size is written as in 4000x3000, not large\nintaglio explain --help tells more.\n",
    );
  });

  test.each(rows)("%s", async (args, message) => {
    const { code, stdout, stderr } = await call(...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(`intaglio: `);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain("    at "); // no stack
  });
});

describe("explain", () => {
  test("reads addresses of all four dialects", async () => {
    const urls = {
      uploadcare: `https://ucarecdn.com/${id}/-/resize/300x/`,
      cloudinary: "https://res.cloudinary.com/demo/image/upload/c_scale,w_300/cat.jpg",
      cloudflare: "https://example.com/cdn-cgi/image/width=300/cat.jpg",
      ipx: "https://example.com/_ipx/w_300/cat.jpg",
    };
    for (const [dialect, url] of Object.entries(urls)) {
      const { code, stdout, stderr } = await call("explain", url);
      expect([code, stderr], url).toEqual([0, ""]);
      expect(stdout, url).toContain(`Read as  ${dialect}: a picture`);
      expect(stdout, url).toMatch(/ {4}300 x 225 {2}\| {2}resize/);
    }
  });

  test("--json is the explanation, whole", async () => {
    const { code, stdout } = await run("explain", `/${id}/-/resize/300x/`, "--json", "--accept", "image/webp");
    const explanation = JSON.parse(stdout) as Explanation;
    expect(code).toBe(0);
    expect(explanation).toMatchObject({
      dialect: "uploadcare",
      status: 404, // there are no files; that is no refusal here
      source: { standsIn: true, image: { width: 4000, height: 3000, format: "jpeg" } },
      output: { format: "webp", width: 300, height: 225 },
    });
  });

  test("names of a picture are told one by one", async () => {
    const { stdout } = await call("explain", "/demo/image/upload/w_300/a+b.jpg");
    expect(stdout).toContain("Source   a+b or a+b.jpg (supposed to be 4000 x 3000 jpeg)");
  });

  test("--size and --file stand in", async () => {
    const sized = await call("explain", `/${id}/-/resize/100x/`, "--size", "1000x500");
    expect(sized.stdout).toContain("supposed to be 1000 x 500 jpeg");
    expect(sized.stdout).toContain("100 x 50");
    const file = join(folder, "tall.png");
    await sharp({ create: { width: 60, height: 90, channels: 4, background: "#ff000080" } })
      .png()
      .toFile(file);
    const measured = await call("explain", `/${id}/-/resize/20x/`, "--file", file);
    expect(measured.stdout).toContain("supposed to be 60 x 90 png");
    expect(measured.stdout).toMatch(/ 20 x 30 {2}> {2}png/);
  });

  test("an address that is refused ends with 1, and says why on standard error", async () => {
    const word = await call("explain", `/${id}/-/resizzze/300x/`);
    expect(word.code).toBe(1);
    expect(word.stderr).toBe(
      'refused: 400 OPERATION_UNKNOWN: The address names an operation that does not exist. (no word is named "resizzze")\n',
    );
    const large = await call("explain", `/${id}/-/resize/9000x/`);
    expect([large.code, large.stderr.startsWith("refused: 400 PLAN_TOO_LARGE: ")]).toEqual([1, true]);
    expect(large.stdout).toContain("Too large  resize: 9000x6750, at most 8192 pixels a side");
    expect(large.stdout).toContain("9000 x 6750  |  resize  cannot be done");
  });

  test("another account's address comes with the option to give", async () => {
    const cloud = await call("explain", "https://res.cloudinary.com/acme/image/upload/w_300/cat.jpg");
    expect([cloud.code, cloud.stderr]).toEqual([1, expect.stringContaining("--cloud-name acme\n")]);
    expect((await call("explain", "/acme/image/upload/w_300/cat.jpg", "--cloud-name", "acme")).code).toBe(0);
    const hosted = "https://imagedelivery.net/Vi7wi5KSItxGFsWRG2Us6Q/cat/w=300";
    const unknown = await call("explain", hosted);
    expect([unknown.code, unknown.stderr]).toEqual([
      1,
      expect.stringContaining("--account-hash Vi7wi5KSItxGFsWRG2Us6Q\n"),
    ]);
    expect((await call("explain", hosted, "--account-hash", "Vi7wi5KSItxGFsWRG2Us6Q")).code).toBe(0);
  });
});

test("nothing that a terminal would obey is printed", async () => {
  const escapes = "%1b%5b31m%0d%9b";
  for (const url of [`/${id}/-/resize/300x/${escapes}.jpg`, `/_ipx/w_300/${escapes}`, `/${id}/-/${escapes}/`]) {
    const { stdout, stderr } = await call("explain", url);
    expect(stdout + stderr, url).toMatch(/^[^\x00-\x09\x0b-\x1f\x7f-\x9f]*$/);
  }
});

describe("translate", () => {
  test("prints the address and nothing else", async () => {
    const said = await call("translate", `/${id}/-/resize/300x/`, "--to", "cloudinary");
    expect(said).toEqual({ code: 0, stdout: `/demo/image/upload/c_scale,w_300/f_auto/${id}\n`, stderr: "" });
    const json = await call("translate", `/${id}/-/resize/300x/`, "--to", "cloudinary", "--json");
    expect(JSON.parse(json.stdout)).toEqual({ url: said.stdout.trim() });
  });

  test("names what cannot be said", async () => {
    const said = await call("translate", `/${id}/-/grayscale/`, "--to", "cloudflare");
    expect(said).toEqual({
      code: 1,
      stdout: "",
      stderr: "cloudflare cannot say it: filter: no option means it there\n",
    });
    const json = await call("translate", `/${id}/-/grayscale/`, "--to", "cloudflare", "--json");
    expect([json.code, JSON.parse(json.stdout)]).toEqual([
      1,
      { refused: { step: "filter", why: "no option means it there" } },
    ]);
  });

  test("refuses what is no address", async () => {
    const { code, stderr } = await call("translate", "/robots.txt", "--to", "ipx");
    expect([code, stderr.startsWith("refused: 404 ROUTE_UNKNOWN: ")]).toEqual([1, true]);
  });
});

describe("with a config", () => {
  let inside: string;
  let config: string;
  beforeAll(async () => {
    inside = await mkdtemp(join(tmpdir(), "intaglio-config-"));
    const source = (path: string) => JSON.stringify(new URL(`../../${path}`, import.meta.url).href);
    config = join(inside, "media.ts");
    await writeFile(
      config,
      `import { createIntaglio } from ${source("core/src/index.ts")};
       import { uploadcare } from ${source("dialects/src/uploadcare/index.ts")};
       export const media = createIntaglio({
         secret: "a secret for tests that is long enough",
         dialects: [uploadcare()],
         data: ${JSON.stringify(join(inside, "data"))},
         basePath: "/media",
         clock: () => Date.UTC(2030, 0, 1),
       });`,
    );
  });
  afterAll(() => rm(inside, { recursive: true }));

  test("the server's own keys, files and policy count", async () => {
    const { media } = (await import(config)) as { media: Intaglio };
    const form = new FormData();
    const photo = await sharp({ create: { width: 640, height: 480, channels: 3, background: "#336699" } })
      .jpeg()
      .toBuffer();
    form.set("UPLOADCARE_PUB_KEY", "demopublickey");
    const ticket = media.signUpload();
    for (const [name, value] of Object.entries(ticket.fields)) form.set(name, value);
    form.set("file", new File([new Uint8Array(photo)], "blue.jpg"));
    const { headers } = ticket;
    const uploaded = await media.fetch(new Request(`http://h${ticket.url}`, { method: "POST", body: form, headers }));
    const { file } = (await uploaded.json()) as { file: string };
    const url = media.url(file, [{ op: "resize", width: 64 }], { expiresIn: 60 });
    await media.close();

    const granted = await run("explain", url, "--config", config);
    expect([granted.code, granted.stderr]).toEqual([0, ""]);
    const size = `${(photo.length / 1000).toFixed(1)} kB`;
    expect(granted.stdout).toContain(`Source   ${file} (stored: blue.jpg, 640 x 480 jpeg, ${size})\n`);
    expect(granted.stdout).toContain("Access   granted until 2030-01-01 00:01:00 UTC: a token covers it\n");
    expect(granted.stdout).toContain("Answer   200 OK\n");
    expect(granted.stdout).toMatch(/Cache {3}[0-9a-f]{64} \(not made yet\)\n$/);

    const edited = await run("explain", url.replace("64x", "65x"), "--config", config);
    expect([edited.code, edited.stderr]).toEqual([
      1,
      "refused: 403 SIGNATURE_INVALID: The signature does not match. (the token is for another path)\n",
    ]);
    expect(edited.stdout).toContain("Access   refused: its token is no good\nAnswer   403 SIGNATURE_INVALID\n");
  });

  test("a server that does not start is told, without a stack", async () => {
    const broken = join(inside, "broken.ts");
    const text = await readFile(config, "utf8");
    await writeFile(broken, text.replace("basePath:", 'database: "postgres://127.0.0.1:1/none", basePath:'));
    const { code, stderr } = await run("explain", `/media/${id}/`, "--config", broken);
    expect(code).toBe(2);
    expect(stderr).toContain("broken.ts does not answer: ");
  });
});

test("what the README shows is what the program prints", async () => {
  const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
  const blocks = [...readme.matchAll(/```console\n\$ npx intaglio (.*)\n([^]*?)```/g)];
  expect(blocks.length).toBeGreaterThanOrEqual(4);
  for (const [, line = "", shown = ""] of blocks) {
    const args = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");
    const { stdout, stderr } = await run(...args);
    expect(shown, line).toBe(stdout + stderr);
  }
});

test("nothing is left behind", async () => {
  await run("explain", `/${id}/-/resize/300x/`);
  expect((await readdir(folder)).filter((name) => name.startsWith("intaglio-cli-"))).toEqual([]);
});
