/** The worker processes: what happens when they die, hang, grow, or have too much to do. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { OpenBlob, StepInput } from "@intaglio/contract";
import sharp from "sharp";
import { afterEach, describe, expect, test } from "vitest";
import type { RenderJob, Renderer, RendererOptions } from "../../src/pipeline/job.ts";
import { defaultPixelLimits } from "../../src/pipeline/limits.ts";
import { createProcessRenderer, type ProcessRenderer } from "../../src/pipeline/processes.ts";
import { createRenderer } from "../../src/pipeline/renderer.ts";
import { jobFor, plain, scene } from "./pictures.ts";

const refused = (code: string): unknown => expect.objectContaining({ code });
const logged: { level: string; message: string; fields: Readonly<Record<string, unknown>> }[] = [];
const renderers: Renderer[] = [];

const options = (given: Partial<RendererOptions> = {}): RendererOptions => ({
  mode: "processes",
  workers: 2,
  queueLength: 10,
  deadlineMs: 20_000,
  memoryBytes: 2 ** 30,
  limits: defaultPixelLimits,
  log: {
    error: (message, fields) => void logged.push({ level: "error", message, fields }),
    warn: (message, fields) => void logged.push({ level: "warn", message, fields }),
  },
  ...given,
});

function start(given: Partial<RendererOptions> = {}): ProcessRenderer {
  const renderer = createProcessRenderer(options(given));
  renderers.push(renderer);
  return renderer;
}

afterEach(async () => {
  await Promise.all(renderers.splice(0).map((renderer) => renderer.close()));
  logged.length = 0;
});

const picture = await scene(400, 300).jpeg().toBuffer();
const blob = (bytes: Buffer = picture, chunk = 10_000): OpenBlob => ({
  size: bytes.length,
  body: (async function* () {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  })(),
});
const small: RenderJob = await jobFor(picture, [{ op: "resize", width: 50 }], { format: "webp" });
/** Some seconds of work. */
const slowSteps: StepInput[] = [{ op: "resize", width: 6000, height: 4000, mode: "force", enlarge: "allow" }];
const slow: RenderJob = { ...(await jobFor(picture, slowSteps, { format: "avif", lossless: true })) };

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const until = async (true_: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 200 && !true_(); tries += 1) await sleep(25);
  expect(true_()).toBe(true);
};

