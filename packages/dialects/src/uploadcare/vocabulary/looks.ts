/** Words about sharpness. */
import type { StepInput } from "@intaglio/contract";
import { readBox, readLength, readSigned, readWhole, writeBox, writeLength } from "./arguments.ts";
import { stepWord } from "./word.ts";

const usualStrength = "10";

/** Tenths of a Gaussian's sigma; undefined for what is no strength. */
function readStrength(text: string): number | undefined {
  return readWhole(text, 0, 5000);
}

/** A blur of that strength; none below 3, where nothing would change. */
function blurSteps(tenths: number, more: Omit<StepInput & { op: "blur" }, "op" | "sigma"> = {}): StepInput[] {
  return tenths < 3 ? [] : [{ op: "blur", sigma: tenths / 10, ...more }];
}

/** Blurs; the strength is ten times the Gaussian's sigma. */
export const blur = stepWord({
  op: "blur",
  takes: "nothing, or a strength from 0 to 5000, then an amount from -200 to 100",
  means:
    "`blur` with a tenth of the strength (10 when absent) as sigma, mixed in by the amount in percent (100 when absent); below 0 it sharpens",
  read: ([strength = usualStrength, amount = "100", ...more]) => {
    const tenths = readStrength(strength);
    const percent = readSigned(amount, -200, 100);
    if (tenths === undefined || percent === undefined || more.length > 0) return undefined;
    return blurSteps(tenths, { amount: percent / 100 });
  },
  write: ({ sigma, amount, within }) => {
    if (within !== "all") return undefined;
    const strength = String(Math.round(sigma * 10));
    return { args: amount === 1 ? [strength] : [strength, String(Math.round(amount * 100))] };
  },
});

/** Blurs a part. */
export const blurRegion = stepWord({
  op: "blur",
  takes:
    "a size and a place in pixels or percent (300x200/10,20 or 50px50p/10p,20p) or faces, then a strength from 0 to 5000",
  means: "`blur` within a box, or within faces, with a tenth of the strength (10 when absent) as sigma",
  read: ([size = "", ...rest]) => {
    const region = size === "faces" ? ({ within: "faces" } as const) : readRegion(size, rest.shift());
    const [strength = usualStrength, ...more] = rest;
    const tenths = readStrength(strength);
    return region && tenths !== undefined && more.length === 0 ? blurSteps(tenths, region) : undefined;
  },
  write: ({ sigma, within, x, y, width, height }) => {
    const strength = String(Math.round(sigma * 10));
    if (within === "faces") return { args: ["faces", strength] };
    if (x === undefined || y === undefined) return undefined;
    return { args: [writeBox({ width, height }), `${writeLength(x)},${writeLength(y)}`, strength] };
  },
});

function readRegion(size: string, place = "") {
  const { width, height } = readBox(size) ?? {};
  const [left, top, ...more] = place.split(",");
  const [x, y] = [readLength(left), readLength(top)];
  if (width === undefined || height === undefined || x === undefined || y === undefined || more.length > 0)
    return undefined;
  return { within: "box", x, y, width, height } as const;
}

/** Sharpens; 5 is the usual amount. */
export const sharp = stepWord({
  op: "sharpen",
  takes: "nothing, or a number from 0 to 20",
  means: "`sharpen` with a fifth of the number (5 when absent) as amount",
  read: ([amount = "5", ...more]) => {
    const fifths = more.length === 0 ? readWhole(amount, 0, 20) : undefined;
    return fifths === undefined ? undefined : [{ op: "sharpen", amount: fifths / 5 }];
  },
  write: ({ amount }) => ({ args: [String(Math.round(amount * 5))] }),
});
