/** Random modifiers: those that mean something, and any values at all. */
import { pick, whole } from "../uploadcare/fixture.ts";

type Random = () => number;

const side = (random: Random): number => pick(random, [1, 16, 100, 300, 8192, whole(random, 1, 8192)]);
const number = (random: Random, min: number, max: number): number =>
  Math.round((min + random() * (max - min)) * 100) / 100;
const hex = (random: Random): string =>
  pick(random, ["fff", "f00", "00ff0080", "123456", "red", "rgb(1%2C2%2C3)", "transparent"]);
const places = [
  "top",
  "right-top",
  "left",
  "center",
  "centre",
  "northwest",
  "0",
  "5",
  "16",
  "17",
  "entropy",
  "attention",
];

/** One argument list for each modifier. */
export const makers: Readonly<Record<string, (random: Random) => string>> = {
  b: hex,
  background: hex,
  fit: (random) => pick(random, ["contain", "cover", "fill", "inside", "outside"]),
  pos: (random) => pick(random, places),
  position: (random) => pick(random, places),
  q: (random) => String(whole(random, 1, 100)),
  quality: (random) => String(whole(random, 1, 100)),
  a: () => "",
  animated: (random) => pick(random, ["", "true"]),
  autoorient: () => "",
  blur: (random) => pick(random, ["", String(number(random, 0.3, 20)), "5_float_0.2"]),
  brightness: (random) => String(number(random, 0, 3)),
  clahe: (random) => pick(random, ["10", "10_20", "8_8_5"]),
  crop: (random) => [whole(random, 0, 99), whole(random, 0, 99), side(random), side(random)].join("_"),
  dilate: (random) => pick(random, ["", "3"]),
  enlarge: () => "",
  erode: (random) => pick(random, ["", "2"]),
  extract: (random) => [0, whole(random, 0, 9), side(random), side(random)].join("_"),
  f: (random) => pick(random, ["jpeg", "jpg", "png", "webp", "avif", "gif", "auto", "", "bmp"]),
  format: (random) => pick(random, ["jpeg", "webp", "auto"]),
  flatten: () => "",
  flip: (random) => pick(random, ["", "true", "false"]),
  flop: () => "",
  gamma: (random) =>
    pick(random, ["", String(number(random, 1, 3)), `${number(random, 1, 3)}_${number(random, 1, 3)}`]),
  grayscale: () => "",
  h: (random) => String(side(random)),
  height: (random) => String(side(random)),
  hue: (random) => String(whole(random, -400, 400)),
  kernel: (random) => pick(random, ["nearest", "cubic", "mks2013", "lanczos3"]),
  lightness: (random) => String(whole(random, -100, 100)),
  linear: (random) => pick(random, ["1.2", "_20", `${number(random, -3, 3)}_${number(random, -99, 99)}`]),
  median: (random) => pick(random, ["", "5"]),
  modulate: (random) => pick(random, ["1.2", "_0.5", "__90", "1_1_0_20", "1.1_1.2_30_-5"]),
  negate: (random) => pick(random, ["", "true", "false"]),
  normalize: (random) => pick(random, ["", "2_98"]),
  opacity: (random) => String(number(random, 0, 1)),
  resize: (random) => pick(random, [`${side(random)}x${side(random)}`, String(side(random))]),
  rotate: (random) => pick(random, ["", "90", "180", "270", "-90", "45", "33.3", "360", "720"]),
  s: (random) => pick(random, [`${side(random)}x${side(random)}`, String(side(random))]),
  saturation: (random) => String(number(random, 0, 3)),
  sharpen: (random) => pick(random, ["", "1", `${number(random, 0.5, 3)}_1_2_3_10_20`]),
  threshold: (random) => pick(random, ["", "100", "100_false", "0"]),
  tint: hex,
  trim: (random) => pick(random, ["", "0", "30"]),
  unflatten: () => "",
  w: (random) => String(side(random)),
  width: (random) => String(side(random)),
  extend: (random) => pick(random, ["10", "1_2_3_4", "1_2_3_4_mirror", "0_5_0_5_background"]),
};

/** Modifiers as an address has them. */
export function randomModifiers(random: Random, most = 7): string {
  const names = Object.keys(makers);
  const count = whole(random, 0, most);
  const separator = pick(random, [",", "&"]);
  const parts = Array.from({ length: count }, () => {
    const name = pick(random, names);
    const args = makers[name]?.(random) ?? "";
    return args === "" ? name : `${name}${pick(random, ["_", ":", "="])}${args}`;
  });
  return parts.join(separator) || "_";
}
