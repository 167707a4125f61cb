/** Layers: `l_…` or `u_…`, what acts on the layer alone, and `fl_layer_apply` with its place. */
import {
  checkSteps,
  IntaglioError,
  isFraction,
  toPixels,
  type Anchor,
  type Layer,
  type Length,
  type StepInput,
} from "@intaglio/contract";
import { readBox } from "../vocabulary/box.ts";
import { readGravity } from "../vocabulary/gravity.ts";
import { center, readPoint } from "../vocabulary/place.ts";
import { readLevel } from "../vocabulary/level.ts";
import { words } from "../vocabulary.ts";
import { splitFlags } from "./apply.ts";
import { expand, invalid, openBag, type Parameters } from "./bag.ts";
import { readLayerSource } from "./layer-source.ts";
import type { Component } from "./component.ts";
import type { Scope } from "./scope.ts";
import { readText } from "./text.ts";

type OverlayInput = Extract<StepInput, { op: "overlay" }>;

const blends: Readonly<Record<string, OverlayInput["blend"]>> = {
  multiply: "multiply",
  screen: "screen",
  overlay: "overlay",
};
const placing = ["g", "x", "y"];
const placingFlags = ["layer_apply", "no_overflow", "tiled", "cutter"];

/**
 * The overlay of a layer. `first` holds the layer itself; of `more` the last one places it, if there is any; the others
 * act on the layer and are read by `run` into `inner`.
 */
export function readLayer(
  first: Component,
  more: readonly Component[],
  scope: Scope,
  inner: Scope,
  run: (component: Component) => void,
): StepInput {
  const isAlone = more.length === 0;
  const [opening = [], ...others] = [first, ...more].map(flagByFlag);
  const source = opening.find(({ key }) => key === "l" || key === "u");
  const beside = opening.filter((one) => one !== source);
  const place = isAlone ? beside.filter((one) => isPlacing(one)) : (others.at(-1) as Component);
  const own = isAlone ? beside.filter((one) => !isPlacing(one)) : beside;
  // `CldImage` turns a layer where it places it.
  const late = isAlone ? [] : place.filter(({ key }) => key === "a");
  const bag = openBag(own, scope);
  const text = readText(source?.value ?? "", bag, scope);
  const layer: Layer = text?.layer ?? readLayerSource(expand(source?.value ?? "", scope));
  const size = readSize([without(own, text?.taken ?? []), ...others.slice(0, -1), late], inner, scope, run);
  const opacity = bag.text("o");
  return {
    op: "overlay",
    layer,
    ...size,
    steps: ownSteps(inner),
    ...(opacity !== undefined && { opacity: readOpacity(opacity, bag) }),
    ...readApply(without(place, isAlone ? [] : ["a"]), scope),
    under: source?.key === "u",
  } as OverlayInput;
}

/** The component with a parameter for each of its flags. */
function flagByFlag(component: Component): Component {
  return component.flatMap((one) =>
    one.key === "fl" ? splitFlags(one.value).map((value) => ({ key: "fl", value })) : [one],
  );
}

function isPlacing({ key, value }: Component[number]): boolean {
  return (
    placing.includes(key) ||
    (key === "fl" && placingFlags.includes(value)) ||
    (key === "e" && Object.hasOwn(blends, value))
  );
}

function without(component: Component, keys: readonly string[]): Component {
  return component.filter(({ key }) => !keys.includes(key));
}

function readOpacity(text: string, bag: Parameters): number {
  const percent = readLevel({ min: 0, max: 100, fallback: 100 }, text, bag, "o");
  if (percent === undefined) throw invalid("o", text);
  return percent / 100;
}

interface Sized {
  readonly width?: Length;
  readonly height?: Length;
  readonly fit?: OverlayInput["fit"];
}

const fits: Readonly<Record<string, OverlayInput["fit"]>> = { scale: "force", fit: "inside", fill: "cover" };

/** Runs what acts on the layer. The first size that only needs the layer, or the picture below, is the overlay's own. */
function readSize(
  components: readonly Component[],
  inner: Scope,
  outer: Scope,
  run: (component: Component) => void,
): Sized {
  let size: Sized | undefined;
  for (const [at, component] of components.entries()) {
    const flags = component.filter(({ key }) => key === "fl").map(({ value }) => value);
    const relative = flags.includes("relative");
    const sized = component.some(({ key }) => key === "w" || key === "h");
    // In the first component these are the overlay's own; elsewhere they are steps.
    let rest = at === 0 ? without(component, ["o"]) : component;
    rest = rest.filter(({ key, value }) => key !== "fl" || value !== "relative");
    const own = sized && !size && inner.steps.length === 0 ? readOwnSize(rest, relative, outer) : undefined;
    if (own) {
      size = own;
      rest = without(rest, ["c", "w", "h", "ar", "g", "dpr"]);
    } else if (relative && sized) rest = [...rest.map((one) => inPixels(one, outer)), { key: "dpr", value: "1" }];
    if (rest.length > 0) run(rest);
  }
  return size ?? {};
}

