/** Sizes, parts, turns and canvas. */
import { row, type Row } from "./row.ts";

const face = { kind: "detect", by: ["face", "saliency"], otherwise: "center" } as const;

/** Golden pictures of operations that move pixels. */
export const geometryRows: readonly Row[] = [
  row("resize-inside", "meadow", { op: "resize", width: 200, height: 200 }),
  row("resize-outside", "ladybird", { op: "resize", width: 180, height: 180, mode: "outside" }),
  row("resize-cover", "ladybird", { op: "resize", width: 160, height: 200, mode: "cover" }),
  row("resize-cover-left", "meadow", {
    op: "resize",
    width: 120,
    height: 160,
    mode: "cover",
    anchor: { kind: "named", at: "left" },
  }),
  row("resize-cover-saliency", "ladybird", { op: "resize", width: 100, height: 200, mode: "cover", anchor: face }),
  row("resize-force", "ladybird", { op: "resize", width: 220, height: 80, mode: "force" }),
  row("resize-pad", "ladybird", { op: "resize", width: 200, height: 200, mode: "pad", background: "336699" }),
  row(
    "resize-enlarge",
    "ladybird small",
    { op: "crop", x: 80, y: 50, width: 60, height: 40 },
    { op: "resize", width: 220, enlarge: "allow" },
  ),
  row(
    "resize-enlarge-nearest",
    "ladybird small",
    { op: "crop", x: 80, y: 50, width: 60, height: 40 },
    { op: "resize", width: 220, enlarge: "allow", kernel: "nearest" },
  ),
  row("resize-cut-out", "ladybird cut out", { op: "resize", width: 120 }),
  row("orient", "ladybird on its side", { op: "orient" }),
  row("orient-not", "ladybird on its side"),
  row("frames-second", "ladybird moving", { op: "frames", first: 2 }),
  row("crop-box", "meadow", { op: "crop", x: 300, y: 200, width: 200, height: 150 }),
  row("crop-outside", "ladybird small", { op: "crop", x: -40, y: -20, width: 200, height: 150, outside: "ffcc00" }),
  row("crop-aspect-right", "meadow small", { op: "crop", aspect: [1, 1], anchor: { kind: "named", at: "right" } }),
  row("rotate-quarter", "ladybird small", { op: "rotate", degrees: 90 }),
  row("rotate-any", "ladybird small", { op: "rotate", degrees: 25, background: "22aa66" }),
  row("rotate-transparent", "meadow small", { op: "rotate", degrees: 340 }),
  row("shear-across", "ladybird small", { op: "shear", x: 20, background: "ffffff" }),
  row("shear-both", "meadow small", { op: "shear", x: -15, y: 10 }),
  row("flip-horizontal", "ladybird small", { op: "flip", horizontal: true }),
  row("flip-vertical", "ladybird small", { op: "flip", vertical: true }),
  ...(["color", "copy", "repeat", "mirror"] as const).map((fill) =>
    row(
      `extend-${fill}`,
      "ladybird small",
      { op: "resize", width: 140 },
      { op: "extend", left: 40, right: 20, top: 30, bottom: 10, fill, color: "803300" },
    ),
  ),
  row("extend-aspect", "meadow small", { op: "extend", aspect: [1, 1], color: "203040" }),
  row(
    "trim",
    "ladybird small",
    { op: "extend", left: 30, top: 20, right: 10, bottom: 50, color: "fedcba" },
    { op: "trim", keep: 5 },
  ),
  row("flatten", "ladybird cut out", { op: "flatten", color: "88ccff" }),
  row("opacity", "ladybird small", { op: "opacity", amount: 0.4 }),
  row(
    "chain",
    "meadow",
    { op: "crop", aspect: [4, 3] },
    { op: "rotate", degrees: 8, background: "ffffff" },
    { op: "resize", width: 200 },
    { op: "extend", left: 8, right: 8, top: 8, bottom: 8, color: "000000" },
  ),
];
