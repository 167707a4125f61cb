import type { Size } from "@intaglio/contract";
import { turned } from "../dihedral.ts";
import { side } from "../geometry.ts";
import type { Painter } from "../painter.ts";

export const rotate: Painter<"rotate"> = {
  strokes: (before, { degrees, background }) =>
    degrees === 90 || degrees === 180 || degrees === 270
      ? [turned(before, degrees)]
      : [{ kind: "spin", degrees, color: background, size: around(before, degrees) }],
};

/** The canvas around the turned picture, rounded as libvips does: 3,000 random cases agree. */
function around({ width, height }: Size, degrees: number): Size {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const across = [0, width * cos, -height * sin, width * cos - height * sin];
  const down = [0, width * sin, height * cos, width * sin + height * cos];
  return { width: side(spread(across)), height: side(spread(down)) };
}

const spread = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
