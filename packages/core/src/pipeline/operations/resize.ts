import { toPixels, type Size, type StepOf } from "@intaglio/contract";
import { lackingDetector, searchFor, seeksSubject } from "../detect.ts";
import { largestWithin, placeWithin, sameSize, side } from "../geometry.ts";
import type { Painter } from "../painter.ts";
import { cut, extend, scale } from "../stroke.ts";

export const resize: Painter<"resize"> = {
  lacks: ({ anchor, mode, zoom }, sees) => {
    if (zoom !== undefined && !(mode === "cover" && seeksSubject(anchor, sees)))
      return "zoom without a detector that finds what to near";
    return mode === "cover" ? lackingDetector(anchor, sees) : undefined;
  },
  strokes: (before, step, { sees }) => {
    const { scaled, box } = sizesOf(before, step);
    const { anchor, kernel, fill, background, zoom = 0 } = step;
    if (step.mode === "pad")
      return [
        ...scale(before, scaled, kernel),
        ...extend(scaled, box, placeWithin(anchor, scaled, box), fill, background),
      ];
    if (anchor.kind === "detect" && (zoom > 0 || !sameSize(scaled, box))) {
      const enlarges = step.enlarge !== "never";
      return [searchFor(anchor, sees, { before, scaled, size: box, kernel, zoom, enlarges })];
    }
    return [...scale(before, scaled, kernel), ...cut(scaled, placeWithin(anchor, box, scaled))];
  },
};

/** The scaled picture, and the box that is cut out of it or filled up around it. */
interface Sizes {
  readonly scaled: Size;
  readonly box: Size;
}

function sizesOf(before: Size, step: StepOf<"resize">): Sizes {
  const width = step.width === undefined ? undefined : Math.max(1, toPixels(step.width, before.width));
  const height = step.height === undefined ? undefined : Math.max(1, toPixels(step.height, before.height));
  if (width === undefined || height === undefined) return whole(oneSide(before, width, height, step.enlarge));
  const box = { width, height };
  switch (step.mode) {
    case "inside":
      return whole(fitted(before, box, step.enlarge, Math.min));
    case "outside":
      return whole(fitted(before, box, step.enlarge, Math.max));
    case "pad": {
      const scaled = fitted(before, box, step.enlarge, Math.min);
      return { scaled, box: { width: Math.max(width, scaled.width), height: Math.max(height, scaled.height) } };
    }
    case "cover":
      return covering(before, box, step);
    case "force":
      return whole(forced(before, box, step));
  }
}

const whole = (size: Size): Sizes => ({ scaled: size, box: size });

/** The factor that `enlarge` lets through. */
function bounded(factor: number, enlarge: StepOf<"resize">["enlarge"]): number {
  if (enlarge === "never") return Math.min(1, factor);
  return enlarge === "only" ? Math.max(1, factor) : factor;
}

function oneSide(
  { width, height }: Size,
  newWidth: number | undefined,
  newHeight: number | undefined,
  enlarge: StepOf<"resize">["enlarge"],
): Size {
  const factor = newWidth === undefined ? (newHeight ?? height) / height : newWidth / width;
  if (bounded(factor, enlarge) !== factor) return { width, height };
  if (newWidth === undefined) return { width: side(width * factor), height: newHeight ?? height };
  return { width: newWidth, height: side(height * factor) };
}

/** The whole picture, its ratio kept; the side that decides gets its exact number. */
function fitted(
  before: Size,
  box: Size,
  enlarge: StepOf<"resize">["enlarge"],
  choose: (one: number, other: number) => number,
): Size {
  const across = box.width / before.width;
  const down = box.height / before.height;
  const factor = choose(across, down);
  if (bounded(factor, enlarge) !== factor) return { width: before.width, height: before.height };
  return factor === across
    ? { width: box.width, height: side((before.height * box.width) / before.width) }
    : { width: side((before.width * box.height) / before.height), height: box.height };
}

function covering(before: Size, box: Size, { enlarge, whenSmall }: StepOf<"resize">): Sizes {
  const tooSmall = box.width > before.width || box.height > before.height;
  if (enlarge !== "never" || !tooSmall) return { scaled: fitted(before, box, enlarge, Math.max), box };
  const scaled = { width: before.width, height: before.height };
  if (whenSmall === "leave") return whole(scaled);
  if (whenSmall === "keep-aspect") return { scaled, box: largestWithin(before, box) };
  return { scaled, box: { width: Math.min(box.width, before.width), height: Math.min(box.height, before.height) } };
}

function forced(before: Size, box: Size, { enlarge, whenSmall }: StepOf<"resize">): Size {
  const wider = { width: Math.max(box.width, before.width), height: Math.max(box.height, before.height) };
  const narrower = { width: Math.min(box.width, before.width), height: Math.min(box.height, before.height) };
  if (enlarge === "only") return wider;
  if (enlarge === "allow" || sameSize(box, narrower)) return box;
  if (whenSmall === "leave") return { width: before.width, height: before.height };
  return whenSmall === "keep-aspect" ? largestWithin(before, box) : narrower;
}
