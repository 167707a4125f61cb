/**
 * Renditions against reference pictures: what an upgrade of libvips or a change of ours does to their looks. `UPDATE_GOLDEN=1`
 * writes the references anew; look at each of them before they are committed.
 */
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import type { StepInput } from "@intaglio/contract";
import sharp from "sharp";
import { afterAll, describe, expect, test } from "vitest";
import { defaultPixelLimits } from "../packages/core/src/pipeline/limits.ts";
import { painters } from "../packages/core/src/pipeline/operations/index.ts";
import { rendered } from "../packages/core/test/pipeline/pictures.ts";
import { fonts } from "../packages/core/test/pipeline/texts.ts";
import { difference, looksAlike } from "./golden/compare.ts";
import { layersFor } from "./golden/layers.ts";
import type { Row } from "./golden/row.ts";
import { rows } from "./golden/rows.ts";
import { sourceBytes } from "./golden/sources.ts";

const update = process.env["UPDATE_GOLDEN"] === "1";
const folder = new URL("golden/pictures/", import.meta.url);
const file = (name: string): URL => new URL(`${name}.webp`, folder);

/** As small as references are kept; what it loses, it loses on both sides. */
async function kept(bytes: Buffer): Promise<Buffer> {
  return sharp(bytes).webp({ quality: 80, alphaQuality: 90, effort: 6 }).toBuffer();
}

async function made({ from, steps, encode }: Row): Promise<Buffer> {
  const bytes = await sourceBytes(from);
  const result = await rendered(
    bytes,
    steps,
    encode ?? { format: "png" },
    defaultPixelLimits,
    await layersFor(steps),
    fonts,
  );
  return kept(result.bytes);
}

describe("golden pictures", () => {
  test.each(rows)("$name", async (one) => {
    const result = await made(one);
    if (update) return writeFile(file(one.name), result);
    const found = await difference(result, await readFile(file(one.name)));
    expect(looksAlike(found), JSON.stringify(found)).toBe(true);
  });

  test("every row has a reference and a name of its own, every reference a row", async () => {
    const names = rows.map(({ name }) => `${name}.webp`).toSorted();
    expect(new Set(names).size).toBe(names.length);
    if (!update) expect((await readdir(folder)).toSorted()).toEqual(names);
  });

  test("every operation that is painted has a row", () => {
    const seen = new Set<string>(rows.flatMap(({ steps }) => steps.map(({ op }) => op)));
    const painted = Object.entries(painters).filter(([, painter]) => !("unsupported" in painter));
    expect(painted.map(([name]) => name).filter((name) => !seen.has(name))).toEqual([]);
  });

  const small = { name: "", from: "ladybird small" } as const;

  test.each<StepInput>([
    { op: "adjust", brightness: 1.03 },
    { op: "adjust", saturation: 0.94 },
    { op: "adjust", hue: 3 },
    { op: "adjust", gamma: 1.05 },
    { op: "blur", sigma: 0.7 },
    { op: "sharpen", amount: 0.5 },
    { op: "pixelate", size: 3 },
    { op: "opacity", amount: 0.96 },
    { op: "blur", sigma: 9, within: "box", x: 140, y: 60, width: 40, height: 40 },
  ])("%o can be seen, and fails", async (step) => {
    const found = await difference(await made({ ...small, steps: [step] }), await made({ ...small, steps: [] }));
    expect(looksAlike(found), JSON.stringify(found)).toBe(false);
  });

  test("a step of 255 more cannot, and passes", async () => {
    const more = await made({ ...small, steps: [{ op: "linear", offset: [1] }] });
    expect(looksAlike(await difference(more, await made({ ...small, steps: [] })))).toBe(true);
  });
});

afterAll(async () => {
  if (!update) return;
  const names = new Set(rows.map(({ name }) => `${name}.webp`));
  for (const name of await readdir(folder)) if (!names.has(name)) await rm(new URL(name, folder));
});
