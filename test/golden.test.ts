/**
 * Renditions against reference pictures: what an upgrade of libvips or a change of ours does to their looks. `UPDATE_GOLDEN=1`
 * writes the references anew; look at each of them before they are committed.
 */
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import sharp from "sharp";
import { afterAll, describe, expect, test } from "vitest";
import { defaultPixelLimits } from "../packages/core/src/pipeline/limits.ts";
import { rendered } from "../packages/core/test/pipeline/pictures.ts";
import { fonts } from "../packages/core/test/pipeline/texts.ts";
import { difference } from "./golden/compare.ts";
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
    const { mean, most } = await difference(result, await readFile(file(one.name)));
    expect(mean).toBeLessThan(0.7);
    expect(most).toBeLessThan(5);
  });

  test("every row has a reference and a name of its own, every reference a row", async () => {
    const names = rows.map(({ name }) => `${name}.webp`).toSorted();
    expect(new Set(names).size).toBe(names.length);
    if (!update) expect((await readdir(folder)).toSorted()).toEqual(names);
  });

  test("a change that can be seen fails", async () => {
    const reference = await made({ name: "", from: "ladybird small", steps: [] });
    for (const step of [
      { op: "adjust", brightness: 1.03 },
      { op: "adjust", saturation: 0.9 },
      { op: "blur", sigma: 1 },
      { op: "pixelate", size: 2 },
    ] as const) {
      const changed = await made({ name: "", from: "ladybird small", steps: [step] });
      const { mean } = await difference(changed, reference);
      expect(mean, JSON.stringify(step)).toBeGreaterThan(0.7);
    }
  });
});

afterAll(async () => {
  if (!update) return;
  const names = new Set(rows.map(({ name }) => `${name}.webp`));
  for (const name of await readdir(folder)) if (!names.has(name)) await rm(new URL(name, folder));
});
