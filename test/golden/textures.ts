/** Effects over neighbours. */
import { row, type Row } from "./row.ts";

const bird = "ladybird small";

/** Golden pictures of every texture. */
export const textureRows: readonly Row[] = [
  row("texture-median", bird, { op: "texture", name: "median", size: 5 }),
  row("texture-dilate", bird, { op: "texture", name: "dilate", size: 2 }),
  row("texture-erode", bird, { op: "texture", name: "erode", size: 2 }),
  row("texture-clahe", "meadow small", { op: "texture", name: "clahe", size: 60 }),
  row("texture-clahe-free", bird, { op: "texture", name: "clahe", size: 80, height: 40, limit: 0 }),
  row("texture-oil", bird, { op: "texture", name: "oil", size: 5 }),
  row("texture-oil-large", "meadow small", { op: "texture", name: "oil", size: 9 }),
  row("texture-cartoon", bird, { op: "texture", name: "cartoon", size: 3 }),
  row(
    "texture-cartoon-lines",
    "ladybird",
    { op: "texture", name: "cartoon", size: 6, limit: 100 },
    { op: "resize", width: 240 },
  ),
  row("texture-cartoon-no-lines", bird, { op: "texture", name: "cartoon", size: 4, limit: 0 }),
  ...(["median", "dilate", "erode", "oil", "cartoon"] as const).map((name) =>
    row(`texture-${name}-cut-out`, "ladybird cut out", { op: "texture", name, size: 4 }),
  ),
];
