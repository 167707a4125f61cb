/** Detectors in workers: real ones, hostile ones, and ones that are not there. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { OpenBlob, StepInput } from "@intaglio/contract";
import sharp from "sharp";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import type { DetectorFacts } from "../../src/pipeline/detector.ts";
import type { Renderer, RendererOptions } from "../../src/pipeline/job.ts";
import { defaultPixelLimits } from "../../src/pipeline/limits.ts";
import { readDetector } from "../../src/pipeline/load-detector.ts";
import { createRenderer } from "../../src/pipeline/renderer.ts";
import { distance, jobFor, scene } from "./pictures.ts";

const folder = await mkdtemp(join(tmpdir(), "intaglio-detectors-"));
afterAll(() => rm(folder, { recursive: true }));
const at = (name: string): string => new URL(`./support/${name}`, import.meta.url).href;
async function hostile(how: string): Promise<DetectorFacts> {
  const path = join(folder, `${how}.mjs`);
  const from = JSON.stringify(at("hostile-detector.ts"));
  await writeFile(path, `import { ways } from ${from}; export const kinds = ["face"], detect = ways.${how};`);
  return readDetector(path);
}

const logged: { message: string; fields: Readonly<Record<string, unknown>> }[] = [];
const renderers: Renderer[] = [];
const picture = await scene(200, 100)
  .composite([
    { input: { create: { width: 20, height: 20, channels: 3, background: "#f0f" } }, left: 60, top: 30 }, // its centre: 70,40
  ])
  .png()
  .toBuffer();

function start(detector: DetectorFacts | undefined, given: Partial<RendererOptions>): Renderer {
  const note = (message: string, fields: Readonly<Record<string, unknown>>): void =>
    void logged.push({ message, fields });
  const renderer = createRenderer({
    mode: "processes",
    workers: 1,
    queueLength: 10,
    deadlineMs: 20_000,
    memoryBytes: 2 ** 30,
    limits: defaultPixelLimits,
    log: { error: note, warn: note },
    detector,
    ...given,
  });
  renderers.push(renderer);
  return renderer;
}

afterEach(async () => {
  await Promise.all(renderers.splice(0).map((renderer) => renderer.close()));
  logged.length = 0;
});

const blob = (): OpenBlob => ({
  size: picture.length,
  body: (async function* () {
    yield picture;
  })(),
});

const crop: StepInput = {
  op: "crop",
  width: 40,
  height: 40,
  anchor: { kind: "detect", by: ["face"], otherwise: "top-left" },
};

async function leftTop(renderer: Renderer, steps: readonly StepInput[] = [crop]): Promise<[number, number]> {
  const { bytes } = await renderer.render(await jobFor(picture, steps, { format: "png" }), blob());
  for (const [left, top] of [
    [0, 0],
    [50, 20],
    [160, 60],
  ] as const) {
    const part = await sharp(picture).extract({ left, top, width: 40, height: 40 }).png().toBuffer();
    if ((await distance(part, Buffer.from(bytes))).mean < 1e-9) return [left, top];
  }
  throw new Error("an unknown part");
}

describe.each(["processes", "inline"] as const)("%s", (mode) => {
  test("finds the face, and knows nothing without a detector", async () => {
    expect(await leftTop(start(await readDetector(at("marks-detector.ts")), { mode }))).toEqual([50, 20]);
    await expect(leftTop(start(undefined, { mode }))).rejects.toThrow(
      expect.objectContaining({ code: "OPERATION_UNSUPPORTED" }),
    );
    expect(logged).toEqual([]);
  });

  test.each([
    ["throws", "out of tune", [0, 0]],
    ["rejects", "out of tune", [0, 0]],
    ["text", "its answer is no list of boxes", [0, 0]],
    ["nothing", "its answer is no list of boxes", [0, 0]],
    ["nan", "box 0 is none within 200x100", [0, 0]],
    ["outside", "box 0 is none within 200x100", [0, 0]],
    ["negative", "box 0 is none within 200x100", [0, 0]],
    ["endless", "box 0 is none within 200x100", [0, 0]],
    ["stranger", "box 0 is none within 200x100", [0, 0]],
    ["holes", "box 0 is none within 200x100", [0, 0]],
    ["mixed", "box 0 is none within 200x100", [50, 20]],
    ["crowd", "5101 boxes, of which 100 count", [50, 20]],
    ["across", undefined, [160, 60]],
  ] as const)("one that does %s", async (how, why, place) => {
    const renderer = start(await hostile(how), { mode });
    expect(await leftTop(renderer)).toEqual(place);
    const warning = { message: "the detector failed", fields: expect.objectContaining({ why }) as unknown };
    expect(logged).toEqual(why === undefined ? [] : [warning]);
  });

  test("one that never answers costs half the job's time, once", async () => {
    const renderer = start(await hostile("hangs"), { mode, deadlineMs: 4000 });
    const begun = performance.now();
    expect(await leftTop(renderer, [{ ...crop, width: 120, height: 80 }, crop])).toEqual([0, 0]);
    expect(performance.now() - begun).toBeLessThan(3800);
    expect(logged).toEqual([
      { message: "the detector failed", fields: expect.objectContaining({ why: "no answer after 2000 ms" }) },
    ]);
  });

  test.each(["throws", "nan", "mixed"] as const)(
    "faces are not shown where one that does %s may miss them",
    async (how) => {
      for (const op of ["pixelate", "blur"] as const) {
        const size = op === "blur" ? { sigma: 9 } : { size: 9 };
        const hidden = leftTop(start(await hostile(how), { mode }), [{ op, ...size, within: "faces" } as never, crop]);
        await expect(hidden).rejects.toMatchObject({ code: "RENDER_CRASHED", status: 503 });
      }
    },
  );

  test("facts are looked for with it, and its failures told", async () => {
    const job = await jobFor(picture, [crop, { op: "crop", width: 10, height: 10 }], { format: "png" });
    const seen = await start(await readDetector(at("marks-detector.ts")), { mode }).inspect(job, blob(), { colors: 1 });
    expect(seen.colors).toEqual([[255, 0, 255]]);
    await start(await hostile("throws"), { mode }).inspect(job, blob(), {
      colors: 1,
    });
    expect(logged.map(({ message }) => message)).toEqual(["the detector failed"]);
  });
});

test("in a worker it sees nothing of the host's environment, and its crash is the worker's", async () => {
  process.env["A_SECRET"] = "of the host";
  try {
    await leftTop(start(await hostile("environment"), {}));
    expect(logged[0]?.fields["why"]).toContain("MALLOC_ARENA_MAX");
    expect(logged[0]?.fields["why"]).not.toContain("A_SECRET");
  } finally {
    delete process.env["A_SECRET"];
  }
  const renderer = start(await hostile("crashes"), {});
  await expect(leftTop(renderer)).rejects.toThrow(expect.objectContaining({ code: "RENDER_CRASHED" }));
  expect(logged.map(({ message }) => message)).toEqual(["the detector failed", "a render worker died"]);
});

test("in a worker, one that blocks is ended at the deadline", async () => {
  const renderer = start(await hostile("blocks"), { deadlineMs: 1500 });
  await expect(leftTop(renderer)).rejects.toThrow(expect.objectContaining({ code: "RENDER_TIMEOUT" }));
  const { width } = await renderer.render(
    await jobFor(picture, [{ op: "resize", width: 9 }], { format: "png" }),
    blob(),
  );
  expect(width).toBe(9);
});

describe("readDetector", () => {
  test("a path, an address, a package", async () => {
    const facts = { kinds: ["face", "object"], url: at("marks-detector.ts") };
    const path = fileURLToPath(facts.url);
    expect(await readDetector(path)).toEqual({ ...facts, name: `${path} 1` });
    expect(await readDetector(facts.url)).toEqual({ ...facts, name: `${facts.url} 1` });
    await expect(readDetector("sharp")).rejects.toThrow(/render\.detector: sharp: it must export kinds/);
  });

  test.each([
    ["/nowhere/detector.js", /detector\.js/],
    ["no-such-package-of-ours", /no-such-package-of-ours/],
    ["./beside.js", /beside/],
  ])("%s cannot be loaded", async (setting, message) => {
    const refused = readDetector(setting);
    await expect(refused).rejects.toThrow(expect.objectContaining({ code: "OPTIONS_INVALID" }));
    await expect(refused).rejects.toThrow(/^render\.detector: /);
    await expect(refused).rejects.toThrow(message);
  });

  test.each([
    ["throw new Error('at the start')", /at the start/],
    ["export const kinds = [];", /it must export kinds/],
    ["export const kinds = ['cat'], detect = () => [];", /it must export kinds/],
    ["export const kinds = ['face'];", /it must export a function detect/],
    ["export const kinds = ['face'], version = {}, detect = () => [];", /version must be text or a number/],
  ])("%s is refused", async (code, message) => {
    const path = join(folder, `module-${code.length}.mjs`);
    await writeFile(path, code);
    await expect(readDetector(path)).rejects.toThrow(message);
  });
});
