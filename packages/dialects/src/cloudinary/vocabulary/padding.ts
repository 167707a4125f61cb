/** Modes of `c` that fit the picture inside the box and fill up to it. */
import type { StepOf } from "@intaglio/contract";
import { readFill, sayCanvas } from "./background.ts";
import { boxes, readBox, writeBox } from "./box.ts";
import { readGravity, refuseAuto } from "./gravity.ts";
import { center, readPlace, sayPlace } from "./place.ts";
import { stepWord, type StepWord } from "./word.ts";

type Resize = StepOf<"resize">;

function padding(name: string, enlarge: Resize["enlarge"], means: string, nearly = false): StepWord {
  return stepWord({
    op: "resize",
    takes: `${boxes}, then g, x and y for the picture's place, and b for the canvas`,
    means,
    read: (value, bag) => {
      if (value !== "") return undefined;
      if (nearly) bag.notice(`c_${name} pads always here, and never cuts`);
      else refuseAuto(bag);
      const sides = readBox(bag);
      const { fill, background } = readFill(bag);
      const anchor = nearly ? center : (readGravity(bag.text("g"), "center") ?? center);
      if (Object.keys(sides).length === 0) return undefined;
      const step = { op: "resize", ...sides, mode: "pad", enlarge, fill, background } as const;
      return Object.keys(sides).length === 1
        ? [{ op: "resize", ...sides, mode: "inside", enlarge }]
        : [{ ...step, anchor: nearly ? center : readPlace(bag, anchor, step) }];
    },
    write: (step, next) => {
      if (step.mode !== "pad" || step.enlarge !== enlarge) return undefined;
      const place = ["named", "offset"].includes(step.anchor.kind) ? sayPlace(step.anchor) : undefined;
      return place && sayCanvas([`c_${name}`, ...place, ...writeBox(step)], step.fill, step.background, next);
    },
  });
}

/** Fits inside the box and fills up to it. */
export const pad = padding("pad", "allow", "`resize` inside the box and filled up to it");
/** The same, never enlarging. */
export const lpad = padding("lpad", "never", "the same, never enlarging the picture");
/** The same, never making it smaller. */
export const mpad = padding("mpad", "only", "the same, only for what is smaller than the box");
/** Pads where Cloudinary would weigh cutting against padding. */
export const fillPad = padding("fill_pad", "allow", "as `c_pad`: what may be cut is not judged here", true);
/** Pads where Cloudinary would weigh cutting against padding. */
export const autoPad = padding("auto_pad", "allow", "as `c_pad`: what may be cut is not judged here", true);
