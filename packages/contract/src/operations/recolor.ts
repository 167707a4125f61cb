import { numbers } from "../fields.ts";
import { defineOperation } from "../operation.ts";

/** Mixes channels: rows of a 3 by 3 matrix over red, green and blue, or of a 4 by 4 one with transparency. */
export const recolor = defineOperation({ name: "recolor", fields: { matrix: numbers(-10, 10, 9, 16) } });
