/** `b`: what shows through, and what new canvas is filled with. */
import { IntaglioError, type Step, type StepOf } from "@intaglio/contract";
import { readColor, writeColor } from "./arguments.ts";
import { say, type Bag, type Said } from "./word.ts";

type Fill = StepOf<"resize">["fill"];

const white = "ffffffff";
/** Nothing there: what padding is without `b`. In formats without transparency it comes out white. */
export const nothing = "00000000";

/** The modes that add canvas. */
const padding = ["pad", "lpad", "mpad", "fill_pad", "auto_pad"];
const fills: Readonly<Record<string, Fill>> = {
  auto: "border",
  "auto:border": "border",
  "auto:predominant": "predominant",
  blurred: "blurred",
};

/** What `b` takes, as a phrase. */
const backgrounds =
  "a colour (a name, or rgb: and hex digits), transparent, and with a padding mode auto, auto:border, auto:predominant or blurred";

/** What canvas is filled with. */
export function readFill(bag: Bag): { readonly fill: Fill; readonly background: string } {
  const text = bag.text("b");
  const fill = text === undefined ? undefined : readFillName(text, bag);
  return fill ? { fill, background: white } : { fill: "color", background: bag.color("b") ?? nothing };
}

function readFillName(text: string, bag: Bag): Fill | undefined {
  if (Object.hasOwn(fills, text)) return fills[text];
  if (/^blurred:\d+(?::-?\d+)?$/.test(text)) {
    bag.notice("b_blurred is as strong and as bright here as without numbers");
    return "blurred";
  }
  if (/^(?:auto:|gen_fill|blurred:)/.test(text))
    throw new IntaglioError("OPERATION_UNSUPPORTED", "a background", {
      hint: `Background ${JSON.stringify(text.slice(0, 40)).replace(/[^\x20-\x7e]/g, "?")} is not spoken; b takes ${backgrounds}`,
    });
  return undefined;
}

/** The parameter that fills canvas so; undefined when there is nothing to say. */
function writeFill(fill: Fill, background: string): string | undefined {
  if (fill === "color") return background === nothing ? undefined : `b_${writeColor(background)}`;
  const name = Object.keys(fills).findLast((one) => fills[one] === fill);
  return name && `b_${name}`;
}

/** The colour that `b` puts behind all of the picture; undefined when it only fills canvas, or nothing. */
export function readBehind(text: string, bag: Bag): string | undefined {
  const color = readColor(text);
  const pads = padding.includes(bag.text("c") ?? "");
  if (color === undefined && readFillName(text, bag) !== undefined && !pads)
    throw new IntaglioError("OPERATION_UNSUPPORTED", "a background without canvas", {
      hint: `b_${text} fills the canvas of a padding mode, and there is none in its component`,
    });
  if (color === undefined || color === nothing) return undefined;
  if (color.endsWith("ff")) return color;
  if (pads || bag.text("a") !== undefined) return undefined; // fills canvas; behind transparent parts it is not laid
  throw new IntaglioError("OPERATION_UNSUPPORTED", "a translucent background", {
    hint: "b takes an opaque colour where it fills no canvas",
  });
}

/** Parameters with `b`; its colour lies behind all of the picture, so a `flatten` that follows is said with it. */
export function sayCanvas(
  parameters: readonly (string | undefined)[],
  fill: Fill,
  color: string,
  next: Step | undefined,
): Said {
  const covers = fill === "color" && color.endsWith("ff") && next?.op === "flatten" && next.color === color ? 2 : 1;
  return { ...say(writeFill(fill, color), ...parameters), covers };
}
