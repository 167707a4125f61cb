/** Texts for tests: fonts, steps, and a look at the ink. */
import { fileURLToPath } from "node:url";
import type { StepInput } from "@intaglio/contract";
import { useFonts } from "../../src/pipeline/font-config.ts";
import { readFonts } from "../../src/pipeline/read-fonts.ts";
import { plain, type pixels } from "./pictures.ts";

/** A folder of the fonts that tests use. */
export const folder = (name: string): string =>
  fileURLToPath(
    new URL(`./${name}/`, import.meta.resolve("@expo-google-fonts/noto-sans/package.json").replace("noto-sans/", "")),
  );
/** Latin in every weight, Arabic and Japanese. */
export const fonts = readFonts([
  folder("noto-sans"),
  folder("noto-sans-arabic/400Regular"),
  folder("noto-sans-jp/400Regular"),
]);
useFonts(fonts);

/** The usual output. */
export const png = { format: "png" } as const;
/** A text layer as a caller writes it. */
export type TextGiven = { text: string } & Record<string, unknown>;
/** Pixels to look at. */
export type Seen = Awaited<ReturnType<typeof pixels>>;
/** White, 400x300. */
export const base = await plain(400, 300, "#ffffff").png().toBuffer();
/** An overlay of a text. */
export const textStep = (text: TextGiven, rest: Record<string, unknown> = {}): StepInput =>
  ({ op: "overlay", layer: { kind: "text", size: 40, ...text }, ...rest }) as never;

/** The box of what is darker than a shade, and how much ink there is. */
export function inkOf(
  { data, width, height }: Seen,
  shade = 200,
): { box: number[]; ink: number; width: number; height: number } {
  let [left, top, right, bottom, ink] = [width, height, 0, 0, 0];
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const value = data[(y * width + x) * 4 + 1] ?? 0;
      ink += 255 - value;
      if (value < shade)
        [left, top, right, bottom] = [
          Math.min(left, x),
          Math.min(top, y),
          Math.max(right, x + 1),
          Math.max(bottom, y + 1),
        ];
    }
  return { box: [left, top, right, bottom], ink: ink / 255, width: right - left, height: bottom - top };
}
