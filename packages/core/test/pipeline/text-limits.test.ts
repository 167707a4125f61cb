/** Texts: how large they may be, what they need, and what workers make of them. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { IntaglioError, writeSource, type Source } from "@intaglio/contract";
import { describe, expect, test } from "vitest";
import { startChild } from "../../src/pipeline/child.ts";
import { writeFontConfig } from "../../src/pipeline/font-config.ts";
import { checkFrames, frameSizes } from "../../src/pipeline/frames.ts";
import { defaultPixelLimits } from "../../src/pipeline/limits.ts";
import type { RendererOptions } from "../../src/pipeline/job.ts";
import { createProcessRenderer, type ProcessRenderer } from "../../src/pipeline/processes.ts";
import { readFonts } from "../../src/pipeline/read-fonts.ts";
import { renderPicture } from "../../src/pipeline/render.ts";
import { jobFor, pixels, plain } from "./pictures.ts";
import { base, folder, fonts, inkOf, png, textStep, type TextGiven } from "./texts.ts";

describe("limits and refusals", () => {
  const check = async (text: TextGiven): Promise<void> => {
    const { steps, image } = await jobFor(base, [textStep(text)], png);
    checkFrames(steps, image, defaultPixelLimits);
  };

  test.each<[string, TextGiven]>([
    ["a long line of large letters", { text: "w".repeat(100), size: 200 }],
    ["many lines of large letters", { text: "w\n".repeat(100), size: 200 }],
    ["letters far apart", { text: "wwwwwwwwwwww", letterSpacing: 1000 }],
    ["lines far apart", { text: "w\nw\nw\nw\nw\nw\nw\nw\nw\nw\nw", lineSpacing: 1000 }],
    ["a narrow box", { text: "w w ".repeat(200), width: 100, size: 50 }],
    ["letters that are whole phrases", { text: "\uFDFD".repeat(30), size: 50 }],
    ["a large box", { text: "w", width: 8000, height: 8000 }],
  ])("%s is refused beforehand", async (_, text) => {
    await expect(check(text)).rejects.toThrow(expect.objectContaining({ code: "PLAN_TOO_LARGE" }));
  });

  test("letters wider than thought are refused as soon as it shows", async () => {
    for (const text of ["W".repeat(200), "\u2E3B".repeat(200), "\u2E3B".repeat(800)]) {
      const job = await jobFor(base, [textStep({ text, weight: 900, size: 8000 / text.length })], png);
      await renderPicture(job, base, defaultPixelLimits, [], fonts).catch((error: unknown) =>
        expect(error).toMatchObject({ code: "PLAN_TOO_LARGE" }),
      );
    }
    const job = await jobFor(base, [textStep({ text: "W".repeat(200), weight: 900, size: 40 })], png);
    await expect(renderPicture(job, base, defaultPixelLimits, [], fonts)).rejects.toThrow(
      expect.objectContaining({ code: "PLAN_TOO_LARGE" }),
    );
  });

  test("odd letters, no letters and odd distances make no trouble", async () => {
    for (const text of [
      "\u200B",
      "\u202Eabc\u2067",
      "\uFFFE\uFFFF",
      "👩‍👩‍👧",
      "e\u0301\u0302\u0303".repeat(50),
      "\u2028x\u2029",
    ])
      for (const more of [{}, { lineSpacing: -100, letterSpacing: -100 }, { width: 1, height: 1, padding: 1000 }]) {
        const job = await jobFor(base, [textStep({ text, size: 12, ...more })], png);
        expect(await renderPicture(job, base, defaultPixelLimits, [], fonts)).toMatchObject({
          width: 400,
          height: 300,
        });
      }
  });

  test("what is planned is never smaller than what comes out", async () => {
    const texts = ["Hello", "WWWWMMMM", "日本語日本語", "one two three four five six", "a\nb\nc\nd", "مرحبا بالعالم"];
    for (const text of texts)
      for (const more of [
        {},
        { width: 90 },
        { weight: 900 },
        { letterSpacing: 7, lineSpacing: 11, padding: 5, strokeWidth: 3 },
      ]) {
        const steps = [
          textStep({ text, size: 30, ...more }, { overflow: "grow", anchor: { kind: "named", at: "center" } }),
        ];
        const tiny = await plain(1, 1).png().toBuffer();
        const job = await jobFor(tiny, steps, png);
        const real = await renderPicture(job, tiny, defaultPixelLimits, [], fonts);
        const planned = frameSizes(job.steps, job.image).at(-1) ?? real;
        expect([real.width <= planned.width, real.height <= planned.height], `${text} ${JSON.stringify(more)}`).toEqual(
          [true, true],
        );
      }
  });

  test("without any font a text is refused, and the hint says what to do", async () => {
    const job = await jobFor(base, [textStep({ text: "H" })], png);
    await expect(renderPicture(job, base, defaultPixelLimits)).rejects.toThrow(
      expect.objectContaining({ code: "OPERATION_UNSUPPORTED", detail: { hint: expect.stringContaining("fonts") } }),
    );
  });

  test("a text beside a picture, over several steps", async () => {
    const mark: Source = { kind: "name", names: ["m"] };
    const dot = await plain(10, 10, "#ff0000").png().toBuffer();
    const steps = [
      textStep({ text: "H" }),
      { op: "flip", horizontal: true } as const,
      { op: "overlay", layer: mark, anchor: { kind: "named", at: "left" } } as const,
    ];
    const job = await jobFor(base, steps, png, new Map([[mark, dot]]));
    expect(job.layers.map(({ source }) => source)).toEqual([writeSource(mark)]);
    const { at } = await pixels(Buffer.from((await renderPicture(job, base, defaultPixelLimits, [dot], fonts)).bytes));
    expect(at(2, 150)).toEqual([255, 0, 0, 255]);
  });
});

describe("worker processes", () => {
  const options = (given: typeof fonts): RendererOptions => ({
    mode: "processes",
    workers: 1,
    queueLength: 5,
    deadlineMs: 20_000,
    memoryBytes: 2 ** 30,
    limits: defaultPixelLimits,
    fonts: given,
    log: { error: () => {}, warn: () => {} },
  });
  const start = (given: typeof fonts): ProcessRenderer => createProcessRenderer(options(given));
  const source = () => ({
    size: base.length,
    body: (async function* () {
      yield base;
    })(),
  });

  test("set a text as this process does, with the configured fonts alone", async () => {
    const job = await jobFor(base, [textStep({ text: "Hello 日本 مرحبا", size: 30 })], png);
    const here = await renderPicture(job, base, defaultPixelLimits, [], fonts);
    const renderer = start(fonts);
    const there = await renderer.render(job, source());
    expect(Buffer.from(there.bytes).equals(Buffer.from(here.bytes))).toBe(true);
    await renderer.close();
    const other = start(readFonts([folder("noto-sans-arabic")]));
    const arabic = await other.render(job, source());
    await other.close();
    expect(Buffer.from(arabic.bytes).equals(Buffer.from(here.bytes))).toBe(false);
  });

  test("a file goes by the name that it is given", async () => {
    const black = { family: "House", file: `${folder("noto-sans/900Black")}NotoSans_900Black.ttf` };
    const renderer = start(readFonts([folder("noto-sans/400Regular"), black]));
    const made: Uint8Array[] = [];
    for (const given of [{}, { family: "House" }, { family: "Nowhere" }])
      made.push((await renderer.render(await jobFor(base, [textStep({ text: "H", ...given })], png), source())).bytes);
    const [usual, house, nowhere] = await Promise.all(
      made.map(async (bytes) => inkOf(await pixels(Buffer.from(bytes))).ink),
    );
    expect([(house ?? 0) > 1.5 * (usual ?? 0), nowhere]).toEqual([true, usual]);
    await renderer.close();
  });

  test("fontconfig has nothing to say, and the configuration is all that a worker is given", async () => {
    const config = writeFontConfig(fonts);
    const setup = { limits: defaultPixelLimits, memoryBytes: 2 ** 30, fonts: [{ family: "Noto Sans" }] };
    const child = startChild(setup, config.file);
    const job = await jobFor(base, [textStep({ text: "Hello 日本 مرحبا", italic: true, weight: 700 })], png);
    const task = { do: "render", job, places: [{ size: base.length }] } as const;
    expect(await child.run(task, [source()], new AbortController().signal)).toMatchObject({ is: "rendered" });
    const environment = await readFile(`/proc/${child.pid}/environ`, "utf8");
    expect(environment.split("\0").filter(Boolean)).toEqual(["MALLOC_ARENA_MAX=2", `FONTCONFIG_FILE=${config.file}`]);
    child.kill(new IntaglioError("STOPPING"));
    expect((await child.ended).stderr).toBe("");
    config.remove();
  });

  test("the configuration goes when the renderer is closed", async () => {
    const renderer = start(fonts);
    await renderer.render(await jobFor(base, [textStep({ text: "H" })], png), source());
    const environment = await readFile(`/proc/${renderer.pids()[0]}/environ`, "utf8");
    const [file = ""] = /(?<=FONTCONFIG_FILE=)[^\0]+/.exec(environment) ?? [];
    expect(existsSync(file)).toBe(true);
    await renderer.close();
    expect(existsSync(file)).toBe(false);
  });

  test("without fonts they refuse before any byte is read", async () => {
    const renderer = start([]);
    const job = await jobFor(base, [textStep({ text: "H" })], png);
    const never = (async function* () {
      yield await Promise.reject(new Error("read"));
    })();
    await expect(renderer.render(job, { size: 10, body: never })).rejects.toThrow(
      expect.objectContaining({ code: "OPERATION_UNSUPPORTED" }),
    );
    await renderer.close();
  });
});
