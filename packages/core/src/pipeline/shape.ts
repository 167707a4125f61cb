/** Boxes with round corners, and how far they cover each pixel. */
import { isFraction, type Corners, type Length, type Size } from "@intaglio/contract";
import type { Box } from "./geometry.ts";

/** Radii of an ellipse's quarter, along the width and the height. */
export type Radius = readonly [across: number, down: number];

/** A box with round corners; nothing of it need lie on whole pixels. */
export interface Shape extends Box {
  readonly topLeft: Radius;
  readonly topRight: Radius;
  readonly bottomRight: Radius;
  readonly bottomLeft: Radius;
}

/** A whole canvas with round corners. As in CSS, radii that overlap are all scaled down together. */
export function rounded({ width, height }: Size, across: Corners, down: Corners = across): Shape {
  const radius = (index: 0 | 1 | 2 | 3): Radius => [lengthAt(across[index], width), lengthAt(down[index], height)];
  const [a, b, c, d] = [radius(0), radius(1), radius(2), radius(3)];
  const most = Math.max(
    1,
    (a[0] + b[0]) / width,
    (d[0] + c[0]) / width,
    (a[1] + d[1]) / height,
    (b[1] + c[1]) / height,
  );
  const scaled = ([x, y]: Radius): Radius => [x / most, y / most];
  return {
    left: 0,
    top: 0,
    width,
    height,
    topLeft: scaled(a),
    topRight: scaled(b),
    bottomRight: scaled(c),
    bottomLeft: scaled(d),
  };
}

/** An ellipse that fills a box. */
export function ellipse(box: Box): Shape {
  const radius: Radius = [box.width / 2, box.height / 2];
  return { ...box, topLeft: radius, topRight: radius, bottomRight: radius, bottomLeft: radius };
}

/** The shape with so many pixels less on every side; its radii shrink with it, as inside a line of even width. */
export function inset(shape: Shape, by: number): Shape {
  const less = ([x, y]: Radius): Radius => [Math.max(0, x - by), Math.max(0, y - by)];
  return {
    left: shape.left + by,
    top: shape.top + by,
    width: Math.max(0, shape.width - 2 * by),
    height: Math.max(0, shape.height - 2 * by),
    topLeft: less(shape.topLeft),
    topRight: less(shape.topRight),
    bottomRight: less(shape.bottomRight),
    bottomLeft: less(shape.bottomLeft),
  };
}

/** Lines looked at in each row of pixels; along a line coverage is exact. */
const fine = 16;

/** Writes how far a row's pixels are covered, 0 to 255. Gives the pixels that are covered wholly, from and up to. */
export function coverRow(shape: Shape, y: number, row: Uint8Array): readonly [from: number, to: number] {
  const lines = Array.from({ length: fine }, (_, index) => lineAt(shape, y + (index + 0.5) / fine));
  const from = Math.min(row.length, Math.ceil(Math.max(...lines.map(([left]) => left))));
  const to = Math.max(from, Math.floor(Math.min(...lines.map(([, right]) => right))));
  const outerFrom = Math.max(0, Math.floor(Math.min(...lines.map(([left]) => left))));
  const outerTo = Math.min(row.length, Math.ceil(Math.max(...lines.map(([, right]) => right))));
  row.fill(0);
  row.fill(255, from, to);
  const edge = (x: number): void => {
    const covered = lines.reduce((sum, [left, right]) => sum + overlapped(x, left, right), 0);
    row[x] = (covered / fine) * 255 + 0.5;
  };
  for (let x = outerFrom; x < Math.min(from, outerTo); x += 1) edge(x);
  for (let x = Math.max(to, from, outerFrom); x < outerTo; x += 1) edge(x);
  return [from, to];
}

function overlapped(x: number, left: number, right: number): number {
  return Math.max(0, Math.min(x + 1, right) - Math.max(x, left));
}

/** The part of a line inside the shape; none lies where `right` comes before `left`. */
function lineAt(shape: Shape, y: number): readonly [left: number, right: number] {
  const { left, top, width, height } = shape;
  const [above, below] = [y - top, top + height - y];
  if (above < 0 || below < 0) return [Infinity, -Infinity];
  const indent = (upper: Radius, lower: Radius): number => Math.max(indentAt(upper, above), indentAt(lower, below));
  return [left + indent(shape.topLeft, shape.bottomLeft), left + width - indent(shape.topRight, shape.bottomRight)];
}

function indentAt([across, down]: Radius, from: number): number {
  if (from >= down) return 0;
  const up = 1 - from / down;
  return across * (1 - Math.sqrt(1 - up * up));
}

function lengthAt(length: Length, side: number): number {
  return isFraction(length) ? length.fraction * side : length;
}
