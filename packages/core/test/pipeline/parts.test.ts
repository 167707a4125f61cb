/** Operations that look at neighbours, or act on a part: blur, pixelate, sharpen, transparent, shear. */
import type { StepInput } from "@intaglio/contract";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { frameSizes } from "../../src/pipeline/frames.ts";
import { distance, jobFor, pixels, plain, random, rendered, scene } from "./pictures.ts";

const photo = await scene(80, 60).png().toBuffer();
const glassy = await scene(80, 60, { alpha: true }).png().toBuffer();
const paint = async (bytes: Buffer, ...steps: StepInput[]): Promise<Awaited<ReturnType<typeof pixels>>> =>
  pixels((await rendered(bytes, steps)).bytes);

/** Pixels from numbers: each row's text has a digit a pixel, 0 to 9 for grey 0 to 225, a dot for none. */
async function drawn(...rows: readonly string[]): Promise<Buffer> {
  const data = rows.flatMap((row) =>
    [...row].flatMap((sign) =>
      sign === "." ? [0, 0, 0, 0] : [Number(sign) * 25, Number(sign) * 25, Number(sign) * 25, 255],
    ),
  );
  const raw = { width: rows[0]?.length ?? 0, height: rows.length, channels: 4 } as const;
  return sharp(Buffer.from(data), { raw }).png().toBuffer();
}

describe("blur", () => {
  const box = { within: "box", x: 20, y: { fraction: 0.5 }, width: 30, height: 20 } as const;

  test.each([photo, glassy])("of a box is the whole picture's blur there, and nothing beside", async (bytes) => {
    const [part, whole, before] = [
      await paint(bytes, { op: "blur", sigma: 3, ...box }),
      await paint(bytes, { op: "blur", sigma: 3 }),
      await pixels(bytes),
    ];
    for (let y = 0; y < 60; y += 1)
      for (let x = 0; x < 80; x += 1) {
        const inside = x >= 20 && x < 50 && y >= 30 && y < 50;
        const [is, should] = [part.at(x, y), (inside ? whole : before).at(x, y)];
        for (const [channel, value] of is.entries())
          expect(Math.abs(value - (should[channel] ?? 0)), `${x},${y}`).toBeLessThanOrEqual(inside ? 1 : 0);
      }
  });

  test("its amount mixes; below 0 it sharpens", async () => {
    const bytes = await drawn("22288222", "22288222", "22288222");
    const [one, half, away] = [
      await paint(bytes, { op: "blur", sigma: 1 }),
      await paint(bytes, { op: "blur", sigma: 1, amount: 0.5 }),
      await paint(bytes, { op: "blur", sigma: 1, amount: -1 }),
    ];
    for (const [x, was] of [
      [1, 50],
      [2, 50],
      [3, 200],
    ] as const) {
      const [soft = 0] = one.at(x, 1);
      expect(Math.abs((half.at(x, 1)[0] ?? 0) - (was + soft) / 2)).toBeLessThanOrEqual(1);
      expect(Math.abs((away.at(x, 1)[0] ?? 0) - Math.min(255, Math.max(0, 2 * was - soft)))).toBeLessThanOrEqual(1);
    }
  });

  test("what is transparent darkens no edge", async () => {
    const bytes = await drawn("88....", "88....", "88....");
    for (const amount of [1, 0.5]) {
      const { at } = await paint(bytes, { op: "blur", sigma: 1, amount });
      for (let x = 0; x < 4; x += 1) if ((at(x, 1)[3] ?? 0) > 20) expect(at(x, 1)[0]).toBeGreaterThan(190);
    }
  });

  test("a wide one of a part is as the whole picture's", async () => {
    const large = await scene(300, 200).png().toBuffer();
    const [part, whole] = [
      await paint(large, { op: "blur", sigma: 30, within: "box", x: 0, y: 0, width: 300, height: 199 }),
      await paint(large, { op: "blur", sigma: 30 }),
    ];
    expect(Math.abs((part.at(150, 100)[0] ?? 0) - (whole.at(150, 100)[0] ?? 99))).toBeLessThan(3);
  });

  test("a box wholly outside changes nothing; faces need a detector", async () => {
    const outside = { within: "box", x: -40, y: 0, width: 30, height: 20 } as const;
    for (const step of [
      { op: "blur", sigma: 3 },
      { op: "pixelate", size: 7 },
    ] as const) {
      expect((await distance((await rendered(photo, [{ ...step, ...outside }])).bytes, photo)).mean).toBe(0);
      const faces = rendered(photo, [{ ...step, within: "faces" }]);
      await expect(faces).rejects.toThrow(expect.objectContaining({ code: "OPERATION_UNSUPPORTED" }));
    }
  });
});

describe("pixelate", () => {
  test("squares have their mean; the last ones are cut", async () => {
    const { at } = await paint(await drawn("02468", "24680", "11335"), { op: "pixelate", size: 2 });
    expect([at(0, 0)[0], at(1, 1)[0], at(2, 0)[0], at(4, 0)[0]]).toEqual([50, 50, 150, 100]);
    expect([at(0, 2)[0], at(2, 2)[0], at(4, 2)[0]]).toEqual([25, 75, 125]);
  });

  test("transparent pixels bring no colour", async () => {
    const { at } = await paint(await drawn("8.", "8."), { op: "pixelate", size: 2 });
    expect(at(1, 1)).toEqual([200, 200, 200, 128]);
  });

  test("a box has squares of its own, from its corner on", async () => {
    const bytes = await drawn("01234", "01234", "01234");
    const { at } = await paint(bytes, { op: "pixelate", size: 2, within: "box", x: 1, y: 1, width: 3, height: 1 });
    expect([0, 1, 2, 3, 4].map((x) => at(x, 1)[0])).toEqual([0, 38, 38, 75, 100]);
    expect([0, 1, 2, 3, 4].map((x) => at(x, 0)[0])).toEqual([0, 25, 50, 75, 100]);
  });
});

