/** Neighbours and parts. */
import { row, type Row } from "./row.ts";

const bird = "ladybird small";
const box = {
  within: "box",
  x: { fraction: 0.25 },
  y: { fraction: 0.25 },
  width: { fraction: 0.5 },
  height: { fraction: 0.5 },
} as const;

/** Golden pictures of operations that look around, or act on a part. */
export const partRows: readonly Row[] = [
  row("blur", bird, { op: "blur", sigma: 3 }),
  row("blur-wide", bird, { op: "blur", sigma: 25 }),
  row("blur-half", bird, { op: "blur", sigma: 6, amount: 0.5 }),
  row("blur-unsharp", bird, { op: "blur", sigma: 2, amount: -1 }),
  row("blur-box", bird, { op: "blur", sigma: 5, ...box }),
  row("blur-cut-out", "ladybird cut out", { op: "blur", sigma: 4 }),
  row("blur-half-cut-out", "ladybird cut out", { op: "blur", sigma: 8, amount: 0.6 }),
  row("pixelate", bird, { op: "pixelate", size: 12 }),
  row("pixelate-box", bird, { op: "pixelate", size: 9, ...box }),
  row("pixelate-cut-out", "ladybird cut out", { op: "pixelate", size: 16 }),
  row("sharpen", "meadow small", { op: "sharpen" }),
  row("sharpen-strong", "meadow small", { op: "sharpen", sigma: 2, amount: 3 }),
  row("sharpen-flat", bird, { op: "sharpen", amount: 0, flat: 4, threshold: 5 }),
  row(
    "transparent",
    bird,
    { op: "extend", left: 20, right: 20, top: 20, bottom: 20, color: "ffffff" },
    { op: "transparent", color: "ffffff", tolerance: 60 },
  ),
  row("transparent-corner", "meadow small", { op: "transparent", tolerance: 40 }),
];
