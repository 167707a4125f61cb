import { lookNames } from "@intaglio/contract";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { lookStages } from "../../src/pipeline/looks.ts";
import { paintStages } from "../../src/pipeline/paint-stages.ts";
import { distance, pixels, rendered } from "./pictures.ts";
import { photo } from "./photos.ts";

const small = async (name: "meadow" | "ladybird"): Promise<Buffer> =>
  sharp(await photo(name))
    .resize(60, 40, { fit: "fill" })
    .png()
    .toBuffer();

describe("looks", () => {
  test("each is unlike every other, and unlike none", async () => {
    const bytes = await small("ladybird");
    const all = [bytes];
    for (const name of lookNames) all.push((await rendered(bytes, [{ op: "look", name }])).bytes);
    for (const [index, one] of all.entries())
      for (const other of all.slice(index + 1))
        expect((await distance(one, other)).mean, lookNames[index - 1] ?? "none").toBeGreaterThan(2.5);
  });

  test("each keeps bright above dark", () => {
    for (const name of lookNames) {
      const data = Buffer.from(Array.from({ length: 256 * 3 }, (_, at) => Math.floor(at / 3)));
      paintStages({ data, width: 256, height: 1, channels: 3 }, lookStages(name, 1));
      for (let at = 3; at < data.length; at += 1)
        expect(data[at], `${name} at ${at}`).toBeGreaterThanOrEqual((data[at - 3] ?? 0) - 1);
      expect((data[255 * 3 + 1] ?? 0) - (data[1] ?? 0), name).toBeGreaterThan(120);
    }
  });

  test("the amount is a share: half is half way, below 0 is the other way, above 1 is farther", async () => {
    const bytes = await small("meadow");
    const at = async (amount: number): Promise<Awaited<ReturnType<typeof pixels>>> =>
      pixels((await rendered(bytes, [{ op: "look", name: "lavra", amount }])).bytes);
    const [none, half, whole, other, twice] = [
      await pixels(bytes),
      await at(0.5),
      await at(1),
      await at(-1),
      await at(2),
    ];
    let compared = 0;
    for (const [index, was] of none.data.entries()) {
      const step = (whole.data[index] ?? 0) - was;
      if (was + 2 * step > 254 || was + 2 * step < 1 || was - step > 254 || was - step < 1) continue;
      expect(Math.abs((half.data[index] ?? 0) - was - step / 2)).toBeLessThanOrEqual(1);
      expect(Math.abs((other.data[index] ?? 0) - was + step)).toBeLessThanOrEqual(1);
      expect(Math.abs((twice.data[index] ?? 0) - was - 2 * step)).toBeLessThanOrEqual(2);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(3000);
  });
});
