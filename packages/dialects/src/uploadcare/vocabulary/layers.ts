/** Words that lay something on the picture. */
import { isFileId, type Anchor, type Length } from "@intaglio/contract";
import {
  readBox,
  readColor,
  readPercent,
  readPlace,
  writeBox,
  writeColor,
  writeLength,
  writePercent,
  writePlace,
} from "./arguments.ts";
import { stepWord } from "./word.ts";

type Place = { readonly anchor: Anchor; readonly x?: Length; readonly y?: Length };

const topLeft = { kind: "named", at: "top-left" } as const;
const whole = { width: { fraction: 1 }, height: { fraction: 1 } } as const;

/** A keyword, pixels from the top left, or percent of the free space. */
function readLayerPlace(text: string | undefined): Place | undefined {
  const anchor = readPlace(text);
  return anchor?.kind === "offset" ? { anchor: topLeft, x: anchor.x, y: anchor.y } : anchor && { anchor };
}

/** Writes what {@link readLayerPlace} reads. */
function writeLayerPlace({ anchor, x, y }: Required<Place>): string | undefined {
  if (anchor.kind === "named" && anchor.at === "top-left") return `${writeLength(x)},${writeLength(y)}`;
  return anchor.kind === "detect" || anchor.kind === "offset" ? undefined : writePlace(anchor);
}

/** Both sides, pixels or percent. */
function readSize(text: string | undefined): { readonly width: Length; readonly height: Length } | undefined {
  const { width, height } = readBox(text) ?? {};
  return width === undefined || height === undefined ? undefined : { width, height };
}

/** Lays another picture on. */
export const overlay = stepWord({
  op: "overlay",
  takes:
    "a file's id or self, then a size (300x200, 50px50p), a place (a keyword, or x,y in pixels or percent) and an opacity (40p), each optional",
  means:
    "`overlay` of that file, or of the picture as it came in, inside the size (default: 100px100p), at the place (default: top left)",
  read: ([source, ...rest]) => {
    const size = readSize(rest[0]);
    if (size) rest.shift();
    const place = readLayerPlace(rest[0]);
    if (place) rest.shift();
    const opacity = readPercent(rest[0]);
    if (opacity !== undefined) rest.shift();
    const layer =
      source === "self"
        ? ({ kind: "self" } as const)
        : isFileId(source)
          ? ({ kind: "file", id: source } as const)
          : undefined;
    if (!layer || rest.length > 0) return undefined;
    return [
      { op: "overlay", layer, ...whole, anchor: topLeft, ...size, ...place, ...(opacity !== undefined && { opacity }) },
    ];
  },
  write: (step) => {
    const { layer, opacity, width, height } = step;
    const place = writeLayerPlace(step);
    if (width === undefined || height === undefined) return undefined;
    if ((layer.kind !== "self" && layer.kind !== "file") || place === undefined) return undefined;
    const size = writeBox(step);
    const args = [layer.kind === "self" ? "self" : layer.id];
    if (size !== "100px100p") args.push(size);
    if (place !== "0,0") args.push(place);
    if (opacity !== 1) args.push(writePercent(opacity));
    return { args };
  },
});

/** Lays one colour on. */
export const rect = stepWord({
  op: "overlay",
  takes: "a colour in hex, a size (300x200, 50px50p) and a place (a keyword, or x,y in pixels or percent)",
  means: "`overlay` of a colour of that size at the place",
  read: ([fill, box, where, ...more]) => {
    const color = readColor(fill);
    const size = readSize(box);
    const place = readLayerPlace(where);
    if (color === undefined || !size || !place || more.length > 0) return undefined;
    return [{ op: "overlay", layer: { kind: "color", color, ...size }, ...place }];
  },
  write: (step) => {
    const place = writeLayerPlace(step);
    const { layer } = step;
    if (layer.kind !== "color" || place === undefined) return undefined;
    return { args: [writeColor(layer.color), writeBox(layer), place] };
  },
});

// What a text may have elsewhere and no word here sets.
const plain = {
  underline: false,
  strikethrough: false,
  letterSpacing: 0,
  lineSpacing: 0,
  strokeWidth: 0,
  strokeColor: "000000ff",
} as const;

/** Lays letters on. */
export const text = stepWord({
  op: "overlay",
  takes:
    "a size (300x200, 90px20p), a place (a keyword, or x,y in pixels or percent) and a text of 1 to 1000 characters, in which ~~ is ~, ~s is / and ~n a new line",
  means:
    "`overlay` of the text, wrapped into the size, with the letters, lines and backdrop that the words before it set",
  read: ([box, where, said, ...more], { font, textAlign, textBox }) => {
    const size = readSize(box);
    const place = readLayerPlace(where);
    const written = said === undefined ? undefined : unescape(said);
    if (!size || !place || written === undefined || more.length > 0) return undefined;
    return [
      {
        op: "overlay",
        layer: { kind: "text", text: written, ...plain, ...font, ...textAlign, ...textBox, ...size },
        ...place,
      },
    ];
  },
  write: (step) => {
    const place = writeLayerPlace(step);
    const { layer } = step;
    if (layer.kind !== "text" || place === undefined) return undefined;
    const said = layer.text.replace(/[~/\n]/g, (mark) => (mark === "~" ? "~~" : mark === "/" ? "~s" : "~n"));
    if (/^(?:-|\.\.?)$/.test(said)) return undefined; // a dash starts a word, dots are a folder
    const { weight, italic, size, color, family, align, vertical, backdrop, backdropColor, padding } = layer;
    return {
      args: [writeBox(layer), place, said],
      state: {
        font: { weight, italic, size, color, family },
        textAlign: { align, vertical },
        textBox: { backdrop, backdropColor, padding },
      },
    };
  },
});

/** Undefined where a `~` stands for nothing. */
function unescape(said: string): string | undefined {
  if (/~(?![~sn])/.test(said.replaceAll("~~", ""))) return undefined;
  return said.replace(/~([~sn])/g, (_, mark: string) => (mark === "s" ? "/" : mark === "n" ? "\n" : "~"));
}
