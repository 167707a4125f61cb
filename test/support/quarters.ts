/** A picture whose corners tell how it was turned and cut. */
import { pixels, plain } from "../../packages/core/test/pipeline/pictures.ts";

/** Four quarters of one colour each: red, green, blue, white. */
export async function quarters(): Promise<Buffer> {
  const one = (background: string) => plain(20, 20, background).png().toBuffer();
  const [green, blue, white] = await Promise.all([one("#00ff00"), one("#0000ff"), one("#ffffff")]);
  return plain(40, 40, "#ff0000")
    .composite([
      { input: green, left: 20, top: 0 },
      { input: blue, left: 0, top: 20 },
      { input: white, left: 20, top: 20 },
    ])
    .png()
    .toBuffer();
}

const names: Readonly<Record<string, string>> = {
  "255,0,0": "r",
  "0,255,0": "g",
  "0,0,255": "b",
  "255,255,255": "w",
  "0,0,0": "k",
};

/** The colours at the corners: top left, top right, bottom left, bottom right; `-` for what is transparent. */
export async function corners(bytes: Buffer): Promise<string> {
  const { at, width, height } = await pixels(bytes);
  const places = [
    [1, 1],
    [width - 2, 1],
    [1, height - 2],
    [width - 2, height - 2],
  ] as const;
  return places.map(([x, y]) => (at(x, y)[3] === 0 ? "-" : (names[at(x, y).slice(0, 3).join()] ?? "?"))).join("");
}
