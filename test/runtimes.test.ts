/** What the suite of all frameworks does not ask of Bun and Deno: workers, guarded requests, a patient connection. */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { globSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { json, multipart, send } from "./frameworks/exchange.ts";
import { installRuntime, startOn, type OtherRuntime } from "./frameworks/other-runtime.ts";
import { signed } from "./frameworks/place.ts";
import { makePhoto } from "./support/media.ts";
import type { ServerProcess } from "./support/server-process.ts";

describe.each<OtherRuntime>(["bun", "deno"])("%s", (name) => {
  let folder: string;
  let program: string;
  let modules: string;
  let server: ServerProcess;
  let body: ReturnType<typeof multipart>;
  let photo: string;

  beforeAll(async () => {
    const installed = await installRuntime(name);
    program = realpathSync(installed.program);
    modules = join(installed.app, "..", "node_modules");
    folder = await mkdtemp(join(tmpdir(), "intaglio-runtimes-"));
    server = await startOn(name, { INTAGLIO_DATA: folder });
    const file = ["file", await makePhoto(900, 600), "photo.jpg"] as const;
    body = multipart([["UPLOADCARE_PUB_KEY", "demopublickey"], file]);
    photo = String(json(await send(server.url, { method: "POST", path: "/base/", ...body }))["file"]);
  }, 240_000); // it is installed first

  afterAll(async () => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** A picture's status, made where it is new. */
  async function show(size: string): Promise<number> {
    return (await send(server.url, { path: signed({ base: "" }, `/${photo}/-/preview/${size}/-/format/webp/`) }))
      .status;
  }

  test("pictures are made by processes of the same runtime; when one dies the next takes its place", async () => {
    expect(await show("100x100")).toBe(200);
    const [worker = 0] = childrenOf(server.pid);
    expect(readlinkSync(`/proc/${worker}/exe`)).toBe(program);
    process.kill(worker, "SIGKILL");
    await pause(500);
    expect(await show("101x101")).toBe(200);
    expect(childrenOf(server.pid)).not.toContain(worker);
  });

  test("a picture is kept after its answer", async () => {
    const times = (): number => server.output.filter((line) => line.includes('"rendered"')).length;
    const before = times();
    for (let time = 0; time < 3; time += 1) {
      expect(await show("102x102")).toBe(200);
      await pause(300);
    }
    expect(times() - before).toBe(1);
  });

  test("an upload may pause for longer than ten seconds", async () => {
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    const head = Object.entries(body.headers).map(([header, value]) => `${header}: ${value}\r\n`);
    socket.write(`POST /base/ HTTP/1.1\r\nHost: h\r\n${head.join("")}\r\n`);
    socket.write(body.body.subarray(0, -1000));
    await pause(13_000); // of the 15 that the media server allows
    socket.write(body.body.subarray(-1000));
    const [answer] = (await once(socket, "data")) as [Buffer];
    socket.destroy();
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 /);
  });

  test("a request to another server goes only where it may", async () => {
    const script = new URL("support/ask-guarded.js", import.meta.url).pathname;
    const guarded = join(modules, "@intaglio/core/dist/guarded-request.js");
    const args = name === "deno" ? ["run", "--allow-all", script, guarded] : [script, guarded];
    const { stdout } = await promisify(execFile)(program, args, { env: { NODE_OPTIONS: "" } });
    expect(JSON.parse(stdout)).toEqual({
      "an address that is allowed": [200, 1],
      "a name that is allowed": [200, 1],
      "an address that is not": ["the address 127.0.0.1", 0],
      "a name that leads to one": [expect.stringMatching(/^localhost is at /), 0],
      "the same by TLS": [expect.stringMatching(/^localhost is at /), 0],
      "a connection that is looked at again": "connected to 127.0.0.1",
    });
  });

  test("workers end with a server that is killed", async () => {
    expect(await show("103x103")).toBe(200);
    const workers = childrenOf(server.pid);
    expect(workers.length).toBeGreaterThan(0);
    await server.stop("SIGKILL");
    await expect.poll(() => workers.filter(isRunning), { timeout: 5000 }).toEqual([]);
  });
});

/** The living processes that a process has started, from any of its threads. */
function childrenOf(pid: number): number[] {
  const lists = globSync(`/proc/${pid}/task/*/children`).map((file) => readFileSync(file, "utf8"));
  return lists.join(" ").split(" ").filter(Boolean).map(Number).filter(isRunning);
}

/** Not for what has ended and is not yet waited for. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
