/** Words about the texts that follow: their letters, where their lines stand, what lies behind them. */
import { readColor, readWhole, writeColor } from "./arguments.ts";
import { initialState, stateWord, type Font } from "./word.ts";

const families: Readonly<Record<string, string>> = {
  DejaVu: "DejaVu Sans",
  DejaVuMono: "DejaVu Sans Mono",
  DejaVuSerif: "DejaVu Serif",
  Noto: "Noto Sans",
  NotoMono: "Noto Sans Mono",
  NotoSerif: "Noto Serif",
};
const weights: Readonly<Record<string, number>> = { regular: 400, bold: 700 };
const styles: Readonly<Record<string, boolean>> = { normal: false, italic: true };

/** Each part of `font` in its order: what of the letters it sets; undefined for another part's text. */
const parts: readonly ((text: string) => Partial<Font> | undefined)[] = [
  (text) => (text === "reset" ? initialState.font : undefined),
  (text) => (Object.hasOwn(weights, text) ? { weight: weights[text] as number } : undefined),
  (text) => (Object.hasOwn(styles, text) ? { italic: styles[text] as boolean } : undefined),
  (text) => {
    const size = readWhole(text, 1, 1000);
    return size === undefined ? undefined : { size };
  },
  (text) => {
    const color = readColor(text);
    return color === undefined ? undefined : { color };
  },
  (text) => (Object.hasOwn(families, text) ? { family: families[text] as string } : undefined),
];

function keyOf<Value>(table: Readonly<Record<string, Value>>, value: Value): string[] {
  return Object.keys(table).filter((key) => table[key] === value);
}

/** The letters. What it does not name stays as it was. */
export const font = stateWord({
  key: "font",
  takes: `reset, regular or bold, normal or italic, a size from 1 to 1000, a colour in hex, a family (${Object.keys(families).join(", ")}): at least one of them, in this order`,
  means: "for the texts that follow; regular, normal, 10, 000000, DejaVu before any",
  read: (args, { font: before }) => {
    let at = 0;
    let letters = before;
    for (const text of args) {
      while (at < parts.length && !parts[at]?.(text)) at++;
      letters = { ...letters, ...parts[at]?.(text) };
      if (at++ === parts.length) return undefined;
    }
    return args.length > 0 ? { font: letters } : undefined;
  },
  write: ({ font: wanted }, { font: before }) => [
    ...(wanted.weight === before.weight ? [] : keyOf(weights, wanted.weight)),
    ...(wanted.italic === before.italic ? [] : keyOf(styles, wanted.italic)),
    ...(wanted.size === before.size ? [] : [String(wanted.size)]),
    ...(wanted.color === before.color ? [] : [writeColor(wanted.color)]),
    ...(wanted.family === before.family ? [] : keyOf(families, wanted.family)),
  ],
});

const across = ["left", "right", "center"] as const;
const down = ["top", "bottom", "center"] as const;

/** Where the lines stand. */
export const textAlign = stateWord({
  key: "textAlign",
  takes: "left, right or center, then top, bottom or center",
  means: "for the texts that follow; center/center before any",
  read: ([horizontal, perpendicular, ...more]) => {
    const align = across.find((word) => word === horizontal);
    const vertical = down.find((word) => word === perpendicular);
    return align && vertical && more.length === 0 ? { textAlign: { align, vertical } } : undefined;
  },
  write: ({ textAlign: { align, vertical } }) => [align, vertical].map(String),
});

const backdrops = ["none", "fit", "line", "fill"] as const;

/** What lies behind. */
export const textBox = stateWord({
  key: "textBox",
  takes: "none, fit, line or fill, then a colour in hex, then a padding from 0 to 1000 pixels",
  means:
    "for the texts that follow: nothing, a box round the text, one round each line, or the whole box. Default: none; ffffff, 0",
  read: ([mode, fill = "ffffff", edge = "0", ...more]) => {
    const backdrop = backdrops.find((word) => word === mode);
    const backdropColor = readColor(fill);
    const padding = readWhole(edge, 0, 1000);
    if (!backdrop || backdropColor === undefined || padding === undefined || more.length > 0) return undefined;
    return { textBox: { backdrop, backdropColor, padding } };
  },
  write: ({ textBox: { backdrop, backdropColor, padding } }) => {
    if (padding > 0) return [backdrop, writeColor(backdropColor), String(padding)];
    return backdropColor === "ffffffff" ? [backdrop] : [backdrop, writeColor(backdropColor)];
  },
});
