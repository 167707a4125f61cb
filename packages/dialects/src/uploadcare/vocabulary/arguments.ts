/** How the grammar writes numbers, sizes, places and colours: each with its reader and its writer. */
import { isFraction, type Anchor, type Length, type Position } from "@intaglio/contract";

// One grammar for every number: plain decimals. No sign but where a place may lie outside, no exponent, no blanks.
const decimal = String.raw`\d{1,5}(?:\.\d{1,20})?`;
const dimensions = new RegExp(`^(?:(${decimal})([p%])?)?x(?:(${decimal})([p%])?)?$`);
// Nothing is nothing in any unit: `0,50p` is seen in use.
const percentPair = new RegExp(`^(?:(0)|(${decimal})[p%]),(?:(0)|(${decimal})[p%])$`);
const percent = new RegExp(`^(${decimal})[p%]$`);
const pixelPair = /^(-?\d{1,5}),(-?\d{1,5})$/;
const ratio = new RegExp(`^(${decimal}):(${decimal})$`);

/** A whole number from `min` to `max`. */
export function readWhole(text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined || !/^\d{1,5}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= min && value <= max ? value : undefined;
}

/** A whole number from `min` to `max`, which may lie below 0. */
export function readSigned(text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined || !/^(?:-?[1-9]\d{0,4}|-?0)$/.test(text)) return undefined;
  const value = Number(text) + 0;
  return value >= min && value <= max ? value : undefined;
}

/** A size: either side may be missing. */
export interface Box {
  readonly width?: Length;
  readonly height?: Length;
}

/** `300x200`, `300x`, `x200`; sides may be percent: `50px50p` is half by half, since `x` separates and `p` is the unit. */
export function readBox(text: string | undefined): Box | undefined {
  const found = dimensions.exec(text ?? "");
  if (!found) return undefined;
  const width = readSide(found[1], found[2]);
  const height = readSide(found[3], found[4]);
  return { ...(width !== undefined && { width }), ...(height !== undefined && { height }) };
}

function readSide(digits: string | undefined, unit: string | undefined): Length | undefined {
  if (digits === undefined) return undefined;
  return unit === undefined ? Number(digits) : { fraction: Number(digits) / 100 };
}

/** Writes what {@link readBox} reads. */
export function writeBox({ width, height }: { width?: Length | undefined; height?: Length | undefined }): string {
  return `${width === undefined ? "" : writeLength(width)}x${height === undefined ? "" : writeLength(height)}`;
}

/** Pixels, or percent as a share. */
export function readLength(text: string | undefined): Length | undefined {
  if (/^-?\d{1,5}$/.test(text ?? "")) return Number(text) + 0;
  const share = readPercent(text);
  return share === undefined ? undefined : { fraction: share };
}

/** Writes what {@link readLength} reads. */
export function writeLength(length: Length): string {
  return isFraction(length) ? writePercent(length.fraction) : String(length);
}

/** `40p` as a share. */
export function readPercent(text: string | undefined): number | undefined {
  const found = percent.exec(text ?? "");
  return found ? Number(found[1]) / 100 : undefined;
}

/** A share as percent; shares have four decimals, so percent has two. */
export function writePercent(share: number): string {
  return `${Math.round(share * 10_000) / 100}p`;
}

/** True when no side is a share: sizes are pixels everywhere but in `crop`. */
export function inPixels({ width, height }: Box): boolean {
  return !isFraction(width) && !isFraction(height);
}

/** `16:9` */
export function readRatio(text: string | undefined): readonly [number, number] | undefined {
  const found = ratio.exec(text ?? "");
  return found ? [Number(found[1]), Number(found[2])] : undefined;
}

/** Writes what {@link readRatio} reads. */
export function writeRatio([width, height]: readonly [number, number]): string {
  return `${width}:${height}`;
}

const keywords = ["center", "top", "right", "bottom", "left"] as const;
// Corners have no keyword; they are said in percent of the free space.
const corners = { "top-left": "0p,0p", "top-right": "100p,0p", "bottom-left": "0p,100p", "bottom-right": "100p,100p" };

/** A keyword, `x,y` in pixels, or `x,y` in percent of the free space. */
export function readPlace(text: string | undefined): Anchor | undefined {
  const at = keywords.find((word) => word === text);
  if (at) return { kind: "named", at };
  const pixels = pixelPair.exec(text ?? "");
  if (pixels) return { kind: "offset", x: Number(pixels[1]), y: Number(pixels[2]) };
  const shares = percentPair.exec(text ?? "");
  if (!shares) return undefined;
  const [x, y] = [Number(shares[1] ?? shares[2]) / 100, Number(shares[3] ?? shares[4]) / 100];
  const corner = Object.entries(corners).find(([, written]) => written === `${writePercent(x)},${writePercent(y)}`);
  if (corner) return { kind: "named", at: corner[0] as Position };
  return { kind: "point", x, y, align: "relative" };
}

/** Writes what {@link readPlace} reads; undefined for what has no spelling. */
export function writePlace(anchor: Anchor): string | undefined {
  if (anchor.kind === "named")
    return Object.hasOwn(corners, anchor.at) ? corners[anchor.at as keyof typeof corners] : anchor.at;
  if (anchor.kind === "offset") return `${anchor.x},${anchor.y}`;
  return anchor.kind === "point" ? `${writePercent(anchor.x)},${writePercent(anchor.y)}` : undefined;
}

/** `fff`, `ffffff` or `ffffff80`, without `#`; always as eight lower-case digits. */
export function readColor(text: string | undefined): string | undefined {
  if (text === undefined || !/^(?:[0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})$/i.test(text)) return undefined;
  const long = text.length === 3 ? text.replace(/./g, "$&$&") : text;
  return (long.length === 6 ? `${long}ff` : long).toLowerCase();
}

/** Writes what {@link readColor} reads. */
export function writeColor(color: string): string {
  return color.endsWith("ff") ? color.slice(0, 6) : color;
}

/** `yes` or `no`; exactly one argument. */
export function readYesNo(args: readonly string[]): boolean | undefined {
  if (args.length !== 1) return undefined;
  return args[0] === "yes" ? true : args[0] === "no" ? false : undefined;
}