/** A share of the picture below as pixels: only its size, which must be known, makes them. */
function inPixels(parameter: Component[number], outer: Scope): Component[number] {
  const { key } = parameter;
  const side = key === "w" || key === "h" ? openBag([parameter], outer).length(key) : undefined;
  if (!isFraction(side)) return parameter;
  const below = outer.sizeAfter([]);
  const pixels = toPixels(side, key === "w" ? below.width : below.height);
  return { key, value: String(Math.max(1, pixels)) };
}

/** A layer's size in pixels, or in shares of the picture below; undefined for any other. */
function readOwnSize(component: Component, relative: boolean, outer: Scope): Sized | undefined {
  const bag = openBag(component, { ...outer, inLayer: true });
  const mode = bag.text("c") ?? "scale";
  const fit = Object.hasOwn(fits, mode) ? fits[mode] : undefined;
  if (!fit || bag.flag("ignore_aspect_ratio") || ![undefined, "center"].includes(bag.text("g"))) return undefined;
  const sides = readBox(bag);
  const shares = [sides.width, sides.height].filter(isFraction).length;
  if (shares > 0 && !relative) return undefined; // of the layer itself: a step of its own
  if (Object.keys(sides).length === 0) return undefined;
  return { ...sides, ...(Object.keys(sides).length === 2 && { fit }) };
}

function ownSteps(inner: Scope): readonly StepInput[] {
  const steps = inner.frames ? [inner.frames, ...inner.steps] : inner.steps;
  if (steps.some(({ op }) => op === "overlay")) {
    const hint = "A layer cannot hold layers: end each with fl_layer_apply before the next begins";
    throw new IntaglioError("OPERATION_UNSUPPORTED", hint, { hint });
  }
  if (Object.keys(inner.encode).length + Object.keys(inner.switches).length > 0)
    inner.notices.add("formats, qualities and the like change nothing in a layer");
  return checkSteps(steps); // without those that change nothing
}

type Applied = Pick<OverlayInput, "anchor" | "x" | "y" | "repeat" | "blend" | "overflow">;

function readApply(component: Component, scope: Scope): Applied {
  const bag = openBag(component, scope);
  const gravity = bag.text("g");
  const point = readPoint(bag);
  const anchor: Anchor = point ?? readGravity(gravity, "center") ?? center;
  const effects = bag
    .all("e")
    .map((value) => [value, Object.hasOwn(blends, value) ? blends[value] : undefined] as const);
  for (const [value, blend] of effects) if (!blend) throw wrongBlend(value);
  const flags = bag.all("fl");
  for (const flag of flags) if (![...placingFlags, "relative"].includes(flag)) checkFlag(flag, scope);
  const cuts = flags.includes("cutter");
  const [x, y] = point ? [0, 0] : [bag.length("x") ?? 0, bag.length("y") ?? 0];
  bag.text("dpr");
  for (const key of bag.untaken()) throw wrongBeside(key);
  return {
    anchor,
    x,
    y,
    repeat: flags.includes("tiled") ? "both" : "none",
    blend: cuts ? "cut" : (effects.at(-1)?.[1] ?? "over"),
    overflow: flags.includes("no_overflow") ? "clip" : "grow",
  };
}

/** Other flags beside `fl_layer_apply` are about the whole. */
function checkFlag(flag: string, scope: Scope): void {
  const name = `fl_${flag.split(":")[0] ?? ""}`;
  if (!Object.hasOwn(words, name)) throw invalid("fl", flag, "fl_layer_apply");
  scope.notices.add(`${name} changes nothing beside a layer's place`);
}

function wrongBlend(value: string): IntaglioError {
  const name = `e_${value.split(":")[0] ?? ""}`;
  const hint = Object.hasOwn(words, name)
    ? `${name} stands before fl_layer_apply, not beside it`
    : `e_${value} is not spoken beside fl_layer_apply: e_multiply, e_screen and e_overlay are`;
  return new IntaglioError("OPERATION_UNSUPPORTED", "an effect beside a layer's place", {
    hint: hint.slice(0, 200).replace(/[^\x20-\x7e]/g, "?"),
  });
}

function wrongBeside(key: string): IntaglioError {
  const hint = `${key.slice(0, 20)} means nothing beside fl_layer_apply: it takes g, x, y, and a blend`;
  return new IntaglioError("OPERATION_UNSUPPORTED", hint, { hint });
}
