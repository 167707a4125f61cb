/** The steps the studio offers: their controls, and how their values become a step of a plan. */
import { colourKinds } from "./colour-steps.js";
import { check, choice, color, number, slider, wideChoice } from "./control-kinds.js";

const places = [
  ["center", "the centre"],
  ["top", "the top"],
  ["right", "the right"],
  ["bottom", "the bottom"],
  ["left", "the left"],
];
const ratios = ["1:1", "4:3", "3:2", "16:9", "2:1", "3:4", "2:3", "9:16"].map((ratio) => [
  ratio,
  ratio.replace(":", " : "),
]);

const modes = [
  ["inside", "Fit inside"],
  ["cover", "Fill and crop"],
  ["pad", "Fit inside and fill up"],
  ["force", "Exact, may distort"],
];

/** A side left empty is left out: the other one then decides. */
const side = (value) => (Number.isInteger(value) && value > 0 ? value : undefined);
const auto = "auto";
const isBox = (v) => side(v.width) !== undefined && side(v.height) !== undefined;
/** The grammar has no word for fitting into a box and enlarging for it. */
const mayEnlarge = (v) => !isBox(v) || v.mode === "cover" || v.mode === "force";

function toResize({ mode, width, height, at, fill, enlarge }) {
  const step = { op: "resize", width: side(width), height: side(height) };
  const grow = enlarge ? "allow" : "never";
  if (!isBox(step)) return { ...step, mode: "inside", enlarge: grow };
  if (mode === "cover")
    return {
      ...step,
      mode,
      enlarge: grow,
      anchor: { kind: "named", at },
      ...(enlarge ? {} : { whenSmall: "keep-aspect" }),
    };
  if (mode === "pad") return { ...step, mode, enlarge: "never", background: fill.slice(1) };
  return { ...step, mode, enlarge: mode === "force" ? grow : "never" };
}

/**
 * Each kind of step: `controls` are shown when their `shown` says so, `start` are the first values (from the
 * picture's size), `say` sums a step up, `toPart` is what the server signs.
 */
