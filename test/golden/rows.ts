/** Every row, by topic. */
import { colorRows } from "./colors.ts";
import { encodingRows } from "./encodings.ts";
import { geometryRows } from "./geometry.ts";
import { layerRows } from "./layers.ts";
import { lookRows } from "./looks.ts";
import { partRows } from "./parts.ts";
import type { Row } from "./row.ts";
import { textureRows } from "./textures.ts";

/** Every picture that must go on looking as it does. */
export const rows: readonly Row[] = [
  ...geometryRows,
  ...colorRows,
  ...lookRows,
  ...partRows,
  ...textureRows,
  ...layerRows,
  ...encodingRows,
];
