/** A text as lines of letters: Pango breaks, orders and shapes them; numbers and markup are ours. */
import { toPixels, type Size } from "@intaglio/contract";
import type { TextLayer } from "./fonts.ts";

/** The space a text has. */
export interface TextBox {
  /** Undefined: as wide as it needs. */
  readonly width: number | undefined;
  readonly height: number | undefined;
  /** Pixels between the letters and the edge. */
  readonly margin: number;
}

/** The box in pixels. */
export function textBox({ width, height, padding, strokeWidth }: TextLayer, below: Size): TextBox {
  return {
    width: width === undefined ? undefined : Math.max(1, toPixels(width, below.width)),
    height: height === undefined ? undefined : Math.max(1, toPixels(height, below.height)),
    margin: padding + Math.ceil(strokeWidth),
  };
}

/**
 * A size that the text hardly passes, from numbers alone: a letter is at most as wide as high, a line at most thrice as
 * high as its letters, and breaking lines wastes at most half of each. What comes out is checked again.
 */
export function textBound(layer: TextLayer, below: Size): Size {
  const { width, height, margin } = textBox(layer, below);
  const letter = layer.size + Math.max(0, layer.letterSpacing);
  const line = 3 * layer.size + Math.max(0, layer.lineSpacing);
  const paragraphs = layer.text.split("\n").map(lettersIn);
  const room = width === undefined ? Infinity : Math.max(1, width - 2 * margin);
  const lines = paragraphs.map((letters) =>
    Math.min(Math.max(1, letters), Math.ceil((2 * letters * letter) / room) + 1),
  );
  const most = width === undefined ? paragraphs.length : lines.reduce((sum, count) => sum + count, 0);
  return {
    width: width ?? Math.ceil(Math.max(1, ...paragraphs) * letter) + 2 * margin,
    height: height ?? Math.ceil(most * line) + 2 * margin,
  };
}

/** Letters, whole phrases that are one letter counted by their width. */
function lettersIn(paragraph: string): number {
  return [...paragraph].length + 11 * (paragraph.match(/[\uFDF0-\uFDFF]/g)?.length ?? 0);
}

/** The side where the text's lines stand, in a box wider than they are. */
export function sideOf({ align, text }: TextLayer): "left" | "center" | "right" {
  if (align === "center" || align === "left" || align === "right") return align;
  return (align === "end") === isRightToLeft(text) ? "left" : "right";
}

const rightToLeft =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Samaritan}\p{Script=Mandaic}\p{Script=Adlam}\p{Script=Hanifi_Rohingya}]/u;

/** True when the first letter's script runs from right to left. */
export function isRightToLeft(text: string): boolean {
  const [first = ""] = /\p{L}/u.exec(text) ?? [];
  return rightToLeft.test(first);
}

/** Colours of the picture that Pango draws: what is what is told by them. */
const ink = "#0000ff";

/**
 * The text as Pango's markup, in which nothing of it is markup. It stands between two lines with a red dot, so that its
 * own first and last lines come out in their full height, of which Pango would give what has ink alone.
 */
export function textMarkup(layer: TextLayer): string {
  const { weight, italic, underline, strikethrough, letterSpacing } = layer;
  const attributes = {
    foreground: ink,
    background: "#00ff00",
    weight: String(weight),
    style: italic ? "italic" : "normal",
    underline: underline ? "single" : "none",
    strikethrough: String(strikethrough),
    letter_spacing: String(Math.round(letterSpacing * pangoUnits)),
  };
  const written = Object.entries(attributes).map(([name, value]) => `${name}="${value}"`);
  return `${dot}\n<span ${written.join(" ")}>${escaped(layer.text)}</span>\n${dot}`;
}

/** Pango's units in one point; at 72 dots per inch a point is a pixel. */
const pangoUnits = 1024;
const dot = '<span foreground="#ff0000">.</span>';

const signs: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => signs[sign] ?? "");
}