export const stepKinds = {
  resize: {
    label: "Resize",
    controls: [
      wideChoice("mode", "How", modes),
      number("width", "Width", 1, 5000),
      number("height", "Height", 1, 5000),
      wideChoice("at", "Keep", places, (v) => v.mode === "cover" && isBox(v)),
      color("fill", "Fill with", (v) => v.mode === "pad" && isBox(v)),
      check("enlarge", "Enlarge a smaller picture", mayEnlarge),
    ],
    start: () => ({ mode: "inside", width: 1200, height: 900, at: "center", fill: "#ffffff", enlarge: false }),
    say: (v) => `${side(v.width) ?? auto} × ${side(v.height) ?? auto}`,
    toPart: toResize,
  },
  crop: {
    label: "Crop",
    controls: [
      wideChoice("by", "To", [
        ["aspect", "a ratio"],
        ["box", "a box of pixels"],
      ]),
      choice("aspect", "Ratio", ratios, (v) => v.by === "aspect"),
      choice("at", "Keep", places, (v) => v.by === "aspect"),
      number("x", "From left", 0, 16_384, (v) => v.by === "box"),
      number("y", "From top", 0, 16_384, (v) => v.by === "box"),
      number("width", "Width", 1, 5000, (v) => v.by === "box"),
      number("height", "Height", 1, 5000, (v) => v.by === "box"),
    ],
    start: (picture) => ({
      by: "aspect",
      aspect: "1:1",
      at: "center",
      x: Math.round((picture.width ?? 800) / 4),
      y: Math.round((picture.height ?? 600) / 4),
      width: Math.round((picture.width ?? 800) / 2),
      height: Math.round((picture.height ?? 600) / 2),
    }),
    say: (v) => (v.by === "aspect" ? `to ${v.aspect}` : `${v.width} × ${v.height} at ${v.x}, ${v.y}`),
    toPart: ({ by, aspect, at, x, y, width, height }) =>
      by === "aspect"
        ? { op: "crop", aspect: aspect.split(":").map(Number), anchor: { kind: "named", at } }
        : { op: "crop", x, y, width, height, outside: "ffffff" }, // the grammar always fills what lies outside
  },
  rotate: {
    label: "Rotate",
    controls: [
      wideChoice("degrees", "Clockwise", [
        ["90", "a quarter"],
        ["180", "a half"],
        ["270", "three quarters"],
      ]),
    ],
    start: () => ({ degrees: "90" }),
    say: (v) => `${v.degrees}° clockwise`,
    toPart: ({ degrees }) => ({ op: "rotate", degrees: Number(degrees) }),
  },
  flip: {
    label: "Flip",
    controls: [
      wideChoice("axis", "Swap", [
        ["horizontal", "left and right"],
        ["vertical", "top and bottom"],
      ]),
    ],
    start: () => ({ axis: "horizontal" }),
    say: (v) => (v.axis === "vertical" ? "top and bottom" : "left and right"),
    toPart: ({ axis }) => ({ op: "flip", [axis]: true }),
  },
  blur: {
    label: "Blur",
    controls: [slider("sigma", "Radius", 0.5, 40, 0.5, " px")],
    start: () => ({ sigma: 6 }),
    say: (v) => `${v.sigma} px`,
    toPart: ({ sigma }) => ({ op: "blur", sigma }),
  },
  sharpen: {
    label: "Sharpen",
    controls: [slider("amount", "Amount", 0.2, 4, 0.2)],
    start: () => ({ amount: 1 }),
    say: (v) => `amount ${v.amount}`,
    toPart: ({ amount }) => ({ op: "sharpen", amount }),
  },
  ...colourKinds,
  grayscale: {
    label: "Grayscale",
    controls: [],
    start: () => ({}),
    say: () => "",
    toPart: () => ({ op: "filter", name: "grayscale" }),
  },
};

/** How the result is written, and how long its URL is good for. */
export const outputControls = [
  choice("format", "Format", [
    ["auto", "Auto"],
    ["same", "As uploaded (JPEG or PNG)"],
    ["jpeg", "JPEG"],
    ["png", "PNG"],
    ["webp", "WebP"],
  ]),
  choice("quality", "Quality", [
    ["lightest", "Lightest"],
    ["lighter", "Lighter"],
    ["normal", "Normal"],
    ["better", "Better"],
    ["best", "Best"],
  ]),
  choice("expiresIn", "The URL is good for", [
    ["15", "15 seconds"],
    ["300", "5 minutes"],
    ["3600", "1 hour"],
    ["86400", "1 day"],
    ["604800", "7 days"],
  ]),
];

/** The output's first values. */
export const startOutput = () => ({ format: "auto", quality: "normal", expiresIn: "3600" });

/** The studio's steps and output as the parts the server signs. */
export function toParts(steps, output) {
  return [...steps.map(({ kind, values }) => stepKinds[kind].toPart(values)), toEncode(output)];
}

/** How the result is written, as a part. "As uploaded" is Uploadcare's `preserve`, which knows two formats. */
export function toEncode({ format, quality }) {
  return { op: "encode", encode: { format, quality, ...(format === "same" ? { allowed: ["jpeg", "png"] } : {}) } };
}

/** What is wrong with a step's values, in words; undefined when nothing is. */
export function checkStep({ kind, values }) {
  for (const control of stepKinds[kind].controls) {
    if (control.kind !== "number" || !control.shown(values)) continue;
    const value = values[control.name];
    const optional = kind === "resize";
    if (optional && value === null) continue;
    if (!Number.isInteger(value) || value < control.min || value > control.max)
      return `${stepKinds[kind].label}: ${control.label.toLowerCase()} must be a whole number from ${control.min} to ${control.max}.`;
  }
  if (kind === "resize" && values.width === null && values.height === null)
    return "Resize: give a width, a height, or both.";
  return undefined;
}
