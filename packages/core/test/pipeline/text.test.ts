/** Texts: what is drawn, and where. What the letters look like is for the golden pictures. */
import { describe, expect, test } from "vitest";
import { defaultPixelLimits } from "../../src/pipeline/limits.ts";
import { renderPicture } from "../../src/pipeline/render.ts";
import { jobFor, pixels } from "./pictures.ts";
import { base, fonts, inkOf, png, textStep, type Seen, type TextGiven } from "./texts.ts";

async function set(text: TextGiven, rest: Record<string, unknown> = {}): Promise<Seen> {
  const job = await jobFor(base, [textStep(text, rest)], png);
  return pixels(Buffer.from((await renderPicture(job, base, defaultPixelLimits, [], fonts)).bytes));
}

const inkIn = async (text: TextGiven, rest?: Record<string, unknown>): Promise<ReturnType<typeof inkOf>> =>
  inkOf(await set(text, rest));
const same = async (one: TextGiven, other: TextGiven): Promise<boolean> =>
  (await set(one)).data.equals((await set(other)).data);

describe("letters", () => {
  test("the size is in pixels: a capital H of Noto Sans is 0.714 of it high", async () => {
    for (const size of [20, 40, 100]) {
      const { height } = await inkIn({ text: "H", size });
      expect(Math.abs(height - 0.714 * size)).toBeLessThanOrEqual(1);
    }
  });

  test("nothing in a text is markup", async () => {
    const wide = await inkIn({ text: "<b>a</b>", size: 20 });
    expect(wide.width).toBeGreaterThan(70); // an `a` alone has 10
    expect(await same({ text: "&amp;", size: 20 }, { text: "&", size: 20 })).toBe(false);
    for (const text of [
      "</span>",
      "<span foreground='red'>x",
      "&#x41;",
      "&unknown;",
      "<",
      "&",
      "\"'",
      "a\u2028b",
      "<!--",
      "]]>",
    ])
      expect((await inkIn({ text, size: 20 })).ink, text).toBeGreaterThan(5);
  });

  test("weights", async () => {
    const inks: number[] = [];
    for (const weight of [100, 400, 700, 900]) inks.push((await inkIn({ text: "Weight", weight })).ink);
    expect(inks).toEqual(inks.toSorted((one, other) => one - other));
    expect((inks[3] ?? 0) / (inks[0] ?? 1)).toBeGreaterThan(3);
  });

  test("italic, underlined and struck letters", async () => {
    const plainly = await inkIn({ text: "nnn" });
    expect(await same({ text: "nnn" }, { text: "nnn", italic: true })).toBe(false);
    const under = await inkIn({ text: "nnn", underline: true });
    expect([under.height > plainly.height + 2, under.ink > plainly.ink + 50]).toEqual([true, true]);
    const struck = await inkIn({ text: "nnn", strikethrough: true });
    expect([struck.height, struck.ink > plainly.ink + 20]).toEqual([plainly.height, true]);
  });

  test("an italic that no font has is slanted all the same", async () => {
    expect(
      await same({ text: "日本", family: "Noto Sans JP" }, { text: "日本", family: "Noto Sans JP", italic: true }),
    ).toBe(false);
  });

  test("space between letters and between lines", async () => {
    const letters = (await inkIn({ text: "nnnn", letterSpacing: 10 })).width - (await inkIn({ text: "nnnn" })).width;
    expect(Math.abs(letters - 30)).toBeLessThanOrEqual(1);
    const lines = (await inkIn({ text: "H\nH\nH", lineSpacing: 9 })).height - (await inkIn({ text: "H\nH\nH" })).height;
    expect(lines).toBe(18);
  });

  test("the colour, its transparency, and the layer's", async () => {
    const solid = await set({ text: "I", weight: 900, size: 200, color: "ff000080" });
    expect(solid.at(200, 150)).toEqual([255, 127, 127, 255]);
    const faded = await set({ text: "I", weight: 900, size: 200, color: "ff0000" }, { opacity: 0.5 });
    expect(faded.at(200, 150)).toEqual([255, 127, 127, 255]);
  });

  test("a line around letters is as wide as asked for, and lies outside them", async () => {
    const plainly = await inkIn({ text: "I", weight: 900, size: 100 });
    const lined = await inkIn({ text: "I", weight: 900, size: 100, strokeWidth: 5, strokeColor: "000000" });
    expect([lined.width - plainly.width, lined.height - plainly.height]).toEqual([10, 10]);
    const { at } = await set({
      text: "I",
      weight: 900,
      size: 200,
      color: "00ff00",
      strokeWidth: 10,
      strokeColor: "ff0000",
    });
    expect(at(200, 150)).toEqual([0, 255, 0, 255]);
  });
});

