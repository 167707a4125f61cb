/** The part of a picture that an operation is limited to. */
import { toPixels, type Size, type StepOf } from "@intaglio/contract";
import type { DetectedKind } from "./detector.ts";
import { overlap, type Box } from "./geometry.ts";

type Region = Pick<StepOf<"blur">, "within" | "x" | "y" | "width" | "height">;

/** What the region needs and nothing here has, as a phrase; undefined when all is well. */
export function lackingRegion({ within }: Region, sees: readonly DetectedKind[]): string | undefined {
  return within === "faces" && !sees.includes("face")
    ? "no detector for faces: see the option render.detector"
    : undefined;
}

/** The region's part of the picture; undefined where it lies wholly outside. */
export function regionOf(picture: Size, { within, x = 0, y = 0, width = 1, height = 1 }: Region): Box | undefined {
  if (within !== "box") return { left: 0, top: 0, width: picture.width, height: picture.height };
  return overlap(
    {
      left: toPixels(x, picture.width),
      top: toPixels(y, picture.height),
      width: Math.max(1, toPixels(width, picture.width)),
      height: Math.max(1, toPixels(height, picture.height)),
    },
    picture,
  );
}
