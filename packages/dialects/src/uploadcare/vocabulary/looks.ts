/** Words about how a picture looks. */
import { IntaglioError } from "@intaglio/contract";
import { readWhole } from "./arguments.ts";
import { bare, stepWord } from "./word.ts";

/** Blurs; the strength is ten times the Gaussian's sigma. */
export const blur = stepWord({
  op: "blur",
  takes: "nothing, or a strength from 0 to 5000, then an amount from -200 to 100",
  means: "`blur` with a tenth of the strength (10 when absent) as sigma; an amount other than 100 is not supported",
  read: ([strength = "10", amount = "100", ...more]) => {
    const tenths = readWhole(strength, 0, 5000);
    const share = /^-\d/.test(amount) ? readWhole(amount.slice(1), 1, 200) : readWhole(amount, 0, 100);
    if (tenths === undefined || share === undefined || more.length > 0) return undefined;
    if (amount !== "100" && (share !== 100 || amount.startsWith("-")))
      throw new IntaglioError("OPERATION_UNSUPPORTED", "blur with an amount", {
        hint: "blur takes no amount other than 100",
      });
    return tenths < 3 ? [] : [{ op: "blur", sigma: tenths / 10 }]; // a sigma below 0.3 changes nothing
  },
  write: ({ sigma }) => ({ args: [String(Math.round(sigma * 10))] }),
});

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

/** Takes the colours away. */
export const grayscale = stepWord({
  op: "filter",
  takes: "nothing",
  means: "`filter` grayscale",
  read: (args) => (bare(args) ? [{ op: "filter", name: "grayscale" }] : undefined),
  write: ({ name }) => (name === "grayscale" ? { args: [] } : undefined),
});
