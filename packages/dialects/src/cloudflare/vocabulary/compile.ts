/** From what is asked for to steps, in the service's fixed order. */
import {
  IntaglioError,
  outputFormats,
  type Anchor,
  type EncodeInput,
  type Hints,
  type StepInput,
} from "@intaglio/contract";
import { pointOf } from "./arguments.ts";
import { edges, type Asked } from "./asked.ts";

const black = "000000ff";
const whole = { fraction: 1 } as const;

/** Where an address stands: hosted pictures are negotiated without asking. */
export type Place = "hosted" | "transform";

/** Steps, output settings and what could only nearly be done. */
export interface Compiled {
  readonly steps: readonly StepInput[];
  readonly encode: EncodeInput;
  readonly notices: readonly string[];
}

/** What the asked-for things do: upright, cut out, trimmed, mirrored, turned, sized, framed, adjusted, blurred, sharpened. */
export function compile(given: Asked, place: Place, hints: Hints = {}): Compiled {
  const asked = scaled(given, hints);
  const { segment, flip, rotate, background, blur, sharpen } = asked;
  const steps: StepInput[] = [
    { op: "orient" },
    ...(segment === true ? [{ op: "segment" } as const] : []),
    ...trims(asked),
    ...(flip ? [{ op: "flip", ...flip } as const] : []),
    ...(rotate === undefined ? [] : [{ op: "rotate", degrees: rotate } as const]),
    ...resizes(asked),
    ...(background?.endsWith("ff") === true ? [{ op: "flatten", color: background } as const] : []),
    ...frames(asked),
    ...adjustments(asked),
    ...(blur === undefined ? [] : [{ op: "blur", sigma: blur } as const]),
    ...(sharpen === undefined ? [] : [{ op: "sharpen", amount: sharpen } as const]),
  ];
  return { steps, encode: encoding(asked, place), notices: [...(asked.notices ?? []), ...noticesOf(given)] };
}

/** A length that is known: `width=auto` has become a number. */
interface Scaled extends Asked {
  readonly width?: number;
}

/** With `width=auto` decided and lengths multiplied by `dpr`, rounded half up. */
function scaled(asked: Asked, hints: Hints): Scaled {
  const { width, height, dpr = 1, trim, border, trimBorder } = asked;
  const times = (value: number): number => checkLength(Math.floor(value * dpr + 0.5));
  const all = <Lengths extends object>(lengths: Lengths): Lengths =>
    Object.fromEntries(
      Object.entries(lengths).map(([key, value]) => [key, typeof value === "number" ? times(value) : value]),
    ) as Lengths;
  const across = width === "auto" ? widthFor(asked, hints) : width;
  return {
    ...asked,
    ...(across !== undefined ? { width: Math.max(1, times(across)) } : { width: undefined }),
    ...(height !== undefined && { height: Math.max(1, times(height)) }),
    ...(trim && { trim: all(trim) }),
    ...(border && { border: all(border) }),
    ...(trimBorder?.keep !== undefined && { trimBorder: { ...trimBorder, keep: times(trimBorder.keep) } }),
  } as Scaled;
}

function checkLength(value: number): number {
  if (value <= 16_384) return value;
  const hint = "a length times dpr is more than 16384 pixels";
  throw new IntaglioError("PLAN_TOO_LARGE", hint, { hint });
}

/** The narrowest breakpoint that is as wide as the picture's place, else the window, in device pixels. */
function widthFor({ breakpoints = [320, 768, 960, 1200], desktop = 1200 }: Asked, hints: Hints): number {
  const { width, viewportWidth, dpr = 1 } = hints;
  const wanted = width ?? (viewportWidth === undefined ? undefined : viewportWidth * dpr);
  if (wanted === undefined) return desktop;
  return breakpoints.find((breakpoint) => breakpoint >= wanted) ?? breakpoints.at(-1) ?? desktop;
}

/**
 * Pixels from each side. A crop counts from the left and the top; for the other two the picture is mirrored, cropped
 * and mirrored back. A box as large as the picture is cut to what of it is there.
 */
function trims({ trim, trimBorder }: Asked): StepInput[] {
  if (trimBorder) {
    const { color, tolerance, keep } = trimBorder;
    return [{ op: "trim", threshold: tolerance, color, keep }];
  }
  const { left = 0, top = 0, right = 0, bottom = 0, width, height } = trim ?? {};
  const cuts: StepInput[] = [];
  if (left + top > 0 || width !== undefined || height !== undefined)
    cuts.push({ op: "crop", x: left, y: top, width: width ?? whole, height: height ?? whole });
  if (right + bottom > 0) {
    const mirror = { op: "flip", horizontal: right > 0, vertical: bottom > 0 } as const;
    cuts.push(mirror, { op: "crop", x: right, y: bottom, width: whole, height: whole }, mirror);
  }
  return cuts;
}

