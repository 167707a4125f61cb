import { checkEncode, checkSteps, format, quality, resize, splitParts, type Delivery } from "@intaglio/contract";

/** What `next/image` asks a loader. */
export interface LoaderQuestion {
  readonly src: string;
  readonly width: number;
  readonly quality?: number | undefined;
}

/**
 * A loader for `next/image` where `delivery` is `open`: it runs in browsers, which cannot sign. `src` is a file's id,
 * `write` the grammar, such as `format` of `intaglio/uploadcare/url`, and `base` where the server is. Throws `PLAN_*` for
 * a bad width or quality.
 */
export function toNextLoader(
  write: (delivery: Delivery) => string,
  { base = "" }: { readonly base?: string } = {},
): (question: LoaderQuestion) => string {
  return ({ src, width, quality: wanted }) => {
    const written = wanted === undefined ? [] : [quality(wanted)];
    const { steps, encode } = splitParts([{ op: "orient" }, resize({ width }), format("auto"), ...written]);
    const plan = { source: { kind: "file", id: src } as const, steps: checkSteps(steps), encode: checkEncode(encode) };
    return base + write({ answer: "image", plan });
  };
}