describe("scripts", () => {
  /** Missing letters come out as a box of one shape, so that two of them look alike. */
  const differ = async (one: string, other: string): Promise<void> => {
    const [a, b] = [await set({ text: one }), await set({ text: other })];
    expect(inkOf(a).ink).toBeGreaterThan(30);
    expect(a.data.equals(b.data)).toBe(false);
  };

  test("letters that the wanted family does not have come from the others", async () => {
    await differ("日", "月");
    await differ("ب", "ن");
    await differ("Ж", "Я");
  });

  test("Arabic letters are joined", async () => {
    // Parted by a mark that keeps them from joining, they take more room.
    expect((await inkIn({ text: "سس" })).width).toBeLessThan((await inkIn({ text: "س\u200Cس" })).width);
  });

  test("text from right to left starts on the right, unless told otherwise", async () => {
    const left = async (text: TextGiven): Promise<boolean> =>
      ((await inkIn({ width: 380, size: 30, ...text })).box[0] ?? 0) < 60;
    expect(await left({ text: "abc" })).toBe(true);
    expect(await left({ text: "abc", align: "end" })).toBe(false);
    expect(await left({ text: "مرحبا" })).toBe(false);
    expect(await left({ text: "مرحبا", align: "end" })).toBe(true);
    expect(await left({ text: "مرحبا", align: "left" })).toBe(true);
    expect(await left({ text: "abc", align: "right" })).toBe(false);
  });

  test("lines stand against each other as asked, in both directions", async () => {
    const edges = async (text: TextGiven): Promise<boolean[]> => {
      const { data, width, height } = await set({ size: 30, ...text });
      const half = (from: number, to: number): number[] => {
        let [left, right] = [width, 0];
        for (let y = from; y < to; y += 1)
          for (let x = 0; x < width; x += 1)
            if ((data[(y * width + x) * 4 + 1] ?? 0) < 128) [left, right] = [Math.min(left, x), Math.max(right, x)];
        return [left, right];
      };
      const [upper, lower] = [half(0, height / 2), half(height / 2, height)];
      return [0, 1].map((side) => Math.abs((upper[side] ?? 0) - (lower[side] ?? 0)) < 6);
    };
    expect(await edges({ text: "HHHHHH\nHH" })).toEqual([true, false]);
    expect(await edges({ text: "HHHHHH\nHH", align: "right" })).toEqual([false, true]);
    expect(await edges({ text: "HHHHHH\nHH", align: "center" })).toEqual([false, false]);
    expect(await edges({ text: "ددددددد\nدد" })).toEqual([false, true]);
    expect(await edges({ text: "ددددددد\nدد", align: "left" })).toEqual([true, false]);
  });
});

