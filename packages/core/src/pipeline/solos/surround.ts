import { fillColor } from "../fill-color.ts";
import { side } from "../geometry.ts";
import { openRaw, toRaw, type RawPicture } from "../raw.ts";
import type { Solo } from "../solo.ts";
import type { StrokeOf } from "../stroke.ts";
import { widened } from "../wide-blur.ts";

/** Fills new canvas with what the picture itself has: it, blurred, or one of its colours. */
export const surround: Solo<"surround"> = async (before, stroke) => {
  const { fill, size } = stroke;
  if (fill !== "blurred") return put(before, plain(fillColor(before, fill), before, size), stroke);
  return put(before, await blurred(before, size), stroke);
};

function plain(color: string, { channels }: RawPicture, { width, height }: StrokeOf<"surround">["size"]): RawPicture {
  const pixel = Buffer.from(color, "hex").subarray(0, channels);
  return { data: Buffer.alloc(width * height * channels, pixel), width, height, channels };
}

/** Sigma as a share of the canvas's longer side: shapes are gone, the light stays. */
const softness = 1 / 32;

/** Covers the canvas, its middle in the middle. Made small first, as all wide blurs are. */
async function blurred(before: RawPicture, { width, height }: StrokeOf<"surround">["size"]): Promise<RawPicture> {
  const { shrink, sigma } = widened(Math.max(1, Math.max(width, height) * softness));
  const small = { width: side(width / shrink), height: side(height / shrink) };
  const soft = await toRaw(
    openRaw(before).resize(small.width, small.height, { fit: "cover", kernel: "cubic" }).blur({ sigma }),
  );
  return toRaw(openRaw(soft).resize(width, height, { fit: "fill", kernel: "cubic" }));
}

/** The picture's rows take the canvas's place: nothing shows through what is transparent in it. */
function put(picture: RawPicture, canvas: RawPicture, { pictureAt, size }: StrokeOf<"surround">): RawPicture {
  const { data, width, height, channels } = picture;
  for (let y = 0; y < height; y += 1)
    data.copy(
      canvas.data,
      ((pictureAt.top + y) * size.width + pictureAt.left) * channels,
      y * width * channels,
      (y + 1) * width * channels,
    );
  return canvas;
}
