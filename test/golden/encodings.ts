/** What formats do to a picture. */
import type { Row } from "./row.ts";

const size = [{ op: "resize", width: 220 }] as const;

/** Golden pictures of output settings. */
export const encodingRows: readonly Row[] = [
  { name: "encode-jpeg", from: "meadow", steps: size, encode: { format: "jpeg" } },
  { name: "encode-jpeg-lightest", from: "meadow", steps: size, encode: { format: "jpeg", quality: "lightest" } },
  { name: "encode-webp", from: "meadow", steps: size, encode: { format: "webp" } },
  { name: "encode-avif", from: "meadow", steps: size, encode: { format: "avif" } },
  { name: "encode-gif", from: "ladybird", steps: size, encode: { format: "gif" } },
  { name: "encode-png-lightest", from: "ladybird", steps: size, encode: { format: "png", quality: "lightest" } },
  {
    name: "encode-jpeg-cut-out",
    from: "ladybird cut out",
    steps: [],
    encode: { format: "jpeg", background: "ffcc00" },
  },
  { name: "encode-webp-cut-out", from: "ladybird cut out", steps: [], encode: { format: "webp" } },
];
