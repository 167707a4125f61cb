/** Where an item sits in a larger one: which part a crop keeps, where a picture stands on a canvas. */
import { number, integer, writeNumber, type Field } from "./fields.ts";

/** The nine places that have a name. `top` is centred horizontally; likewise the others. */
export const positions = [
  "center",
  "top",
  "right",
  "bottom",
  "left",
  "top-left",
  "top-right",
  "bottom-left",
  "bottom-right",
] as const;
/** One of {@link positions}. */
export type Position = (typeof positions)[number];

/** What looks for the part of a picture that matters. */
export const detectors = ["face", "object", "saliency", "entropy"] as const;
/** One of {@link detectors}. `saliency` and `entropy` are always there; the others need a detector to be installed. */
export type Detector = (typeof detectors)[number];

/** A named place. */
export interface NamedAnchor {
  readonly kind: "named";
  readonly at: Position;
}
/**
 * A point, as shares (0 to 1) of the sides. `relative`: the share of the free space that lies before the item, as in
 * CSS `background-position`. `center`: the point becomes the item's centre, as far as the item then still fits.
 */
export interface PointAnchor {
  readonly kind: "point";
  readonly x: number;
  readonly y: number;
  readonly align: "relative" | "center";
}
/** The item's top left corner, in pixels. */
export interface OffsetAnchor {
  readonly kind: "offset";
  readonly x: number;
  readonly y: number;
}
/** The part that the first successful of some detectors finds; where all fail, a named place. */
export interface DetectAnchor {
  readonly kind: "detect";
  readonly by: readonly Detector[];
  readonly otherwise: Position;
}
/** Any way to place an item. */
export type Anchor = NamedAnchor | PointAnchor | OffsetAnchor | DetectAnchor;

const share = number(0, 1);
const pixel = integer(-16_384, 16_384);

/** The middle: the default nearly everywhere. */
export const center: Anchor = { kind: "named", at: "center" };

function readAnchor(value: unknown): Anchor | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const given = value as Record<string, unknown>;
  const at = positions.find((name) => name === (given["kind"] === "detect" ? given["otherwise"] : given["at"]));
  if (given["kind"] === "named") return at && { kind: "named", at };
  if (given["kind"] === "detect") return at && readDetect(given["by"], at);
  const field = given["kind"] === "point" ? share : pixel;
  const x = field.read(given["x"]);
  const y = field.read(given["y"]);
  if (x === undefined || y === undefined) return undefined;
  if (given["kind"] === "offset") return { kind: "offset", x, y };
  const align = (["relative", "center"] as const).find((word) => word === given["align"]);
  return given["kind"] === "point" && align ? { kind: "point", x, y, align } : undefined;
}

function readDetect(by: unknown, otherwise: Position): Anchor | undefined {
  if (!Array.isArray(by) || by.length === 0 || new Set(by).size !== by.length) return undefined;
  const known = by.filter((name): name is Detector => detectors.includes(name));
  return known.length === by.length ? { kind: "detect", by: known, otherwise } : undefined;
}

function writeAnchor(anchor: Anchor): string {
  switch (anchor.kind) {
    case "named":
      return anchor.at;
    case "point":
      return `${anchor.align}:${writeNumber(anchor.x)}:${writeNumber(anchor.y)}`;
    case "offset":
      return `offset:${anchor.x}:${anchor.y}`;
    case "detect":
      return `detect:${anchor.by.join("+")}:${anchor.otherwise}`;
  }
}

/** An anchor as an argument. */
export const anchor: Field<Anchor, "required"> = {
  presence: "required",
  expected: "a named place, a point with shares from 0 to 1, an offset in whole pixels, or detectors with a fallback",
  read: readAnchor,
  write: writeAnchor,
};
