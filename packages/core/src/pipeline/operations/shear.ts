import type { Size } from "@intaglio/contract";
import { around, type Matrix } from "../affine.ts";
import type { Painter } from "../painter.ts";

export const shear: Painter<"shear"> = {
  strokes: (before: Size, { x, y, background }) => {
    const [across, down] = [tangent(x), tangent(y)];
    // One slant after the other: both at once would fold the picture to a line at 45 degrees.
    const matrix: Matrix = [1, across, down, 1 + across * down];
    return [{ kind: "slant", matrix, color: background, size: around(before, matrix) }];
  },
};

const tangent = (degrees: number): number => Math.tan((degrees * Math.PI) / 180);