describe("boxes", () => {
  const color = { backdrop: "fill", backdropColor: "0000ff" };
  const boxIn = async (text: TextGiven, rest?: Record<string, unknown>): Promise<number[]> => {
    const { at, width, height } = await set(text, rest);
    let [left, top, right, bottom] = [width, height, 0, 0];
    for (let y = 0; y < height; y += 1)
      for (let x = 0; x < width; x += 1)
        if ((at(x, y)[0] ?? 0) < 200)
          [left, top, right, bottom] = [
            Math.min(left, x),
            Math.min(top, y),
            Math.max(right, x + 1),
            Math.max(bottom, y + 1),
          ];
    return [left, top, right, bottom];
  };

  test("a box of pixels and of shares", async () => {
    expect(await boxIn({ text: "Hi", width: 200, height: 100, ...color })).toEqual([100, 100, 300, 200]);
    expect(await boxIn({ text: "Hi", width: { fraction: 0.25 }, height: { fraction: 0.5 }, ...color })).toEqual([
      150, 75, 250, 225,
    ]);
  });

  test("a box of a width alone is as high as the lines, which break at it", async () => {
    const words = "one two three four five six";
    const [, top = 0, , bottom = 0] = await boxIn({ text: words, size: 20, width: 120, ...color });
    expect(Math.abs(bottom - top - 3 * 27.24)).toBeLessThanOrEqual(3); // Noto Sans' lines are 1.362 of the size
  });

  test("one line is as high whatever its letters are", async () => {
    const heights = [];
    for (const text of ["a", "Ag", "Á", "."]) {
      const [, top = 0, , bottom = 0] = await boxIn({ text, backdrop: "fit", backdropColor: "0000ff" });
      heights.push(bottom - top);
    }
    expect(new Set(heights)).toEqual(new Set([heights[0]]));
    expect(Math.abs((heights[0] ?? 0) - 1.362 * 40)).toBeLessThanOrEqual(1);
  });

  test("padding is added around the text, and taken from a box", async () => {
    const [left = 0, top = 0, right = 0, bottom = 0] = await boxIn({
      text: "Hi",
      backdrop: "fit",
      backdropColor: "0000ff",
    });
    const more = await boxIn({ text: "Hi", backdrop: "fit", backdropColor: "0000ff", padding: 10 });
    expect(more).toEqual([left - 10, top - 10, right + 10, bottom + 10]);
    const { box } = await inkIn({ text: "H", width: 200, height: 200, vertical: "top", padding: 30 });
    expect((box[0] ?? 0) - 100).toBeGreaterThanOrEqual(30);
    expect((box[1] ?? 0) - 50).toBeGreaterThanOrEqual(30);
  });

  test("lines stand at the top, in the middle or at the bottom of a box", async () => {
    const tops = [];
    for (const vertical of ["top", "center", "bottom"])
      tops.push((await inkIn({ text: "H", width: 100, height: 300, vertical })).box[1] ?? 0);
    const [top = 0, center = 0, bottom = 0] = tops;
    expect(Math.abs(center - top - (bottom - center))).toBeLessThanOrEqual(1);
    expect(bottom - top).toBeGreaterThan(200);
  });

  test("each line has its own backdrop", async () => {
    const { at } = await set({ text: "HHHHHHHH\nH", backdrop: "line", backdropColor: "0000ff", padding: 4 });
    const across = (y: number): number =>
      Array.from({ length: 400 }, (_, x) => at(x, y)).filter(([red = 0]) => red < 200).length;
    expect(across(125)).toBeGreaterThan(4 * across(190));
    expect(across(190)).toBeGreaterThan(20);
  });

  test("what does not fit into a box is cut off", async () => {
    expect(await boxIn({ text: "one two three four five six seven", width: 100, height: 60, ...color })).toEqual([
      150, 120, 250, 180,
    ]);
  });

  test("a word longer than its box is broken", async () => {
    const { width } = await inkIn({ text: "Donaudampfschifffahrtsgesellschaft", width: 150, size: 20 });
    expect(width).toBeLessThanOrEqual(150);
  });

  test("blanks, empty lines and a lone newline", async () => {
    expect((await inkIn({ text: " " })).ink).toBe(0);
    expect((await inkIn({ text: "\n" })).ink).toBe(0);
    expect((await inkIn({ text: "H\n\nH" })).height).toBe((await inkIn({ text: "H\nH\nH" })).height);
  });

  test("it is placed, turned and sized as any layer", async () => {
    const { box } = await inkIn(
      { text: "H" },
      { anchor: { kind: "named", at: "top-left" }, steps: [{ op: "rotate", degrees: 90 }] },
    );
    expect(box[2] ?? 0).toBeLessThan(60);
    expect((await inkIn({ text: "HHH" }, { width: 300 })).width).toBeGreaterThan(290);
  });
});
