/** Sizes and places in whole pixels. */
import type { Anchor, Position, Size } from "@intaglio/contract";

/** A rectangle; it may reach outside the picture it is meant for. */
export interface Box extends Size {
  readonly left: number;
  readonly top: number;
}

/** Rounds half up, for places and sizes alike. */
function round(value: number): number {
  return Math.floor(value + 0.5);
}

/** A side's length: rounded half up, at least one pixel. */
export function side(value: number): number {
  return Math.max(1, round(value));
}

/** True when both sides are equal. */
export function sameSize(one: Size, other: Size): boolean {
  return one.width === other.width && one.height === other.height;
}

/** The size with its sides swapped. */
export function swapped({ width, height }: Size): Size {
  return { width: height, height: width };
}

/** The largest size with this ratio of sides inside another. */
export function largestWithin(outer: Size, ratio: Size): Size {
  return outer.width * ratio.height <= outer.height * ratio.width
    ? { width: outer.width, height: side((outer.width * ratio.height) / ratio.width) }
    : { width: side((outer.height * ratio.width) / ratio.height), height: outer.height };
}

/** The smallest size with this ratio of sides around another. */
export function smallestAround(inner: Size, ratio: Size): Size {
  return inner.width * ratio.height >= inner.height * ratio.width
    ? { width: inner.width, height: side((inner.width * ratio.height) / ratio.width) }
    : { width: side((inner.height * ratio.width) / ratio.height), height: inner.height };
}

/** The part of a box that lies on a canvas; undefined when none does. */
export function overlap(box: Box, canvas: Size): Box | undefined {
  const left = Math.max(0, box.left);
  const top = Math.max(0, box.top);
  const width = Math.min(canvas.width, box.left + box.width) - left;
  const height = Math.min(canvas.height, box.top + box.height) - top;
  return width > 0 && height > 0 ? { left, top, width, height } : undefined;
}

const shares: Readonly<Record<Position, readonly [x: number, y: number]>> = {
  center: [0.5, 0.5],
  top: [0.5, 0],
  right: [1, 0.5],
  bottom: [0.5, 1],
  left: [0, 0.5],
  "top-left": [0, 0],
  "top-right": [1, 0],
  "bottom-left": [0, 1],
  "bottom-right": [1, 1],
};

/** Where an item stands on a canvas; a larger item gets negative places. A detecting anchor counts as its fallback. */
export function place(anchor: Anchor, item: Size, canvas: Size): Box {
  const free = { width: canvas.width - item.width, height: canvas.height - item.height };
  if (anchor.kind === "offset") return { ...item, left: anchor.x, top: anchor.y };
  if (anchor.kind === "point" && anchor.align === "center")
    return {
      ...item,
      left: clamp(round(anchor.x * canvas.width - item.width / 2), free.width),
      top: clamp(round(anchor.y * canvas.height - item.height / 2), free.height),
    };
  const [x, y] =
    anchor.kind === "point" ? [anchor.x, anchor.y] : shares[anchor.kind === "named" ? anchor.at : anchor.otherwise];
  return { ...item, left: round(x * free.width), top: round(y * free.height) };
}

/** As {@link place}, moved so that the smaller one lies wholly within the larger. */
export function placeWithin(anchor: Anchor, item: Size, canvas: Size): Box {
  const box = place(anchor, item, canvas);
  return {
    ...item,
    left: clamp(box.left, canvas.width - item.width),
    top: clamp(box.top, canvas.height - item.height),
  };
}

/** Between 0 and the free space, which is negative for an item larger than its canvas. */
function clamp(value: number, free: number): number {
  return Math.min(Math.max(value, Math.min(0, free)), Math.max(0, free));
}
