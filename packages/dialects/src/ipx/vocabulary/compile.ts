/**
 * From what is asked for to steps, in the order in which sharp runs them inside the one instance that ipx makes
 * (src/pipeline.cc of sharp 0.35), and back.
 */
import { outputFormats, type Anchor, type EncodeInput, type StepInput } from "@intaglio/contract";
import type { Asked, AskedSize } from "./asked.ts";

const black = "000000ff";

/** Steps and output settings. */
export interface Compiled {
  readonly steps: readonly StepInput[];
  readonly encode: EncodeInput;
}

/** What the asked-for things do, in their true order. */
export function compile(asked: Asked): Compiled {
  return { steps: [...shapes(asked), ...looks(asked)], encode: encoding(asked) };
}

/** A step, when there is something to do. */
function when<Value>(value: Value | undefined, make: (value: Value) => StepInput): StepInput[] {
  return value === undefined || value === false ? [] : [make(value)];
}

function shapes(asked: Asked): StepInput[] {
  const { orient, trim, crop, flatten, gamma, grayscale, cropAfter, extend, background = black } = asked;
  const turns = turnsOf(asked);
  return [
    ...(orient === "first" ? [{ op: "orient" } as const] : []),
    ...turns.first,
    ...when(trim, (threshold) => ({ op: "trim", threshold })),
    ...when(crop, cut),
    ...(orient === "cropped" ? [{ op: "orient" } as const] : []),
    ...when(flatten, () => ({ op: "flatten", color: background })),
    ...when(gamma, ({ before }) => ({ op: "adjust", gamma: 1 / before })),
    ...when(grayscale, () => ({ op: "filter", name: "grayscale" })),
    ...turns.before,
    ...turns.resize,
    ...turns.after,
    ...when(cropAfter, cut),
    ...when(extend, (edges) => ({ op: "extend", ...edges, ...(edges.fill === "color" && { color: background }) })),
  ];
}

function cut({ left, top, width, height }: NonNullable<Asked["crop"]>): StepInput {
  return { op: "crop", x: left, y: top, width, height };
}

interface Turns {
  /** Before everything about sizes. */
  readonly first: readonly StepInput[];
  readonly before: readonly StepInput[];
  readonly resize: readonly StepInput[];
  readonly after: readonly StepInput[];
}

/**
 * sharp turns first when a resize or a trim is called after the turn. Otherwise it turns between scaling and the
 * resize's own crop, which then cuts a box whose sides were not swapped: `rotate_90,h_100` comes out square.
 * Mirrors come right before the turn.
 */
function turnsOf(asked: Asked): Turns {
  const { rotate: degrees, size, trim, fit = "cover", position, background = black } = asked;
  const { flip = false, flop = false } = asked;
  const mirrors = flip || flop ? [{ op: "flip", vertical: flip, horizontal: flop } as const] : [];
  const resize = when(size, (given) => resizeStep(asked, given));
  if (degrees === undefined) return { first: [], before: mirrors, resize, after: [] };
  const isQuarter = degrees % 90 === 0;
  const turn: StepInput = { op: "rotate", degrees, ...(!isQuarter && { background }) };
  const across = degrees === 90 || degrees === 270;
  const box = isBox(size);
  // A padded box around a picture turned within it cannot be said in steps.
  const unsayable = across && box && fit === "contain";
  if (trim !== undefined || size?.early === false || unsayable)
    return { first: [...mirrors, turn], before: [], resize, after: [] };
  if (!size || degrees === 180) return { first: [], before: [...mirrors, turn], resize, after: [] };
  if (!across || (box && fit !== "cover")) return { first: [], before: mirrors, resize, after: [turn] };
  const covered: StepInput[] = box
    ? [{ op: "resize", width: size.width, height: size.height, mode: "outside", enlarge: enlarging(asked) }]
    : resize;
  const cropped = cropTurned(size, box ? position : undefined);
  return { first: [], before: mirrors, resize: covered, after: [turn, cropped] };
}

