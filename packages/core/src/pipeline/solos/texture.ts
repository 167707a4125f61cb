import { premultiplied } from "../premultiplied.ts";
import { openRaw, toRaw, type RawPicture } from "../raw.ts";
import type { Solo } from "../solo.ts";
import type { StrokeOf } from "../stroke.ts";
import { cartoon } from "../textures/cartoon.ts";
import { clahe } from "../textures/clahe.ts";
import { oil } from "../textures/oil.ts";
import { spread } from "../textures/spread.ts";

/** Paints an effect over neighbours. */
export const texture: Solo<"texture"> = async (before, stroke) => {
  const { name, side, height, limit } = stroke;
  // These two change each pixel's own colour, so they have to see it as it is.
  if (name === "clahe") return clahe(before, side, height, limit ?? 3);
  if (name === "cartoon") return cartoon(before, side, limit ?? 50);
  return premultiplied(before, (picture) => textured(picture, stroke));
};

async function textured(picture: RawPicture, { name, side }: StrokeOf<"texture">): Promise<RawPicture> {
  switch (name) {
    case "median":
      return side < 2 ? picture : median(picture, side);
    case "dilate":
      return spread(picture, side, "greatest");
    case "erode":
      return spread(picture, side, "least");
    case "oil":
      return oil(picture, side);
    default:
      return picture;
  }
}

/** libvips refuses a square larger than the picture, so there the edges are drawn out first, as it does by itself. */
async function median(picture: RawPicture, side: number): Promise<RawPicture> {
  const { width, height } = picture;
  if (side <= Math.min(width, height)) return toRaw(openRaw(picture).median(side));
  const edge = { left: side, top: side, right: side, bottom: side };
  const middle = openRaw(
    await toRaw(
      openRaw(picture)
        .extend({ ...edge, extendWith: "copy" })
        .median(side),
    ),
  );
  return toRaw(middle.extract({ left: side, top: side, width, height }));
}