describe("sharpen", () => {
  const change = async (bytes: Buffer, step: Omit<Extract<StepInput, { op: "sharpen" }>, "op">): Promise<number> =>
    (await distance((await rendered(bytes, [{ op: "sharpen", ...step }])).bytes, bytes)).mean;

  test("flat parts change only by their own factor", async () => {
    // Waves of one step of grey: far below the threshold.
    const waves = await scene(80, 60).blur(5).linear(0.08, 110).png().toBuffer();
    expect(await change(waves, { amount: 5 })).toBeLessThan(0.1);
    expect(await change(waves, { amount: 0, flat: 20 })).toBeGreaterThan(
      3 * (await change(waves, { amount: 5 })) + 0.02,
    );
  });

  test("a higher threshold and lower caps change less", async () => {
    const soft = await scene(120, 90).blur(0.6).png().toBuffer();
    const usual = await change(soft, { amount: 3 });
    expect(await change(soft, { amount: 3, threshold: 10 })).toBeLessThan(usual);
    expect(await change(soft, { amount: 3, maxBrighten: 1, maxDarken: 1 })).toBeLessThan(usual / 2);
    const bright = (await rendered(soft, [{ op: "sharpen", amount: 3, maxDarken: 0 }])).bytes;
    const [a, b] = [await pixels(soft), await pixels(bright)];
    // Lightness alone was raised; a channel may lose a step to rounding.
    expect(a.data.every((value, at) => (b.data[at] ?? 0) >= value - 2)).toBe(true);
  });
});

describe("transparent", () => {
  test("the colour goes, what is far from it stays, and between it fades", async () => {
    const bytes = await drawn("8", "7", "6", "4");
    const step = { op: "transparent", color: "c8c8c8", tolerance: 25 } as const;
    const { at } = await paint(bytes, step);
    expect([0, 1, 2, 3].map((y) => at(0, y)[3])).toEqual([0, 0, 255, 255]);
    const half = await paint(bytes, { ...step, tolerance: 34 });
    // 50 from the colour: 16 of 34 of the way to where nothing fades.
    expect(half.at(0, 2)[3]).toBe(120);
    const back = await paint(bytes, { ...step, tolerance: 34 }, { op: "flatten", color: "c8c8c8" });
    expect(Math.abs((back.at(0, 2)[0] ?? 0) - 150)).toBeLessThanOrEqual(1);
  });

  test("without a colour it is the top left pixel's", async () => {
    const { at } = await paint(await plain(4, 3, "#336699").png().toBuffer(), { op: "transparent" });
    expect(at(2, 1)[3]).toBe(0);
    const jpeg = await rendered(await plain(4, 3, "#336699").png().toBuffer(), [{ op: "transparent" }], {
      format: "jpeg",
    });
    expect((await pixels(jpeg.bytes)).at(1, 1)).toEqual([255, 255, 255, 255]);
  });

  test("what was transparent stays so", async () => {
    const { at } = await paint(await drawn("8.4"), { op: "transparent", color: "000000", tolerance: 1 });
    expect([0, 1, 2].map((x) => at(x, 0)[3])).toEqual([255, 0, 255]);
  });
});

describe("shear", () => {
  test("slants to the right and down, and fills its corners", async () => {
    const bytes = await plain(40, 20, "#ff0000").png().toBuffer();
    const across = await paint(bytes, { op: "shear", x: 45, background: "0000ff" });
    expect([across.width, across.height]).toEqual([60, 20]);
    expect([across.at(50, 2), across.at(2, 17)]).toEqual([
      [0, 0, 255, 255],
      [0, 0, 255, 255],
    ]);
    expect([across.at(5, 1), across.at(55, 18)]).toEqual([
      [255, 0, 0, 255],
      [255, 0, 0, 255],
    ]);
    const down = await paint(bytes, { op: "shear", y: 45 });
    expect([down.width, down.height]).toEqual([40, 60]);
    expect([down.at(38, 2)[3], down.at(2, 50)[3]]).toEqual([0, 0]);
    expect([down.at(1, 5), down.at(38, 50)]).toEqual([
      [255, 0, 0, 255],
      [255, 0, 0, 255],
    ]);
  });

  test("the size is known before", async () => {
    const next = random(5);
    for (let round = 0; round < 60; round += 1) {
      const [width, height] = [1 + Math.floor(next() * 90), 1 + Math.floor(next() * 90)];
      const step = { op: "shear", x: Math.round(next() * 150 - 75), y: next() < 0.5 ? 0 : next() * 120 - 60 } as const;
      const bytes = await plain(width, height).png().toBuffer();
      const job = await jobFor(bytes, [step], { format: "png" });
      const result = await rendered(bytes, [step]);
      const expected = frameSizes(job.steps, job.image).at(-1) ?? { width, height };
      expect({ width: result.width, height: result.height }, JSON.stringify({ width, height, ...step })).toEqual(
        expected,
      );
    }
  });
});
