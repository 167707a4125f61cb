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
 * a bad width.
 */
export function toNextLoader(
  write: (delivery: Delivery) => string,
  { base = "" }: { readonly base?: string } = {},
): (question: LoaderQuestion) => string {
  return ({ src, width, quality: percent = 75 }) => {
    const parts = [{ op: "orient" } as const, resize({ width }), format("auto"), quality(nameQuality(percent))];
    const { steps, encode } = splitParts(parts);
    const plan = { source: { kind: "file", id: src } as const, steps: checkSteps(steps), encode: checkEncode(encode) };
    return base + write({ answer: "image", plan });
  };
}

/** Percents mean another thing in every format; the named qualities look alike in all. 75 is the default of `next/image`. */
function nameQuality(percent: number): "lightest" | "lighter" | "normal" | "better" | "best" {
  if (percent < 40) return "lightest";
  if (percent < 70) return "lighter";
  if (percent < 85) return "normal";
  return percent < 95 ? "better" : "best";
}
