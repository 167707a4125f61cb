import { integer, optional } from "../fields.ts";
import { defineOperation } from "../operation.ts";

/** Which frames of an animation, or pages of a document, are taken. It can only stand first, and once. */
export const frames = defineOperation({
  name: "frames",
  fields: {
    /** The first one, counted from 1. One beyond the last counts as the last. */
    first: integer(1, 10_000),
    /** How many at most; all from the first on when absent. */
    count: optional(integer(1, 10_000)),
  },
  neutral: ({ first, count }) => first === 1 && count === undefined,
});