/** Fits that need both sides; with one they scale. */
const cutting: readonly string[] = ["cover", "crop", "aspect-crop", "pad"];
const enlarging: readonly string[] = ["contain", "cover", "pad", "squeeze"];

function resizes({ width, height, fit = "scale-down", background, ...asked }: Scaled): StepInput[] {
  if (width === undefined && height === undefined) return [];
  const enlarge = fit === "scale-up" ? "only" : enlarging.includes(fit) ? "allow" : "never";
  const size = { op: "resize", width, height, enlarge } as const;
  if (width === undefined || height === undefined) return [size];
  switch (fit) {
    case "squeeze":
      return [{ ...size, mode: "force" }];
    case "pad":
      return [{ ...size, mode: "pad", background }];
    case "cover":
    case "crop":
    case "aspect-crop": {
      const small = fit === "aspect-crop" ? ({ whenSmall: "keep-aspect" } as const) : {};
      return [{ ...size, mode: "cover", anchor: anchorOf(asked), ...small, ...zoomOf(asked) }];
    }
    default:
      return [size];
  }
}

function anchorOf({ gravity, align }: Asked): Anchor | undefined {
  if (align !== "center" || !gravity) return gravity;
  if (gravity.kind === "named") return { kind: "point", ...pointOf(gravity.at), align };
  return gravity.kind === "point" ? { ...gravity, align } : gravity;
}

function zoomOf({ gravity, zoom }: Asked): { readonly zoom?: number } {
  return zoom !== undefined && seesFaces(gravity) ? { zoom } : {};
}

function seesFaces(gravity: Anchor | undefined): boolean {
  return gravity?.kind === "detect" && gravity.by.includes("face");
}

/** One width is a frame; widths by side add canvas. */
function frames({ border }: Asked): StepInput[] {
  if (!border) return [];
  const { width, color = black, top, right, bottom, left } = border;
  const sides = edges.some((edge) => border[edge] !== undefined);
  return [
    ...(width === undefined ? [] : [{ op: "border", width, color } as const]),
    ...(sides ? [{ op: "extend", top, right, bottom, left, color } as const] : []),
  ];
}

function adjustments({ brightness, contrast, gamma, saturation }: Asked): StepInput[] {
  const asked = [brightness, contrast, gamma, saturation].some((value) => value !== undefined);
  return asked ? [{ op: "adjust", brightness, contrast, gamma, saturation }] : [];
}

function encoding(asked: Asked, place: Place): EncodeInput {
  const { quality = "better", savingQuality, animated = true, metadata = "copyright", fast = false } = asked;
  const basics: EncodeInput = { quality, savingQuality, animated, metadata, ...(fast && { effort: "fast" }) };
  const format = asked.format ?? (place === "hosted" ? "auto" : "json");
  switch (format) {
    case "avif":
    case "png":
      return { ...basics, format };
    case "webp":
      return { ...basics, format, ...(quality === 100 && { lossless: true }) };
    case "jpeg":
      return { ...basics, format, progressive: true };
    case "baseline-jpeg":
      return { ...basics, format: "jpeg" };
    case "auto":
    case "json": // facts say what no format would give
      return format === "auto" && !fast
        ? { ...basics, format, allowed: outputFormats }
        : { ...basics, format: "same", allowed: animated ? ["jpeg", "png", "gif"] : ["jpeg", "png"] };
  }
}

/** What the service leaves out, most of it in silence. */
function noticesOf({
  width,
  height,
  fit,
  gravity,
  zoom,
  background,
  breakpoints,
  desktop,
  mobile,
  trim,
  trimBorder,
}: Asked): string[] {
  const lost: string[] = [];
  const sides = [width, height].filter((side) => side !== undefined).length;
  const cuts = fit !== undefined && cutting.includes(fit);
  if (cuts && sides === 1) lost.push(`fit=${fit} needs width and height: the picture is only scaled`);
  if (fit !== undefined && sides === 0) lost.push("fit has no effect without width or height");
  if (gravity !== undefined && (sides < 2 || !cuts || fit === "pad"))
    lost.push("gravity has no effect where nothing is cut off");
  if (zoom !== undefined && !seesFaces(gravity)) lost.push("zoom has no effect without gravity=face");
  if (background?.endsWith("ff") === false && (fit !== "pad" || sides < 2))
    lost.push("background has no effect: one that is not opaque fills padding only");
  if (width !== "auto" && (breakpoints ?? desktop ?? mobile) !== undefined)
    lost.push("wbreakpoints, wdesktop and wmobile have no effect without width=auto");
  if (trim && trimBorder) lost.push("trim in pixels has no effect beside trim=border");
  return lost;
}
