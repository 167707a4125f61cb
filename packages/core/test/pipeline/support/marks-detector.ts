/** A detector for tests: faces are what is magenta, objects what is cyan. Each connected patch is one. */
import type { DetectedBox, DetectedKind, DetectorPicture } from "../../../src/pipeline/detector.ts";

export const kinds: readonly DetectedKind[] = ["face", "object"];
export const version = 1;

export async function detect(
  picture: DetectorPicture,
  wanted: readonly DetectedKind[],
): Promise<readonly DetectedBox[]> {
  return wanted.flatMap((kind) => patches(picture, kind));
}

function patches({ data, width, height }: DetectorPicture, kind: DetectedKind): DetectedBox[] {
  if (data.length !== width * height * 3) throw new Error(`${data.length} bytes for ${width}x${height}`);
  const isMarked = Array.from({ length: width * height }, (_, at) => {
    const [red = 0, green = 0, blue = 0] = data.subarray(at * 3, at * 3 + 3);
    return blue > 200 && (kind === "face" ? red > 200 && green < 60 : green > 200 && red < 60);
  });
  const boxes: DetectedBox[] = [];
  for (let start = isMarked.indexOf(true); start >= 0; start = isMarked.indexOf(true, start)) {
    let [left, top, right, bottom] = [width, height, 0, 0];
    const waiting = [start];
    isMarked[start] = false;
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const [x, y] = [at % width, Math.floor(at / width)];
      [left, top] = [Math.min(left, x), Math.min(top, y)];
      [right, bottom] = [Math.max(right, x + 1), Math.max(bottom, y + 1)];
      for (const next of [at - width, at + width, ...(x > 0 ? [at - 1] : []), ...(x < width - 1 ? [at + 1] : [])])
        if (isMarked[next]) {
          isMarked[next] = false;
          waiting.push(next);
        }
    }
    boxes.push({ kind, x: left, y: top, width: right - left, height: bottom - top });
  }
  return boxes;
}
