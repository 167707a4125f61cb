import { integer, number, oneOf, optional } from "../fields.ts";
import { defineOperation } from "../operation.ts";

/**
 * Effects over a pixel's neighbours. `median` takes the middle value of a square of `size` pixels; `dilate` and `erode`
 * grow and shrink bright parts by `size` pixels; `clahe` evens out contrast in tiles of `size` pixels, limited by
 * `limit`; `oil` paints patches of colour of about `size` pixels; `cartoon` joins colours and draws the edges.
 */
export const texture = defineOperation({
  name: "texture",
  fields: {
    name: oneOf("median", "dilate", "erode", "clahe", "oil", "cartoon"),
    size: integer(1, 1000),
    /** The height of `clahe`'s tiles; the width when absent. */
    height: optional(integer(1, 1000)),
    /** The greatest slope of `clahe`, 3 when absent and 0 for none; the strength of `cartoon`'s lines, 0 to 100, 50 when absent. */
    limit: optional(number(0, 100)),
  },
  rule: ({ name, size, height, limit }) => {
    if (height !== undefined && name !== "clahe") return "takes height only with clahe";
    if (limit !== undefined && name !== "clahe" && name !== "cartoon") return "takes limit only with clahe and cartoon";
    if (name !== "clahe" && size > 100) return "takes a size above 100 only with clahe";
    return undefined;
  },
});
