/** `g`: which part matters, or where an item stands. */
import {
  IntaglioError,
  isFraction,
  toPixels,
  type Anchor,
  type Detector,
  type Length,
  type Position,
  type Size,
} from "@intaglio/contract";
import type { Bag } from "./word.ts";

/** The compass by its names in the grammar. */
const compass: Readonly<Record<string, Position>> = {
  center: "center",
  north: "top",
  east: "right",
  south: "bottom",
  west: "left",
  north_west: "top-left",
  north_east: "top-right",
  south_west: "bottom-left",
  south_east: "bottom-right",
};

// `custom` are coordinates somebody stored with the file. None are stored here, and without any Cloudinary falls back.
const detecting: Readonly<Record<string, readonly Detector[]>> = {
  auto: ["saliency"],
  "auto:classic": ["entropy"],
  "auto:subject": ["object", "saliency"],
  "auto:face": ["face", "saliency"],
  face: ["face"],
  "auto:faces": ["face", "saliency"],
  "auto:none": ["saliency"],
  "auto:no_faces": ["saliency"],
  "auto:custom_no_override": ["saliency"],
  "face:auto": ["face", "saliency"],
  faces: ["face"],
  "face:center": ["face"],
  "faces:center": ["face"],
  "faces:auto": ["face", "saliency"],
  "custom:face": ["face"],
  "custom:faces": ["face"],
  "auto:face:subject": ["face", "object", "saliency"],
};

const refused = /^(?:auto:|custom:)?(?:adv_|body|ocr_text|region_|liquid|track_person)/;

/** What `g` takes, as a phrase. */
export const gravities =
  "center, north, north_east and so on, auto, auto:classic, auto:subject, auto:face, face, faces, custom or xy_center";

/** Where `g` points; undefined without one, and for `xy_center`. `otherwise` is where to look when nothing is found. */
export function readGravity(text: string | undefined, otherwise: Position): Anchor | undefined {
  if (text === undefined || text === "xy_center") return undefined;
  const at = Object.hasOwn(compass, text) ? compass[text] : text === "custom" ? "center" : undefined;
  if (at) return { kind: "named", at };
  // `auto:50` says how near `thumb` goes; how near is ours to say.
  const plain = text.replace(/^auto:\d{1,3}$/, "auto");
  const by = Object.hasOwn(detecting, plain) ? detecting[plain] : undefined;
  if (by) return { kind: "detect", by, otherwise };
  if (
    refused.test(text) ||
    /^auto:[a-z_]+(?:_(?:\d+|avoid))?(?::[a-z_0-9]+)*$/.test(text) ||
    /^[a-z]+(?:_[a-z]+)?$/.test(text)
  )
    throw new IntaglioError("OPERATION_UNSUPPORTED", "a gravity", {
      hint: `Gravity ${JSON.stringify(text.slice(0, 40))} needs a model that is not here; g takes ${gravities}`,
    });
  throw wrong(text);
}

/** Writes what {@link readGravity} reads; undefined for what has no spelling. */
export function writeGravity(anchor: Anchor): string | undefined {
  if (anchor.kind === "named") return Object.keys(compass).find((name) => compass[name] === anchor.at);
  if (anchor.kind !== "detect") return undefined;
  return Object.keys(detecting).find((name) => detecting[name]?.join() === anchor.by.join());
}

function wrong(text: string): IntaglioError {
  const hint = `Invalid gravity in transformation: ${JSON.stringify(text.slice(0, 40)).replace(/[^\x20-\x7e]/g, "?")}; g takes ${gravities}`;
  return new IntaglioError("PLAN_INVALID", hint, { hint });
}

/** Modes that cut nothing off cannot look for what matters. Throws `PLAN_INVALID`. */
export function refuseAuto(bag: Bag): void {
  if (bag.peek("g")?.startsWith("auto") !== true) return;
  const hint = `g_auto takes a mode that cuts, not c_${bag.text("c") ?? "scale"}: c_fill, c_lfill, c_crop, c_thumb or c_auto`;
  throw new IntaglioError("PLAN_INVALID", hint, { hint });
}

/** `x` and `y`, absent ones as 0; undefined when neither moves anything. */
export function readOffset(bag: Bag): { readonly x: Length; readonly y: Length } | undefined {
  const x = bag.length("x") ?? 0;
  const y = bag.length("y") ?? 0;
  return isNothing(x) && isNothing(y) ? undefined : { x, y };
}

function isNothing(length: Length): boolean {
  return isFraction(length) ? length.fraction === 0 : length === 0;
}

/** The top left corner of an item at an anchor, moved inwards by an offset. `outer` is what it stands in. */
export function placeCorner(
  anchor: Anchor,
  outer: Size,
  inner: Size,
  offset: { readonly x: Length; readonly y: Length },
): { readonly x: number; readonly y: number } {
  const at = anchor.kind === "named" ? anchor.at : anchor.kind === "detect" ? anchor.otherwise : "center";
  const along = (free: number, start: boolean, end: boolean, by: number): number =>
    start ? by : end ? free - by : Math.round(free / 2) + by;
  const moved = { x: toPixels(offset.x, outer.width), y: toPixels(offset.y, outer.height) };
  return {
    x: along(outer.width - inner.width, at.endsWith("left"), at.endsWith("right"), moved.x),
    y: along(outer.height - inner.height, at.startsWith("top"), at.startsWith("bottom"), moved.y),
  };
}
