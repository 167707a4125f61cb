/** Modifiers about sizes and shapes. */
import { decimal, color, oneOf, place, readAll, whole, writeColor, writeNumber, writePlace } from "./arguments.ts";
import { fits, type Asked, type AskedBox } from "./asked.ts";
import type { Word } from "./word.ts";

/** ipx makes larger sizes smaller in silence. */
const maxSide = 8192;
const anySide = whole(1, 99_999);

/** How a box of two sides is taken. */
export const fit: Word = {
  takes: "contain, cover, fill, inside or outside",
  means: "how `resize` takes a box: `contain` pads, `cover` crops, `fill` distorts. Default: cover",
  read: (args) => {
    const read = readAll(args, oneOf(...fits));
    return read && { ...(read[0] && { fit: read[0] }) };
  },
  write: ({ fit: value }) => (value === undefined ? undefined : [value]),
};

/** Which part `cover` keeps and where `contain` puts the picture. */
export const position: Word = {
  takes: "a place (top, right-top, north …), a number from 0 to 8, entropy or attention",
  means: "the anchor of `cover` and `contain`. Default: center",
  read: (args) => {
    const read = readAll(args, place);
    return read && { ...(read[0] && { position: read[0] }) };
  },
  write: ({ position: anchor }) => {
    const name = anchor && writePlace(anchor);
    return name === undefined ? undefined : [name];
  },
};

/** The colour of new canvas and of what lies behind. */
export const background: Word = {
  takes: "a colour: a name, hex without #, rgb(), hsl()",
  means: "the colour for `contain`, `extend`, `rotate`, `flatten` and `opacity`. Default: black",
  read: (args) => {
    const read = readAll(args, color);
    return read && { ...(read[0] && { background: read[0] }) };
  },
  write: ({ background: value }) => (value === undefined ? undefined : [writeColor(value)]),
};

const kernels = ["nearest", "linear", "cubic", "mitchell", "lanczos2", "lanczos3"] as const;

/** How pixels are weighed. */
export const kernel: Word = {
  takes: "nearest, linear, cubic, mitchell, lanczos2, lanczos3, mks2013 or mks2021",
  means: "`resize.kernel`, of a box only. The two mks ones become lanczos3, with a notice. Default: lanczos3",
  read: (args) => {
    const read = readAll(args, oneOf(...kernels, "mks2013", "mks2021"));
    if (!read) return undefined;
    const [name] = read;
    if (name !== "mks2013" && name !== "mks2021") return { ...(name && { kernel: name }) };
    return { kernel: "lanczos3", notices: [`kernel ${name} is not there: lanczos3 is used`] };
  },
  write: ({ kernel: value }) => (value === undefined || value === "lanczos3" ? undefined : [value]),
};

/** One side; the other follows. ipx runs `h` before `rotate` and `w` after it. */
function sideWord(side: "width" | "height"): Word {
  const early = side === "height";
  return {
    takes: "a whole number from 1 to 99999",
    means: `\`resize\` to that ${side} in proportion; above 8192 it counts as 8192. With several sizes the last of h, resize, s, w counts`,
    read: (args) => {
      const read = readAll(args, anySide);
      const value = read?.[0];
      return read && { ...(value !== undefined && { size: { [side]: Math.min(value, maxSide), early } }) };
    },
    write: ({ size }) => {
      const value = size?.[side];
      return value === undefined || (size?.width !== undefined && size.height !== undefined)
        ? undefined
        : [String(value)];
    },
  };
}

/** To a width. */
export const width = sideWord("width");
/** To a height. */
export const height = sideWord("height");

/** A box. The short name runs after `rotate`, the long one before it. */
function boxWord(early: boolean): Word {
  return {
    takes: "a box such as 300x200, or one number for a square",
    means: `\`resize\` to a box, by \`fit\`${early ? "; ipx runs it before a `rotate`" : ""}`,
    read: (args) => {
      const read = readAll(args, readBox);
      return read && { ...(read[0] && { size: { ...read[0], early } }) };
    },
    write: ({ size }) =>
      size?.width === undefined || size.height === undefined || size.early !== early
        ? undefined
        : [`${size.width}x${size.height}`],
  };
}

/** To a box, before a turn. */
export const resize = boxWord(true);
/** To a box, after a turn. */
export const s = boxWord(false);

function readBox(text: string): { width: number; height: number } | undefined {
  const [, across = "", down = across] = /^(\d{1,5})(?:x(\d{1,5}))?$/.exec(text) ?? [];
  const wide = anySide(across);
  const high = anySide(down);
  if (wide === undefined || high === undefined) return undefined;
  const scale = Math.min(1, maxSide / Math.max(wide, high));
  const capped = (value: number): number => Math.max(1, Math.round(value * scale));
  return { width: capped(wide), height: capped(high) };
}

/** Cuts away a border. */
export const trim: Word = {
  takes: "nothing, or a tolerance from 0 to 255",
  means: "`trim` by the top left pixel's colour. Default: 10",
  read: (args) => {
    const read = readAll(args, decimal(0, 255));
    return read && { trim: read[0] ?? 10 };
  },
  write: ({ trim: threshold }) =>
    threshold === undefined ? undefined : threshold === 10 ? [] : [writeNumber(threshold)],
};

/** New canvas on each side. */
export const extend: Word = {
  takes: "top, right, bottom and left from 0 to 8192, then background, copy, repeat or mirror",
  means: "`extend`, after everything about sizes",
  read: (args) => {
    const edge = whole(0, 8192);
    const read = readAll(args, edge, edge, edge, edge, oneOf("background", "copy", "repeat", "mirror"));
    if (!read) return undefined;
    const [top = 0, right = 0, bottom = 0, left = 0, by = "background"] = read;
    return { extend: { top, right, bottom, left, fill: by === "background" ? "color" : by } };
  },
  write: ({ extend: edges }) =>
    edges && [
      ...[edges.top, edges.right, edges.bottom, edges.left].map(String),
      ...(edges.fill === "color" ? [] : [edges.fill]),
    ],
};

/** A rectangle. `crop` and `extract` are the same; where both are there, `extract` cuts the resized picture. */
function cropWord(write: (asked: Asked) => AskedBox | undefined, isSecond: boolean): Word {
  return {
    takes: "left and top from 0 to 16384, then width and height from 1 to 16384",
    means: isSecond
      ? "the same as `crop`; beside one, it cuts the resized picture"
      : "`crop` to a rectangle, before any resize",
    read: (args, before) => {
      const [left, top, wide, high] = readAll(args, ...[0, 0, 1, 1].map((min) => whole(min, 16_384))) ?? [];
      if (left === undefined || top === undefined || wide === undefined || high === undefined) return undefined;
      const box = { left, top, width: wide, height: high };
      return isSecond && before.crop ? { cropAfter: box } : { crop: box };
    },
    write: (asked) => {
      const box = write(asked);
      return box && [box.left, box.top, box.width, box.height].map(String);
    },
  };
}

/** Before a resize. */
export const crop = cropWord((asked) => asked.crop, false);
/** Before a resize, or after it beside a `crop`. */
export const extract = cropWord((asked) => asked.cropAfter, true);
