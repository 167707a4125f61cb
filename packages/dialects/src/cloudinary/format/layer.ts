/** Overlays as layers: the layer, what acts on it alone, and its place. */
import type { Layer, Step, StepOf } from "@intaglio/contract";
import { isFraction } from "@intaglio/contract";
import { encodeBase64 } from "../parse/layer-source.ts";
import { styles } from "../parse/text.ts";
import { writeColor, writeDecimal } from "../vocabulary/arguments.ts";
import { writeBox, writeSide } from "../vocabulary/box.ts";
import { escapeTwice } from "../vocabulary/output.ts";
import { sayPlace } from "../vocabulary/place.ts";
import { writeNamed } from "./source.ts";

type Overlay = StepOf<"overlay">;
type Text = Extract<Layer, { kind: "text" }>;

/** The components of an overlay; undefined for layers without a spelling. `saySteps` writes the layer's own steps. */
export function sayOverlay(
  step: Overlay,
  saySteps: (steps: readonly Step[]) => string[],
): readonly string[] | undefined {
  const source = sayLayer(step.layer);
  const place = sayPlace(step.anchor);
  if (source === undefined || place === undefined) return undefined;
  const isText = step.layer.kind === "text";
  const opacity = step.opacity === 1 ? [] : [`o_${writeDecimal(step.opacity * 100)}`];
  const size = saySize(step);
  // A text's own w and h are the box it is wrapped into.
  const opening = [
    ...opacity,
    ...(isText ? [] : size),
    `${step.under ? "u" : "l"}_${source}`,
    ...(step.layer.kind === "text" ? saySurroundings(step.layer) : []),
  ];
  const closing = [
    "fl_layer_apply",
    ...place.filter((one) => one !== undefined),
    ...[writeOffset("x", step.x), writeOffset("y", step.y)].filter((one) => one !== undefined),
    ...(step.overflow === "clip" ? ["fl_no_overflow"] : []),
    ...(step.repeat === "none" ? [] : ["fl_tiled"]),
    ...(step.blend === "over" ? [] : [step.blend === "cut" ? "fl_cutter" : `e_${step.blend}`]),
  ];
  const own = isText && size.length > 0 ? [size.join(",")] : [];
  return [opening.join(","), ...own, ...saySteps(step.steps), closing.join(",")];
}

function writeOffset(key: "x" | "y", length: Overlay["x"]): string | undefined {
  return length === 0 ? undefined : writeSide(key, length);
}

const modes = { force: "scale", inside: "fit", cover: "fill" } as const;

function saySize({ width, height, fit }: Overlay): string[] {
  const sides = [width, height].filter((side) => side !== undefined);
  if (sides.length === 0) return [];
  const mode = sides.length === 2 ? modes[fit] : "scale";
  const box = writeBox({ width, height }).filter((one) => one !== undefined);
  return [`c_${mode}`, ...(sides.some(isFraction) ? ["fl_relative"] : []), ...box];
}

function sayLayer(layer: Layer): string | undefined {
  switch (layer.kind) {
    case "self":
    case "color":
      return undefined;
    case "text":
      return sayText(layer);
    case "url":
      return `fetch:${encodeBase64(layer.url)}`;
    default:
      return writeNamed(layer);
  }
}

function sayText(text: Text): string | undefined {
  const weight = Object.keys(styles).find(
    (name) => (styles[name]?.weight ?? (name === "normal" ? 400 : 0)) === text.weight,
  );
  if (weight === undefined) return undefined;
  const style = [
    encodeURIComponent(text.family),
    writeDecimal(text.size),
    ...(weight === "normal" ? [] : [weight]),
    ...(["italic", "underline", "strikethrough"] as const).filter((name) => text[name]),
    ...(text.align === "start" ? [] : [text.align]),
    ...(text.strokeWidth > 0 ? ["stroke"] : []),
    ...(text.letterSpacing === 0 ? [] : [`letter_spacing_${writeDecimal(text.letterSpacing)}`]),
    ...(text.lineSpacing === 0 ? [] : [`line_spacing_${writeDecimal(text.lineSpacing)}`]),
  ];
  return `text:${style.join("_")}:${escapeTwice(text.text)}`;
}

/** The colours, line and box of a text, which stand beside it. */
function saySurroundings(text: Text): string[] {
  const { width, height, strokeWidth, strokeColor, backdrop, backdropColor } = text;
  const wraps = width !== undefined || height !== undefined;
  return [
    `co_${writeColor(text.color)}`,
    ...(strokeWidth > 0 ? [`bo_${writeDecimal(strokeWidth)}px_solid_${writeColor(strokeColor)}`] : []),
    ...(backdrop === "none" ? [] : [`b_${writeColor(backdropColor)}`]),
    ...(wraps ? ["c_fit", ...(isFraction(width) || isFraction(height) ? ["fl_relative"] : [])] : []),
    ...writeBox({ width, height }).filter((one) => one !== undefined),
  ];
}
