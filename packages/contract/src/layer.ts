/** What an overlay lays on: a picture, the picture itself, a text, or a colour. */
import { IntaglioError } from "./errors.ts";
import {
  color,
  flag,
  integer,
  length,
  number,
  oneOf,
  optional,
  text,
  withDefault,
  type Field,
  type Fields,
} from "./fields.ts";
import { checkArguments, defineOperation, writeArguments, type StepFrom, type StepInputOf } from "./operation.ts";
import { readSource, writeSource, type Source } from "./source.ts";

/** A font family's name as users write it: letters, digits, blanks, `-` and `_`. */
const family: Field<string, "required"> = {
  presence: "required",
  expected: "a font family of 1 to 100 letters, digits, blanks, - and _",
  read: (value) =>
    typeof value === "string" && /^[\p{L}\p{N}][\p{L}\p{N} _-]{0,99}$/u.test(value) ? value : undefined,
  write: (value) => `[${encodeURIComponent(value)}]`,
};

/** A text as a layer. Without `width` it is as wide as it needs; it is never markup. */
const textLayer = defineOperation({
  name: "text",
  fields: {
    text: text(1000),
    /** One that the server does not have falls back to its default, and the answer says so. */
    family: withDefault(family, "sans"),
    /** The font's size in pixels. */
    size: withDefault(number(1, 1000), 16),
    /** 100 (thin) to 900 (black); 400 is regular, 700 bold. */
    weight: withDefault(integer(100, 900), 400),
    italic: withDefault(flag, false),
    underline: withDefault(flag, false),
    strikethrough: withDefault(flag, false),
    color: withDefault(color, "000000ff"),
    /** Lines against each other. `start` and `end` follow the text's own direction. */
    align: withDefault(oneOf("start", "end", "left", "center", "right", "justify"), "start"),
    /** Added between letters, pixels. */
    letterSpacing: withDefault(number(-100, 1000), 0),
    /** Added between lines, pixels. */
    lineSpacing: withDefault(number(-100, 1000), 0),
    /** The box the text is wrapped into: pixels, or a share of the picture below. */
    width: optional(length(1, 8192, 1)),
    height: optional(length(1, 8192, 1)),
    /** Where the lines stand in a box of a height. */
    vertical: withDefault(oneOf("top", "center", "bottom"), "center"),
    /** A line around each letter, pixels. */
    strokeWidth: withDefault(number(0, 100), 0),
    strokeColor: withDefault(color, "000000ff"),
    /** What is filled behind: nothing, a box around the text, one around each line, or the whole box. */
    backdrop: withDefault(oneOf("none", "fit", "line", "fill"), "none"),
    backdropColor: withDefault(color, "ffffffff"),
    /** Pixels between the text and the backdrop's edge. */
    padding: withDefault(integer(0, 1000), 0),
  },
});

/** One colour as a layer: a filled rectangle. */
const colorLayer = defineOperation({
  name: "color",
  fields: {
    color,
    /** Pixels, or a share of the picture below. */
    width: length(1, 16_384, 1),
    height: length(1, 16_384, 1),
  },
});

/** A layer: a picture by its source, the picture below itself (as it came in, before any step), a text or a colour. */
export type Layer =
  | Source
  | { readonly kind: "self" }
  | ({ readonly kind: "text" } & Omit<StepFrom<"text", (typeof textLayer)["fields"]>, "op">)
  | ({ readonly kind: "color" } & Omit<StepFrom<"color", (typeof colorLayer)["fields"]>, "op">);
/** A text layer's arguments as a caller writes them. */
export type TextInput = Omit<StepInputOf<typeof textLayer>, "op">;

const drawn = { text: textLayer, color: colorLayer } as const;

/** A text as a layer, defaults filled in. Throws `PLAN_INVALID` naming the argument. */
export function checkText(given: TextInput): Layer {
  const { op: _, ...checked } = checkArguments(textLayer, given);
  return Object.freeze({ kind: "text", ...checked });
}

function readLayer(value: unknown): Layer | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { kind, ...rest } = value as Record<string, unknown>;
  if (kind === "self") return Object.keys(rest).length === 0 ? { kind } : undefined;
  if (kind !== "text" && kind !== "color") return readSource(value);
  try {
    const { op: _, ...checked } = checkArguments<string, Fields>(drawn[kind], rest);
    return Object.freeze({ kind, ...checked }) as Layer;
  } catch (error) {
    if (error instanceof IntaglioError) return undefined;
    throw error;
  }
}

function writeLayer(layer: Layer): string {
  switch (layer.kind) {
    case "self":
      return "self";
    case "text":
      return writeArguments(textLayer, layer);
    case "color":
      return writeArguments(colorLayer, layer);
    default:
      return writeSource(layer);
  }
}

/** A layer as an argument. */
export const layerField: Field<Layer, "required"> = {
  presence: "required",
  expected: "a source, { kind: self }, a text with its font, or a colour with its size",
  read: readLayer,
  write: writeLayer,
};
