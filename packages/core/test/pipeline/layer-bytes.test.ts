/** How layers' bytes come to the workers: streamed or by path, and what happens when one of them fails. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { OpenBlob, Source, StepInput } from "@intaglio/contract";
import sharp from "sharp";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import type { Renderer } from "../../src/pipeline/job.ts";
import { defaultPixelLimits } from "../../src/pipeline/limits.ts";
import { createRenderer } from "../../src/pipeline/renderer.ts";
import { jobFor, pixels, plain } from "./pictures.ts";

const refused = (code: string): unknown => expect.objectContaining({ code });
const folder = await mkdtemp(join(tmpdir(), "layers-"));
afterAll(() => rm(folder, { recursive: true }));
const renderers: Renderer[] = [];
afterEach(async () => {
  await Promise.all(renderers.splice(0).map((renderer) => renderer.close()));
});

const base = await plain(60, 40).png().toBuffer();
const colors = ["#ff0000", "#00ff00", "#0000ff"];
const dots = await Promise.all(colors.map((color) => plain(10, 10, color).png().toBuffer()));
const sources = colors.map((color): Source => ({ kind: "name", names: [`${color.slice(1)}.png`] }));
const layers = new Map(sources.map((source, index) => [source, dots[index] ?? base]));
const steps: StepInput[] = sources.map((layer, index) => ({
  op: "overlay",
  layer,
  anchor: { kind: "offset", x: 20 * index, y: 5 },
}));
const job = await jobFor(base, steps, { format: "png" }, layers);

const streamed = (bytes: Buffer, chunk = 13): OpenBlob => ({
  size: bytes.length,
  body: (async function* () {
    for (let at = 0; at < bytes.length; at += chunk) yield bytes.subarray(at, at + chunk);
  })(),
});
const never: OpenBlob["body"] = (async function* () {
  yield await Promise.reject(new Error("nobody reads this"));
})();
let files = 0;
async function placed(bytes: Buffer): Promise<OpenBlob> {
  const path = join(folder, String((files += 1)));
  await writeFile(path, bytes);
  return { size: bytes.length, body: never, path };
}

const inOrder = async (bytes: Uint8Array): Promise<number[][]> => {
  const { at } = await pixels(Buffer.from(bytes));
  return [at(5, 10), at(25, 10), at(45, 10), at(15, 10)];
};
const expected = [
  [255, 0, 0, 255],
  [0, 255, 0, 255],
  [0, 0, 255, 255],
  [128, 128, 128, 255],
];

describe.each(["processes", "inline"] as const)("%s", (mode) => {
  const start = (): Renderer => {
    const renderer = createRenderer({
      mode,
      workers: 1,
      queueLength: 10,
      deadlineMs: 20_000,
      memoryBytes: 2 ** 30,
      limits: defaultPixelLimits,
      log: { error: () => {}, warn: () => {} },
    });
    renderers.push(renderer);
    return renderer;
  };
  const works = async (renderer: Renderer): Promise<void> => {
    const { bytes } = await renderer.render(
      job,
      streamed(base),
      undefined,
      dots.map((dot) => streamed(dot)),
    );
    expect(await inOrder(bytes)).toEqual(expected);
  };

  test("layers are streamed after the source", async () => works(start()));

  test("a layer that fails on the way fails this job alone, wherever it stands", async () => {
    const renderer = start();
    const broken = new Error("the disk is gone");
    for (const bad of [0, 1, 2])
      for (const already of [0, 20, Infinity]) {
        const blobs = dots.map((dot, index) => {
          if (index !== bad) return streamed(dot);
          const body = (async function* () {
            yield dot.subarray(0, Math.min(already, dot.length));
            throw broken;
          })();
          return { size: dot.length, body };
        });
        await expect(renderer.render(job, streamed(base), undefined, blobs)).rejects.toBe(broken);
      }
    await works(renderer);
  });

  test("one with more or fewer bytes than promised", async () => {
    const renderer = start();
    for (const bad of [0, 2])
      for (const difference of [1, -1]) {
        const blobs = dots.map((dot, index) => {
          const blob = streamed(dot);
          return index === bad ? { ...blob, size: blob.size + difference } : blob;
        });
        await expect(renderer.render(job, streamed(base), undefined, blobs)).rejects.toThrow(refused("STORAGE_FAILED"));
      }
    await works(renderer);
  });

  test("one that is no picture, one that is empty, and none at all", async () => {
    const renderer = start();
    const [first = base, , third = base] = dots;
    for (const bad of [Buffer.from("no picture"), Buffer.alloc(0)])
      await expect(
        renderer.render(job, streamed(base), undefined, [streamed(first), streamed(bad), streamed(third)]),
      ).rejects.toThrow(refused("IMAGE_UNREADABLE"));
    await expect(renderer.render(job, streamed(base))).rejects.toThrow(refused("IMAGE_UNREADABLE"));
    await works(renderer);
  });

  test("who leaves while a layer is on its way is let go", async () => {
    const renderer = start();
    const leave = new AbortController();
    const body = (async function* () {
      yield dots[1]?.subarray(0, 10) ?? base;
      leave.abort(new Error("gone"));
      yield dots[1]?.subarray(10) ?? base;
    })();
    const [first = base, second = base, third = base] = dots;
    const blobs = [streamed(first), { size: second.length, body }, streamed(third)];
    await expect(renderer.render(job, streamed(base), leave.signal, blobs)).rejects.toThrow("gone");
    await works(renderer);
  });
});

describe("worker processes", () => {
  const start = (): Renderer => {
    const renderer = createRenderer({
      mode: "processes",
      workers: 1,
      queueLength: 10,
      deadlineMs: 20_000,
      memoryBytes: 2 ** 30,
      limits: defaultPixelLimits,
      log: { error: () => {}, warn: () => {} },
    });
    renderers.push(renderer);
    return renderer;
  };

  test.each([
    ["all by path", [true, true, true, true]],
    ["the source alone", [true, false, false, false]],
    ["in turn", [false, true, false, true]],
    ["the layers alone", [false, true, true, true]],
  ])("files that lie on this machine are read there: %s", async (_, paths) => {
    const blobs = await Promise.all(
      [base, ...dots].map((bytes, index) => (paths[index] ? placed(bytes) : Promise.resolve(streamed(bytes)))),
    );
    const [source = streamed(base), ...rest] = blobs;
    expect(await inOrder((await start().render(job, source, undefined, rest)).bytes)).toEqual(expected);
  });

  test("a file that is gone, or has changed, fails this job alone", async () => {
    const renderer = start();
    const [first = base, second = base, third = base] = dots;
    for (const bad of [
      { ...(await placed(second)), path: join(folder, "gone") },
      { ...(await placed(second)), size: second.length + 1 },
    ])
      await expect(
        renderer.render(job, streamed(base), undefined, [streamed(first), bad, streamed(third)]),
      ).rejects.toThrow(refused("STORAGE_FAILED"));
    const good = [streamed(first), await placed(second), streamed(third)];
    expect(await inOrder((await renderer.render(job, streamed(base), undefined, good)).bytes)).toEqual(expected);
  });

  test("large layers pass through in pieces", async () => {
    const big = await plain(4000, 3000, "#ff0000").tiff({ compression: "none" }).toBuffer(); // 36 MB
    const [one = { kind: "name", names: ["x"] }, two = one] = sources;
    const large = await jobFor(
      base,
      steps.slice(0, 2),
      { format: "png" },
      new Map([
        [one, big],
        [two, big],
      ]),
    );
    const { bytes } = await start().render(large, streamed(base), undefined, [
      streamed(big, 65_536),
      streamed(big, 65_536),
    ]);
    expect((await sharp(bytes).metadata()).width).toBe(60);
  });
});
