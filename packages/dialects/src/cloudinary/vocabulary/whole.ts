/** Modes of `c` that keep the whole picture and add nothing. */
import type { StepOf } from "@intaglio/contract";
import { boxes, readBox, writeBox } from "./box.ts";
import { refuseAuto } from "./gravity.ts";
import { say, stepWord, type StepWord } from "./word.ts";

type Resize = StepOf<"resize">;

function whole(name: string, mode: Resize["mode"], enlarge: Resize["enlarge"], means: string): StepWord {
  return stepWord({
    op: "resize",
    takes: boxes,
    means,
    read: (value, bag) => {
      refuseAuto(bag);
      const sides = readBox(bag);
      if (value !== "" || Object.keys(sides).length === 0) return undefined;
      // Both modes mean the same with one side; the plan has one of them.
      const single = Object.keys(sides).length === 1;
      return [{ op: "resize", ...sides, mode: single ? "inside" : mode, enlarge }];
    },
    write: (step) => (step.mode === mode || isSingle(step) ? say(`c_${name}`, ...writeBox(step)) : undefined),
  });
}

function isSingle({ width, height }: Resize): boolean {
  return (width === undefined) !== (height === undefined);
}

/** Exactly the sides. */
export const scale = stepWord({
  ...(whole("scale", "force", "allow", "") as StepWord<"resize">),
  takes: `${boxes}; fl_ignore_aspect_ratio leaves a missing side as it is`,
  means: "`resize`: one side in proportion, two sides exactly (may distort). Also without `c`, where a size is given",
  read: (value, bag) => {
    refuseAuto(bag);
    const sides = readBox(bag);
    if (value !== "" || Object.keys(sides).length === 0) return undefined;
    if (Object.keys(sides).length === 2) return [{ op: "resize", ...sides, mode: "force", enlarge: "allow" }];
    if (!bag.flag("ignore_aspect_ratio")) return [{ op: "resize", ...sides, mode: "inside", enlarge: "allow" }];
    const rest = { width: { fraction: 1 }, height: { fraction: 1 } };
    return [{ op: "resize", ...rest, ...sides, mode: "force", enlarge: "allow" }];
  },
});

/** Inside the box, up or down. */
export const fit = whole("fit", "inside", "allow", "`resize` inside the box, up or down");
/** Inside the box, only down. */
export const limit = whole("limit", "inside", "never", "`resize` inside the box, never enlarging");
/** Inside the box, only up. */
export const mfit = whole("mfit", "inside", "only", "`resize` inside the box, only enlarging");
