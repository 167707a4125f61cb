/** How the finished picture is written: the one thing every plan ends with. */
import {
  color,
  flag,
  integer,
  oneOf,
  optional,
  someOf,
  withDefault,
  type Field,
  type InputOf,
  type ValuesOf,
} from "./fields.ts";
import { checkArguments, defineOperation, writeArguments } from "./operation.ts";

/** The formats a rendition can have. */
export const outputFormats = ["avif", "webp", "jpeg", "png", "gif"] as const;
/** One of {@link outputFormats}. */
export type OutputFormat = (typeof outputFormats)[number];

/** Named qualities, from the smallest file to the best look. `smart` lets the engine choose; at present it is `normal`. */
export const qualityNames = ["lightest", "lighter", "normal", "better", "best", "smart"] as const;
/** One of {@link qualityNames}. */
export type QualityName = (typeof qualityNames)[number];

const number100 = integer(1, 100);
const named = oneOf(...qualityNames);
const quality: Field<number | QualityName, "required"> = {
  presence: "required",
  expected: `${number100.expected}, or ${named.expected}`,
  read: (value) => number100.read(value) ?? named.read(value),
  write: String,
};

const encoding = defineOperation({
  name: "encode",
  fields: {
    /** `auto`: the best of `allowed` that the client takes and the content suits. `same`: the source's, or the nearest of `allowed`. */
    format: withDefault(oneOf("auto", "same", ...outputFormats), "auto"),
    /** What `auto` and `same` may choose from. */
    allowed: withDefault(someOf(...outputFormats), outputFormats as readonly OutputFormat[]),
    /** A number is the encoder's own scale: the same number is not the same look in two formats. A name is. */
    quality: withDefault(quality, "normal"),
    /** A quality for clients that ask to save data or say that their line is slow: it takes the place of `quality`. */
    savingQuality: optional(quality),
    lossless: withDefault(flag, false),
    /** Only JPEG and PNG know this. */
    progressive: withDefault(flag, false),
    /** `keep` keeps EXIF (its orientation reset) and needs the server's leave. */
    metadata: withDefault(oneOf("none", "copyright", "keep"), "none"),
    /** Keeps the frames of an animation where the format can. False: the first frame. */
    animated: withDefault(flag, true),
    /** Times an animation is shown, 0 for ever; the source's own when absent. */
    loop: optional(integer(0, 1000)),
    /** Milliseconds each frame is shown; the source's own when absent. */
    frameMs: optional(integer(1, 60_000)),
    /** Colours of a PNG or GIF palette. */
    colors: optional(integer(2, 256)),
    /** How finely JPEG and WebP keep colours; by the quality when absent. */
    chroma: optional(oneOf("420", "444")),
    /** `fast` gives up some size for a quicker first answer. */
    effort: withDefault(oneOf("usual", "fast"), "usual"),
    /** The largest size of the result in bytes; the quality gives way. */
    maxBytes: optional(integer(1, 1_000_000_000)),
    /** What lies behind transparent parts when the format has no transparency. */
    background: withDefault(color, "ffffffff"),
  },
});

/** Checked output settings, complete. */
export type Encode = ValuesOf<typeof encoding.fields>;
/** Output settings as a caller writes them. */
export type EncodeInput = InputOf<typeof encoding.fields>;

/** Checks output settings and fills in defaults. Throws `PLAN_INVALID` naming the setting. */
export function checkEncode(given: EncodeInput): Encode {
  const { op: _, ...encode } = checkArguments(encoding, given);
  return Object.freeze(encode);
}

/** Output settings as canonical text. */
export function writeEncode(encode: Encode): string {
  return writeArguments(encoding, encode);
}