describe.each(["processes", "inline"] as const)("%s", (mode) => {
  const started = (given: Partial<RendererOptions> = {}): Renderer => {
    const renderer = createRenderer(options({ ...given, mode }));
    renderers.push(renderer);
    return renderer;
  };

  test("renders and measures", async () => {
    const renderer = started();
    const result = await renderer.render(small, blob());
    expect(result).toMatchObject({ width: 50, height: 38, pages: 1 });
    expect(await sharp(result.bytes).metadata()).toMatchObject({ format: "webp", width: 50, height: 38 });
    expect(await renderer.measure(blob(), "jpeg")).toEqual(small.image);
    expect(await renderer.measure(blob(Buffer.from("no picture")), "jpeg")).toBeNull();
    expect(await renderer.measure(blob(Buffer.alloc(0)), "jpeg")).toBeNull();
  });

  test("a hundred jobs all come out right", async () => {
    const renderer = started({ queueLength: 100 });
    const widths = Array.from({ length: 100 }, (_, index) => 10 + index);
    const results = await Promise.all(
      widths.map(async (width) =>
        renderer.render(
          await jobFor(picture, [{ op: "resize", width }], { format: "jpeg" }),
          blob(picture, 700 + width),
        ),
      ),
    );
    expect(results.map(({ width }) => width)).toEqual(widths);
  });

  test("errors keep their code and hint", async () => {
    const renderer = started();
    await expect(renderer.render(small, blob(picture.subarray(0, 3000)))).rejects.toThrow(refused("IMAGE_UNREADABLE"));
    const outside = await jobFor(picture, [{ op: "crop", x: 5000, y: 0, width: 10, height: 10 }], { format: "png" });
    await expect(renderer.render(outside, blob())).rejects.toThrow(
      expect.objectContaining({ code: "PLAN_INVALID", detail: { hint: expect.any(String) } }),
    );
    expect(await renderer.render(small, blob())).toMatchObject({ width: 50 });
  });

  test("errors of the source pass through", async () => {
    const renderer = started({ workers: 1 });
    const broken = new Error("the disk is gone");
    const body = (async function* () {
      yield picture.subarray(0, 1000);
      throw broken;
    })();
    await expect(renderer.render(small, { size: picture.length, body })).rejects.toBe(broken);
    await expect(renderer.render(small, { ...blob(), size: picture.length + 1 })).rejects.toThrow(
      refused("STORAGE_FAILED"),
    );
    await expect(renderer.render(small, { ...blob(), size: picture.length - 1 })).rejects.toThrow(
      refused("STORAGE_FAILED"),
    );
    expect(await renderer.render(small, blob())).toMatchObject({ width: 50 });
  });

  test("a full line refuses and says when to come back", async () => {
    const renderer = started({ workers: 1, queueLength: 2 });
    const three = Array.from({ length: 3 }, () => renderer.render(small, blob()));
    await expect(renderer.render(small, blob())).rejects.toThrow(
      expect.objectContaining({ code: "QUEUE_FULL", detail: { retryAfterSeconds: expect.any(Number) } }),
    );
    expect(await Promise.all(three)).toHaveLength(3);
  });

  test("who leaves the line is let go, and the others move up", async () => {
    const renderer = started({ workers: 1, queueLength: 5 });
    const first = renderer.render(small, blob());
    const leave = new AbortController();
    const second = renderer.render(small, blob(), leave.signal);
    const third = renderer.render(small, blob());
    leave.abort(new Error("gone"));
    await expect(second).rejects.toThrow("gone");
    expect(await first).toMatchObject({ width: 50 });
    expect(await third).toMatchObject({ width: 50 });
    await expect(renderer.render(small, blob(), AbortSignal.abort(new Error("before")))).rejects.toThrow("before");
  });

  test("a job past its deadline is given up", async () => {
    const renderer = started({ deadlineMs: 600 });
    await expect(renderer.render(slow, blob())).rejects.toThrow(refused("RENDER_TIMEOUT"));
  });

  test("after close nothing is taken, and what waits is refused", async () => {
    const renderer = started({ workers: 1 });
    const jobs = [renderer.render(slow, blob()), renderer.render(small, blob())];
    const outcomes = Promise.allSettled(jobs);
    await sleep(50);
    await renderer.close();
    for (const outcome of await outcomes)
      expect(outcome).toMatchObject({ status: "rejected", reason: { code: "STOPPING" } });
    await expect(renderer.render(small, blob())).rejects.toThrow(refused("STOPPING"));
  });
});

