/** Transformations and their meaning, a row each. */
import { layers } from "./plans/layers.ts";
import { looks } from "./plans/looks.ts";
import type { Row } from "./plans/making.ts";
import { output } from "./plans/output.ts";
import { sizes } from "./plans/sizes.ts";
import { variables } from "./plans/variables.ts";

/** Every row. */
export const rows: readonly Row[] = [...sizes, ...looks, ...output, ...layers, ...variables];
