import { oneOf, withDefault } from "../fields.ts";
import { defineOperation } from "../operation.ts";

/** Keeps the picture's subject and makes the rest transparent. */
export const segment = defineOperation({
  name: "segment",
  fields: { keep: withDefault(oneOf("foreground"), "foreground") },
});
