/** Mirrors and quarter turns: exact, and any number of them in a row comes to at most one of each. */
import type { Size } from "@intaglio/contract";
import { swapped } from "./geometry.ts";
import type { Stroke, StrokeOf } from "./stroke.ts";

/** A mirror as a stroke. */
export function mirrored({ width, height }: Size, horizontal: boolean, vertical: boolean): StrokeOf<"mirror"> {
  return { kind: "mirror", horizontal, vertical, size: { width, height } };
}

/** A turn clockwise as a stroke. */
export function turned({ width, height }: Size, degrees: 90 | 180 | 270): StrokeOf<"turn"> {
  return { kind: "turn", degrees, size: degrees === 180 ? { width, height } : swapped({ width, height }) };
}

/** The strokes with every row of mirrors and turns replaced by its shortest form: a mirror, then a turn. */
export function shortenTurns(strokes: readonly Stroke[], start: Size): Stroke[] {
  const short: Stroke[] = [];
  let before = start;
  let row: Stroke[] = [];
  for (const stroke of strokes) {
    if (stroke.kind === "mirror" || stroke.kind === "turn") {
      row.push(stroke);
      continue;
    }
    short.push(...composed(row, before), stroke);
    row = [];
    before = stroke.size;
  }
  return [...short, ...composed(row, before)];
}

/** Any mirrors and turns are one left-right mirror or none, then one turn or none. */
function composed(row: readonly Stroke[], before: Size): Stroke[] {
  let mirror = false;
  let degrees = 0;
  for (const stroke of row) {
    if (stroke.kind === "turn") degrees += stroke.degrees;
    if (stroke.kind !== "mirror") continue;
    // A turn and then a mirror is the mirror and then the turn the other way.
    if (stroke.horizontal !== stroke.vertical) [mirror, degrees] = [!mirror, -degrees];
    if (stroke.vertical) degrees += 180;
  }
  const rest = ((degrees % 360) + 360) % 360;
  const first: Stroke[] = mirror ? [mirrored(before, true, false)] : [];
  return rest === 0 ? first : [...first, turned(before, rest as 90 | 180 | 270)];
}
