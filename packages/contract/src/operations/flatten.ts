import { color, withDefault } from "../fields.ts";
import { defineOperation } from "../operation.ts";

/** Puts a colour behind transparent parts; the picture is opaque after it. */
export const flatten = defineOperation({
  name: "flatten",
  fields: { color: withDefault(color, "ffffffff") },
});