describe("worker processes", () => {
  test("one killed in mid-render fails that job alone, and is replaced", async () => {
    const renderer = start({ workers: 1 });
    const job = renderer.render(slow, blob());
    const failed = expect(job).rejects.toThrow(refused("RENDER_CRASHED"));
    await until(() => renderer.pids().length === 1);
    await sleep(300);
    for (const pid of renderer.pids()) process.kill(pid, "SIGKILL");
    await failed;
    expect(logged).toEqual([
      expect.objectContaining({
        level: "error",
        fields: expect.objectContaining({ signal: "SIGKILL", format: "jpeg", width: 400 }),
      }),
    ]);
    expect(await renderer.render(small, blob())).toMatchObject({ width: 50 });
  });

  test("a stuck one is ended at the deadline", async () => {
    const renderer = start({ workers: 1, deadlineMs: 8000 });
    await renderer.render(small, blob());
    const [pid = 0] = renderer.pids();
    process.kill(pid, "SIGSTOP");
    await expect(renderer.render(small, blob())).rejects.toThrow(refused("RENDER_TIMEOUT"));
    await until(() => !alive(pid));
    expect(logged).toEqual([expect.objectContaining({ level: "warn" })]);
    expect(await renderer.render(small, blob())).toMatchObject({ width: 50 });
  });

  test("one that takes too much memory is ended", async () => {
    const renderer = start({ workers: 1, memoryBytes: 150 * 2 ** 20 });
    await expect(renderer.render(slow, blob())).rejects.toThrow(refused("RENDER_CRASHED"));
    expect(logged[0]?.fields).toMatchObject({ why: expect.stringContaining("157286400") });
  });

  test("a job that nobody waits for is ended soon", async () => {
    const renderer = start({ workers: 1 });
    const leave = new AbortController();
    const job = renderer.render(slow, blob(), leave.signal);
    await until(() => renderer.pids().length === 1);
    await sleep(200);
    leave.abort(new Error("gone"));
    const begin = performance.now();
    await expect(job).rejects.toThrow("gone");
    expect(performance.now() - begin).toBeLessThan(100);
    await until(() => renderer.pids().length === 0);
    expect(await renderer.render(small, blob())).toMatchObject({ width: 50 });
    expect(logged).toEqual([]);
  });

  test("crashes in a row make new ones wait", async () => {
    const renderer = start({ workers: 1 });
    let waitedMs = 0;
    for (let count = 0; count < 6; count += 1) {
      const begin = performance.now();
      const failed = expect(renderer.render(slow, blob())).rejects.toThrow(refused("RENDER_CRASHED"));
      await until(() => renderer.pids().length === 1);
      waitedMs = performance.now() - begin;
      for (const pid of renderer.pids()) process.kill(pid, "SIGKILL");
      await failed;
    }
    expect(waitedMs).toBeGreaterThan(390);
  });

  test("those ended for their memory make none wait", async () => {
    const renderer = start({ workers: 1, memoryBytes: 1000 });
    for (let count = 0; count < 10; count += 1)
      await expect(renderer.render(slow, blob())).rejects.toThrow(refused("RENDER_CRASHED"));
    const failed = expect(renderer.render(slow, blob())).rejects.toThrow(refused("RENDER_CRASHED"));
    await sleep(1000); // it would be 5 s
    expect(renderer.pids().length + logged.length).toBeGreaterThan(10);
    await failed;
  });

  test("they have nothing of the host's environment", async () => {
    process.env["INTAGLIO_TEST_SECRET"] = "hidden";
    const renderer = start({ workers: 1 });
    await renderer.render(small, blob());
    const { readFile } = await import("node:fs/promises");
    const environment = await readFile(`/proc/${renderer.pids()[0]}/environ`, "utf8");
    expect(environment.split("\0").filter(Boolean)).toEqual(["MALLOC_ARENA_MAX=2"]);
  });

  test("a large source passes through in pieces", async () => {
    const bytes = await plain(5000, 4000).tiff({ compression: "none" }).toBuffer(); // 60 MB
    const job = await jobFor(bytes, [{ op: "resize", width: 50 }], { format: "jpeg" });
    expect(await start().render(job, blob(bytes, 65_536))).toMatchObject({ width: 50, height: 40 });
  });

  test.each([
    ["ends by itself", "end"],
    ["is killed", "wait"],
    ["closes", "close"],
  ])("a host that %s leaves none behind", async (_, how) => {
    const path = fileURLToPath(new URL("./host.ts", import.meta.url));
    const host = spawn(process.execPath, ["--conditions=@intaglio/source", path, how], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let text = "";
    host.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
    const ended = once(host, "close");
    await until(() => text.includes("\n"));
    const pids = JSON.parse(text.split("\n")[0] ?? "") as number[];
    expect(pids.length).toBeGreaterThan(0);
    if (how === "wait") host.kill("SIGKILL");
    expect(await ended).toEqual(how === "wait" ? [null, "SIGKILL"] : [0, null]);
    expect(text.includes("closed")).toBe(how === "close");
    await until(() => !pids.some(alive));
  });
});