function cropTurned({ width = 0, height = 0 }: AskedSize, anchor: Anchor | undefined): StepInput {
  const whole = { fraction: 1 };
  return { op: "crop", width: width || whole, height: height || whole, ...(anchor && { anchor }) };
}

function isBox(size: AskedSize | undefined): boolean {
  return size?.width !== undefined && size.height !== undefined;
}

function enlarging({ enlarge }: Asked): "allow" | "never" {
  return enlarge === true ? "allow" : "never";
}

const modes = { contain: "pad", cover: "cover", fill: "force", inside: "inside", outside: "outside" } as const;

function resizeStep(asked: Asked, { width, height }: AskedSize): StepInput {
  const { fit = "cover", position, kernel, background = black } = asked;
  const enlarge = enlarging(asked);
  if (width === undefined || height === undefined) return { op: "resize", width, height, enlarge };
  const anchored = fit === "cover" || fit === "contain";
  return {
    op: "resize",
    width,
    height,
    mode: modes[fit],
    enlarge,
    kernel,
    // A box larger than the picture shrinks to the largest of its ratio within it.
    ...(enlarge === "never" && (fit === "cover" || fit === "fill") && { whenSmall: "keep-aspect" }),
    ...(anchored && { anchor: position }),
    ...(fit === "contain" && { background }),
  };
}

function looks(asked: Asked): StepInput[] {
  const { median, threshold, dilate, erode, blur, unflatten, sharpen, gamma, linear, normalize, clahe, tint, negate } =
    asked;
  return [
    ...when(median, (size) => ({ op: "texture", name: "median", size })),
    ...when(threshold, (given) => ({ op: "filter", name: "threshold", ...given })),
    ...when(dilate, (size) => ({ op: "texture", name: "dilate", size })),
    ...when(erode, (size) => ({ op: "texture", name: "erode", size })),
    ...when(blur, (sigma) => ({ op: "blur", sigma })),
    ...when(unflatten, () => ({ op: "transparent", color: "ffffffff", tolerance: 0 })),
    ...modulation(asked),
    ...when(sharpen, (given) => ({ op: "sharpen", ...given })),
    ...veil(asked),
    ...when(gamma, ({ after }) => ({ op: "adjust", gamma: after })),
    ...when(linear, ({ factor, offset }) => ({ op: "linear", factor: [factor], offset: [offset] })),
    ...when(normalize, (given) => ({ op: "filter", name: "normalise", ...given })),
    ...when(clahe, ({ width: size, height, limit }) => ({ op: "texture", name: "clahe", size, height, limit })),
    // sharp leaves a grey picture grey.
    ...when(asked.grayscale === true ? undefined : tint, (color) => ({ op: "filter", name: "tint", color })),
    ...when(negate, ({ channels }) => ({ op: "filter", name: "negate", channels })),
  ];
}

function modulation({ brightness, saturation, hue, lightness }: Asked): StepInput[] {
  const one: StepInput = { op: "adjust", brightness, saturation, hue, lightness };
  return [brightness, saturation, hue, lightness].some((value) => value !== undefined) ? [one] : [];
}

/** With a background, ipx lays that colour over instead of taking opacity away. */
function veil({ opacity, background }: Asked): StepInput[] {
  if (opacity === undefined) return [];
  if (background === undefined) return [{ op: "opacity", amount: opacity }];
  const layer = { kind: "color", color: background, width: { fraction: 1 }, height: { fraction: 1 } } as const;
  return [{ op: "overlay", layer, opacity: 1 - opacity }];
}

/** ipx makes transparent parts of a JPEG black. It keeps GIF's frames always and others' when asked. */
function encoding({ format, quality, animated = false }: Asked): EncodeInput {
  const basics: EncodeInput = { background: black, ...(quality !== undefined && { quality }) };
  switch (format) {
    case undefined:
      return { ...basics, format: "same", allowed: outputFormats };
    case "auto":
      return { ...basics, format, allowed: animated ? ["webp", "gif"] : ["avif", "webp", "jpeg", "png"], animated };
    case "jpeg":
      return { ...basics, format, progressive: true, animated };
    default:
      return { ...basics, format, animated: animated || format === "gif" };
  }
}
