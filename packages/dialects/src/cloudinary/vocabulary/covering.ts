/** Modes of `c` that fill the box and cut off what is too much. */
import type { Position, StepOf } from "@intaglio/contract";
import { writeDecimal } from "./arguments.ts";
import { boxes, readBox, writeBox } from "./box.ts";
import { readGravity } from "./gravity.ts";
import { center, readPlace, sayPlace } from "./place.ts";
import { say, stepWord, type Bag, type StepWord } from "./word.ts";

type Resize = StepOf<"resize">;

function covering(name: string, enlarge: Resize["enlarge"], means: string, otherwise: Position = "center"): StepWord {
  const zooms = name === "thumb";
  return stepWord({
    op: "resize",
    takes: `${boxes}, then g${zooms ? " and z" : ""}${name === "auto" ? " (default: auto)" : ""}, x and y`,
    means,
    read: (value, bag) => {
      if (value !== "") return undefined;
      const sides = readBox(bag);
      const anchor = readGravity(bag.text("g") ?? (name === "auto" ? "auto" : undefined), otherwise) ?? center;
      if (Object.keys(sides).length === 0) return undefined;
      if (Object.keys(sides).length === 1) return [{ op: "resize", ...sides, mode: "inside", enlarge }];
      const step = { op: "resize", ...sides, mode: "cover", enlarge } as const;
      const near = zooms && anchor.kind === "detect" ? { zoom: readZoom(bag) } : {};
      return [{ ...step, anchor: readPlace(bag, anchor, step), ...near }];
    },
    write: (step) => {
      if (step.mode !== "cover" || step.enlarge !== enlarge || (step.zoom !== undefined) !== zooms) return undefined;
      const zoom = step.zoom === undefined || step.zoom === 0.5 ? undefined : `z_${writeDecimal(step.zoom * 2)}`;
      const place = sayPlace(step.anchor);
      return place && say(`c_${name}`, ...place.slice(0, 1), ...writeBox(step), ...place.slice(1), zoom);
    },
  });
}

// Cloudinary's 1.0 is "as usual"; ours is a share of the way from far to near.
function readZoom(bag: Bag): number {
  const text = bag.text("z");
  const zoom = text === undefined || text === "auto" ? 1 : bag.number("z", text);
  return Math.min(1, Math.max(0, zoom / 2));
}

/** Fills the box. */
export const fill = covering("fill", "allow", "`resize` covering the box, up or down");
/** Fills the box, never enlarging. */
export const lfill = covering(
  "lfill",
  "never",
  "`resize` covering the box, never enlarging: small pictures are only cut to the box",
);
/** Fills the box near what matters. */
export const thumb = covering(
  "thumb",
  "allow",
  "`resize` covering the box, zoomed to what `g` finds; without a find, the upper part",
  "top",
);
/** Fills the box where it matters. */
export const auto = covering("auto", "allow", "as `c_fill` with `g_auto`");
