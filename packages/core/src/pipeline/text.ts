/** A text as a picture. */
import { IntaglioError, type Size } from "@intaglio/contract";
import sharp from "sharp";
import { modes } from "./blend.ts";
import { placed, tinted, type Coverage } from "./coverage.ts";
import { thickened } from "./distance.ts";
import { familiesOf, familyFor, type Named, type TextLayer } from "./fonts.ts";
import { mix } from "./mix.ts";
import type { RawPicture } from "./raw.ts";
import { sideOf, textBox, textMarkup, isRightToLeft, type TextBox } from "./text-layout.ts";

/** Sets a text: its backdrop, a line around its letters, and the letters. */
export async function paintText(layer: TextLayer, below: Size, fonts: readonly Named[]): Promise<RawPicture> {
  const box = textBox(layer, below);
  const { letters, lines } = await typeset(layer, box, fonts);
  const size = {
    width: box.width ?? letters.width + 2 * box.margin,
    height: box.height ?? letters.height + 2 * box.margin,
  };
  const at = {
    left: placeIn(sideOf(layer), size.width, letters.width, box.margin),
    top: placeIn(layer.vertical, size.height, letters.height, box.margin),
  };
  const canvas: RawPicture = { data: Buffer.alloc(size.width * size.height * 4), ...size, channels: 4 };
  const lay = (what: RawPicture, by: number): void =>
    mix(canvas, what, { layerAt: { left: at.left - by, top: at.top - by } }, modes.over);
  const backdrop = backdropOf(layer, size, lines);
  if (layer.backdrop === "fill")
    mix(canvas, tinted(backdrop, layer.backdropColor), { layerAt: { left: 0, top: 0 } }, modes.over);
  else if (layer.backdrop !== "none") lay(tinted(backdrop, layer.backdropColor), layer.padding);
  if (layer.strokeWidth > 0) {
    const by = Math.ceil(layer.strokeWidth);
    lay(tinted(thickened(around(letters, by), layer.strokeWidth), layer.strokeColor), by);
  }
  lay(tinted(letters, layer.color), 0);
  return canvas;
}

function placeIn(
  side: "left" | "top" | "center" | "right" | "bottom",
  whole: number,
  part: number,
  margin: number,
): number {
  if (side === "center") return Math.floor((whole - part) / 2);
  return side === "left" || side === "top" ? margin : whole - margin - part;
}

function around(coverage: Coverage, by: number): Coverage {
  const size = { width: coverage.width + 2 * by, height: coverage.height + 2 * by };
  return placed(coverage, size, { left: by, top: by });
}

function backdropOf({ backdrop, padding }: TextLayer, size: Size, lines: Coverage): Coverage {
  if (backdrop === "line") return padded(lines, padding);
  const { width, height } =
    backdrop === "fill" ? size : { width: lines.width + 2 * padding, height: lines.height + 2 * padding };
  return { data: new Uint8Array(width * height).fill(255), width, height };
}

/** Each row's part from the first to the last covered pixel, with so many pixels more on every side. */
function padded(lines: Coverage, by: number): Coverage {
  const rows = Array.from({ length: lines.height }, (_, y) => {
    const row = lines.data.subarray(y * lines.width, (y + 1) * lines.width);
    return { from: row.findIndex((covered) => covered > 0), to: row.findLastIndex((covered) => covered > 0) };
  });
  const [width, height] = [lines.width + 2 * by, lines.height + 2 * by];
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const near = rows.slice(Math.max(0, y - 2 * by), y + 1).filter(({ from }) => from >= 0);
    if (near.length === 0) continue;
    const from = Math.min(...near.map((row) => row.from));
    const to = Math.max(...near.map((row) => row.to)) + 1 + 2 * by;
    data.fill(255, y * width + from, y * width + to);
  }
  return { data, width, height };
}

/** The letters, and the boxes of their lines, on the smallest canvas that holds both. */
interface Typeset {
  readonly letters: Coverage;
  readonly lines: Coverage;
}

async function typeset(layer: TextLayer, { width, margin }: TextBox, fonts: readonly Named[]): Promise<Typeset> {
  const families = familiesOf(fonts);
  const first = familyFor(layer.family, fonts) ?? families[0];
  const { data, info } = await sharp({
    text: {
      text: textMarkup(layer),
      // The comma at the end keeps a name's last word from being read as a weight or a size.
      font: `${[...new Set([first, ...families])].join(",")}, ${layer.size}px`,
      dpi: 72,
      rgba: true,
      align: alignOf(layer),
      justify: layer.align === "justify",
      spacing: Math.round(layer.lineSpacing),
      wrap: "word-char",
      ...(width === undefined ? {} : { width: Math.max(1, width - 2 * margin) }),
    },
  })
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((error: unknown) => {
      throw unset(error);
    });
  return cropped(data, info);
}

/** Letters may be wider than anybody thought. */
function unset(cause: unknown): IntaglioError {
  if (!String(cause).includes("too big")) return new IntaglioError("INTERNAL", `a text: ${String(cause)}`, { cause });
  const hint = "overlay: the text is too large to be set";
  return new IntaglioError("PLAN_TOO_LARGE", hint, { hint, cause });
}

/** Pango takes left and right for start and end, and turns them about for text from right to left. */
function alignOf(layer: TextLayer): "left" | "center" | "right" {
  const side = sideOf(layer);
  if (side === "center") return side;
  return (side === "left") === isRightToLeft(layer.text) ? "right" : "left";
}

/** Tells letters, lines and the dots above and below apart by their colours, and cuts the dots off. */
function cropped(data: Buffer, { width, height }: Size): Typeset {
  const letters = new Uint8Array(width * height);
  const lines = new Uint8Array(width * height);
  let [left, top, right, bottom] = [width, 0, 0, 0];
  for (let at = 0; at < letters.length; at += 1) {
    const alpha = data[at * 4 + 3] ?? 0;
    if (alpha === 0 || (data[at * 4] ?? 0) > 0) continue;
    letters[at] = ((data[at * 4 + 2] ?? 0) * alpha) / 255 + 0.5;
    lines[at] = 255;
    const x = at % width;
    if (x < left) left = x;
    if (x >= right) right = x + 1;
    if (bottom === 0) top = Math.floor(at / width);
    bottom = Math.floor(at / width) + 1;
  }
  const size = { width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
  const cut = (all: Uint8Array): Coverage => {
    const part = new Uint8Array(size.width * size.height);
    for (let y = 0; y < bottom - top; y += 1)
      part.set(all.subarray((top + y) * width + left, (top + y) * width + right), y * size.width);
    return { data: part, ...size };
  };
  return { letters: cut(letters), lines: cut(lines) };
}
