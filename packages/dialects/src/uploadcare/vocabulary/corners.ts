/** The word `border_radius`. */
import type { StepOf } from "@intaglio/contract";
import { readLength, writeLength } from "./arguments.ts";
import { stepWord } from "./word.ts";

type Corners = NonNullable<StepOf<"mask">["radii"]>;

/** Rounds the corners as CSS does. */
export const borderRadius = stepWord({
  op: "mask",
  takes: "1 to 4 radii in pixels or percent between commas (10, 50p or 10,20,30,40), then as many for the height",
  means: "`mask` with those radii: top left, top right, bottom right, bottom left, filled up as in CSS",
  read: ([across, down, ...more]) => {
    const radii = readCorners(across);
    const vertical = down === undefined ? undefined : readCorners(down);
    if (!radii || more.length > 0 || (down !== undefined && !vertical)) return undefined;
    return [{ op: "mask", radii, ...(vertical && { vertical }) }];
  },
  write: ({ radii, vertical }) =>
    radii && { args: [writeCorners(radii), ...(vertical ? [writeCorners(vertical)] : [])] },
});

function readCorners(text: string | undefined): Corners | undefined {
  const read = text?.split(",").map(readLength) ?? [];
  const [topLeft, topRight = topLeft, bottomRight = topLeft, bottomLeft = topRight] = read;
  if (read.length > 4 || read.includes(undefined) || topLeft === undefined) return undefined;
  return [topLeft, topRight, bottomRight, bottomLeft] as unknown as Corners; // none of them is undefined
}

function writeCorners(corners: Corners): string {
  const [topLeft, topRight, bottomRight, bottomLeft] = corners.map(writeLength);
  if (topRight !== bottomLeft) return [topLeft, topRight, bottomRight, bottomLeft].join();
  if (topLeft !== bottomRight) return [topLeft, topRight, bottomRight].join();
  return topLeft === topRight ? `${topLeft}` : `${topLeft},${topRight}`;
}
