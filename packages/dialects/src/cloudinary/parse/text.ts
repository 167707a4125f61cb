/** Text layers: `text:<font>_<size>_<style>:<text>`. */
import { IntaglioError, isFraction, type Layer, type TextInput } from "@intaglio/contract";
import { readColor, readDecimal } from "../vocabulary/arguments.ts";
import { readBox } from "../vocabulary/box.ts";
import { decodeAgain } from "../vocabulary/output.ts";
import { expand, insert, invalid, type Parameters } from "./bag.ts";
import { quote } from "./component.ts";
import type { Scope } from "./scope.ts";
import { writeValue } from "./value.ts";

/** A text layer, and the parameters beside it that are its own. */
export interface TextLayer {
  readonly layer: Layer;
  readonly taken: readonly string[];
}

/** Words of a text's style that stand alone. */
export const styles: Readonly<Record<string, Partial<TextInput>>> = {
  normal: {},
  thin: { weight: 100 },
  light: { weight: 300 },
  semibold: { weight: 600 },
  bold: { weight: 700 },
  extrabold: { weight: 800 },
  black: { weight: 900 },
  italic: { italic: true },
  underline: { underline: true },
  strikethrough: { strikethrough: true },
  none: {},
  left: { align: "left" },
  center: { align: "center" },
  right: { align: "right" },
  start: { align: "start" },
  end: { align: "end" },
  justify: { align: "justify" },
  stroke: {},
};
const rendering = /^(?:antialias_(?:none|gray|subpixel|fast|good|best)|hinting_(?:none|slight|medium|full))$/;

/** A text layer; undefined for any other. Throws `PLAN_INVALID`. */
export function readText(value: string, bag: Parameters, scope: Scope): TextLayer | undefined {
  const [, styleText, raw] = /^text:(.*?):(.*)$/s.exec(value) ?? [];
  if (!value.startsWith("text:")) return undefined;
  if (styleText === undefined || raw === undefined || raw === "") throw wrong(value, "it has a style and a text");
  const style = /^\$\w+$/.test(styleText) ? writeValue(scope.variable(styleText)) : expand(styleText, scope);
  const { hasStroke, ...font } = readStyle(style);
  const text = insert(decodeAgain(raw), scope).replace(/\r\n?/g, "\n");
  const wraps = bag.text("c") === "fit";
  const { width, height } = wraps ? readBox(bag) : {};
  const backdrop = bag.text("b") === undefined ? undefined : bag.color("b");
  const taken = ["co", "b", ...(hasStroke ? ["bo"] : []), ...(wraps ? ["c", "w", "h", "ar"] : [])];
  if ((isFraction(width) || isFraction(height)) && !bag.flag("relative"))
    throw wrong(value, "with c_fit its box is in pixels, or fl_relative");
  const layer = {
    kind: "text",
    ...font,
    text,
    color: bag.color("co") ?? "000000ff",
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
    ...(hasStroke && readStroke(bag)),
    ...(backdrop !== undefined && { backdrop: "fit", backdropColor: backdrop }),
  };
  return { layer: layer as unknown as Layer, taken };
}

type Style = Partial<TextInput> & { readonly hasStroke: boolean };

/** `Arial_40_bold_line_spacing_10`: the font's name goes up to the first number. */
function readStyle(text: string): Style {
  if (text.length > 300) throw wrong(text, "a style has at most 300 characters");
  const [, family = "", size, rest = ""] = /^(.+?)_(\d{1,4}(?:\.\d+)?)((?:_[a-z0-9.-]+)*)$/is.exec(text) ?? [];
  const pixels = readDecimal(size, 1, 1000);
  if (pixels === undefined)
    throw wrong(text, "a style is a font, its size in pixels from 1 to 1000, and words such as bold");
  let style: Partial<TextInput> = { family: family.replace(/%20|\+/g, " "), size: pixels };
  let hasStroke = false;
  const parts = rest.split("_").slice(1);
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] ?? "";
    const spacing =
      /^(letter|line)$/.test(part) && parts[at + 1] === "spacing" ? readDecimal(parts[at + 2], -100, 1000) : undefined;
    if (spacing !== undefined) {
      style = { ...style, [part === "letter" ? "letterSpacing" : "lineSpacing"]: spacing };
      at += 2;
    } else if (rendering.test(`${part}_${parts[at + 1] ?? ""}`)) at++;
    else if (Object.hasOwn(styles, part)) {
      style = { ...style, ...styles[part] };
      hasStroke ||= part === "stroke";
    } else
      throw wrong(
        text,
        `${quote(part)} is no style: bold, italic, underline, strikethrough, left, center, right, stroke and the like are`,
      );
  }
  return { ...style, hasStroke };
}

/** `stroke` is drawn as `bo` beside it says. */
function readStroke(bag: Parameters): Partial<TextInput> {
  const value = bag.text("bo");
  if (value === undefined) return {};
  const [, width = "", color] = /^(.+?)px_solid_(.+)$/.exec(value) ?? [];
  const strokeColor = readColor(color);
  if (strokeColor === undefined) throw invalid("bo", value);
  const strokeWidth = bag.pixels("bo", width);
  if (strokeWidth < 0 || strokeWidth > 100) throw invalid("bo", value);
  return { strokeWidth, strokeColor };
}

function wrong(text: string, why: string): IntaglioError {
  const hint = `Invalid text layer in transformation: ${quote(text)}; ${why}`;
  return new IntaglioError("PLAN_INVALID", hint, { hint });
}
