import { around } from "../affine.ts";
import { turned } from "../dihedral.ts";
import type { Painter } from "../painter.ts";

export const rotate: Painter<"rotate"> = {
  strokes: (before, { degrees, background }) => {
    if (degrees === 90 || degrees === 180 || degrees === 270) return [turned(before, degrees)];
    const angle = (degrees * Math.PI) / 180;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    return [{ kind: "spin", degrees, color: background, size: around(before, [cos, -sin, sin, cos]) }];
  },
};
