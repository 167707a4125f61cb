import type { StepOf } from "@intaglio/contract";
import { grayscale, sepia } from "../css-colors.ts";
import { channelsOf } from "../light.ts";
import type { Painter } from "../painter.ts";
import { steps, tinted } from "../ramp.ts";
import { curve, mixed, table, type Stage } from "../stage.ts";
import type { Stroke } from "../stroke.ts";

export const filter: Painter<"filter"> = {
  strokes: ({ width, height }, step): readonly Stroke[] => {
    const size = { width, height };
    const { name, amount, lower = 1, upper = 99 } = step;
    switch (name) {
      case "normalise":
        return [{ kind: "levels", levels: { fit: "normalise", lower, upper, amount }, size }];
      case "enhance":
      case "equalise":
        return [{ kind: "levels", levels: { fit: name, amount }, size }];
      default:
        return [{ kind: "colors", stages: stagesOf(step), size }];
    }
  },
};

function stagesOf({ name, amount, color = "000000ff", level = 128, channels }: StepOf<"filter">): readonly Stage[] {
  switch (name) {
    case "grayscale":
      return [{ do: "matrix", rows: grayscale(amount) }];
    case "sepia":
      return [{ do: "matrix", rows: sepia(amount) }];
    case "negate": {
      const one = table((of) => of + amount * (255 - 2 * of));
      return [{ do: "curves", tables: channels ? [one, one, one, one] : [one, one, one] }];
    }
    case "colorize":
      return colorized(color, amount);
    case "tint":
      return mixed([tinted(color)], amount);
    case "threshold": {
      const one = steps(level);
      const tables = [one, one, one] as const;
      return mixed([channels ? { do: "curves", tables } : { do: "ramp", by: "luma", tables }], amount);
    }
    default:
      return [curve((of) => of)];
  }
}

/** A translucent colour is mixed in as much less. */
function colorized(color: string, amount: number): readonly Stage[] {
  const [red, green, blue, alpha] = channelsOf(color);
  const share = (amount * alpha) / 255;
  const toward = (to: number): Float32Array => table((of) => of + share * (to - of));
  return [{ do: "curves", tables: [toward(red), toward(green), toward(blue)] }];
}
