/** Random options that mean something. */
import { pick, whole } from "../uploadcare/fixture.ts";

type Random = () => number;

const side = (random: Random): number => pick(random, [1, 16, 100, 300, 4000, whole(random, 1, 4000)]);
const number = (random: Random, min: number, max: number): number =>
  Math.round((min + random() * (max - min)) * 100) / 100;
const css = (random: Random): string =>
  pick(random, [
    "red",
    "%23fff",
    "%23123456",
    "rgb(1%2C2%2C3)",
    "rgba(0%200%200%20/%20.5)".replace("/", "%2F"),
    "transparent",
    "hsl(120%2C100%25%2C25%25)",
  ]);
const pixel = (random: Random): string => String(whole(random, 0, 50));
const quality = (random: Random): string =>
  pick(random, ["80", "100", "1", "high", "medium-high", "medium-low", "low"]);
const gravity = (random: Random): string =>
  pick(random, [
    "auto",
    "face",
    "left",
    "right",
    "top",
    "bottom",
    "center",
    "entropy",
    "0x0",
    "0.5x0.5",
    "1x0.25",
    ".3x.7",
    "0.5x1",
  ]);
const factor = (random: Random): string => String(number(random, 0, 3));
const format = (random: Random): string =>
  pick(random, ["auto", "avif", "webp", "jpeg", "baseline-jpeg", "json", "png"]);

/** One value for each option. */
export const makers: Readonly<Record<string, (random: Random) => string>> = {
  width: (random) => pick(random, ["auto", String(side(random)), String(side(random))]),
  w: (random) => String(side(random)),
  height: (random) => String(side(random)),
  h: (random) => String(side(random)),
  fit: (random) =>
    pick(random, ["scale-down", "scale-up", "contain", "cover", "crop", "aspect-crop", "pad", "squeeze"]),
  gravity,
  g: gravity,
  "gravity.mode": (random) => pick(random, ["remainder", "box-center"]),
  zoom: (random) => String(number(random, 0, 1)),
  "face-zoom": (random) => String(number(random, 0, 1)),
  dpr: (random) => pick(random, ["1", "2", "1.5", "3", "0.5", "4"]),
  wbreakpoints: (random) => pick(random, ["320;768;960;1200", "100", "200;400"]),
  wdesktop: (random) => String(side(random)),
  wmobile: (random) => String(side(random)),
  upscale: () => "interpolate",
  segment: () => "foreground",
  trim: (random) =>
    pick(random, ["border", Array.from({ length: 4 }, () => pixel(random)).join(";"), "0;0;0;0", "0;5;0;0"]),
  "trim.top": pixel,
  "trim.right": pixel,
  "trim.bottom": pixel,
  "trim.left": pixel,
  "trim.width": (random) => String(side(random)),
  "trim.height": (random) => String(side(random)),
  "trim.border": () => "true",
  "trim.border.color": css,
  "trim.border.tolerance": (random) => String(number(random, 0, 255)),
  "trim.border.keep": pixel,
  flip: (random) => pick(random, ["h", "v", "hv", "vh"]),
  rotate: (random) => pick(random, ["0", "90", "180", "270", "360"]),
  background: css,
  "border.width": pixel,
  "border.top": pixel,
  "border.right": pixel,
  "border.bottom": pixel,
  "border.left": pixel,
  "border.color": css,
  brightness: factor,
  contrast: factor,
  gamma: (random) => pick(random, ["0", String(number(random, 0.1, 4))]),
  saturation: factor,
  blur: (random) => pick(random, ["0", "1", "250", String(number(random, 1, 60))]),
  sharpen: (random) => String(number(random, 0, 10)),
  format,
  f: format,
  quality,
  q: quality,
  "slow-connection-quality": quality,
  scq: quality,
  anim: (random) => pick(random, ["true", "false"]),
  compression: () => "fast",
  metadata: (random) => pick(random, ["copyright", "keep", "none"]),
  onerror: () => "redirect",
};

/** Options as an address has them. */
export function randomOptions(random: Random, most = 7): string {
  const names = Object.keys(makers);
  return Array.from({ length: whole(random, 1, most) }, () => {
    const name = pick(random, names);
    return `${name}=${makers[name]?.(random) ?? ""}`;
  }).join(",");
}
