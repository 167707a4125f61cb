/** Colours as CSS writes them, which several services take as they are. */

/** CSS's named colours: name, then red, green and blue. */
const names: ReadonlyMap<string, string> = new Map(
  `
  aliceblue f0f8ff antiquewhite faebd7 aqua 00ffff aquamarine 7fffd4 azure f0ffff beige f5f5dc bisque ffe4c4
  black 000000 blanchedalmond ffebcd blue 0000ff blueviolet 8a2be2 brown a52a2a burlywood deb887 cadetblue 5f9ea0
  chartreuse 7fff00 chocolate d2691e coral ff7f50 cornflowerblue 6495ed cornsilk fff8dc crimson dc143c cyan 00ffff
  darkblue 00008b darkcyan 008b8b darkgoldenrod b8860b darkgray a9a9a9 darkgreen 006400 darkgrey a9a9a9
  darkkhaki bdb76b darkmagenta 8b008b darkolivegreen 556b2f darkorange ff8c00 darkorchid 9932cc darkred 8b0000
  darksalmon e9967a darkseagreen 8fbc8f darkslateblue 483d8b darkslategray 2f4f4f darkslategrey 2f4f4f
  darkturquoise 00ced1 darkviolet 9400d3 deeppink ff1493 deepskyblue 00bfff dimgray 696969 dimgrey 696969
  dodgerblue 1e90ff firebrick b22222 floralwhite fffaf0 forestgreen 228b22 fuchsia ff00ff gainsboro dcdcdc
  ghostwhite f8f8ff gold ffd700 goldenrod daa520 gray 808080 green 008000 greenyellow adff2f grey 808080
  honeydew f0fff0 hotpink ff69b4 indianred cd5c5c indigo 4b0082 ivory fffff0 khaki f0e68c lavender e6e6fa
  lavenderblush fff0f5 lawngreen 7cfc00 lemonchiffon fffacd lightblue add8e6 lightcoral f08080 lightcyan e0ffff
  lightgoldenrodyellow fafad2 lightgray d3d3d3 lightgreen 90ee90 lightgrey d3d3d3 lightpink ffb6c1
  lightsalmon ffa07a lightseagreen 20b2aa lightskyblue 87cefa lightslategray 778899 lightslategrey 778899
  lightsteelblue b0c4de lightyellow ffffe0 lime 00ff00 limegreen 32cd32 linen faf0e6 magenta ff00ff maroon 800000
  mediumaquamarine 66cdaa mediumblue 0000cd mediumorchid ba55d3 mediumpurple 9370db mediumseagreen 3cb371
  mediumslateblue 7b68ee mediumspringgreen 00fa9a mediumturquoise 48d1cc mediumvioletred c71585
  midnightblue 191970 mintcream f5fffa mistyrose ffe4e1 moccasin ffe4b5 navajowhite ffdead navy 000080
  oldlace fdf5e6 olive 808000 olivedrab 6b8e23 orange ffa500 orangered ff4500 orchid da70d6 palegoldenrod eee8aa
  palegreen 98fb98 paleturquoise afeeee palevioletred db7093 papayawhip ffefd5 peachpuff ffdab9 peru cd853f
  pink ffc0cb plum dda0dd powderblue b0e0e6 purple 800080 rebeccapurple 663399 red ff0000 rosybrown bc8f8f
  royalblue 4169e1 saddlebrown 8b4513 salmon fa8072 sandybrown f4a460 seagreen 2e8b57 seashell fff5ee
  sienna a0522d silver c0c0c0 skyblue 87ceeb slateblue 6a5acd slategray 708090 slategrey 708090 snow fffafa
  springgreen 00ff7f steelblue 4682b4 tan d2b48c teal 008080 thistle d8bfd8 tomato ff6347 turquoise 40e0d0
  violet ee82ee wheat f5deb3 white ffffff whitesmoke f5f5f5 yellow ffff00 yellowgreen 9acd32
  `
    .trim()
    .split(/\s+/)
    .map((word, at, all): [string, string] => [word, all[at + 1] ?? ""])
    .filter((_, at) => at % 2 === 0),
);

const number = /^[+-]?(?:\d{1,10}(?:\.\d{0,20})?|\.\d{1,20})$/;

/**
 * A colour by its CSS name, as `transparent`, in hex of 3, 4, 6 or 8 digits (with or without `#`), or as `rgb()`,
 * `rgba()`, `hsl()`, `hsla()` or `hwb()` with commas or blanks; as eight lower-case hex digits. Undefined for what is none.
 */
export function readCssColor(text: string): string | undefined {
  if (text.length > 100) return undefined;
  const lower = text.toLowerCase();
  if (lower === "transparent") return "00000000";
  const named = names.get(lower);
  if (named !== undefined) return `${named}ff`;
  const hex = /^#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/.exec(lower)?.[1];
  if (hex !== undefined) {
    const long = hex.length <= 4 ? hex.replace(/./g, "$&$&") : hex;
    return long.length === 6 ? `${long}ff` : long;
  }
  const [, form = "", inner = ""] = /^(rgb|hsl|hwb)a?\(([^()]*)\)$/.exec(lower) ?? [];
  return form === "" ? undefined : readFunction(form, splitArguments(inner.trim()));
}

/** `1,2,3,0.5`, `1 2 3` or `1 2 3 / 50%`. */
function splitArguments(inner: string): readonly string[] {
  if (inner.includes(",")) return inner.split(",").map((part) => part.trim());
  const [colors = "", ...alpha] = inner.split("/").map((part) => part.trim());
  return [...colors.split(/ +/), ...alpha];
}

function readFunction(form: string, args: readonly string[]): string | undefined {
  if (args.length < 3 || args.length > 4) return undefined;
  const [first, second, third] = args.slice(0, 3).map((arg, at) => readPart(arg, form, at));
  const alpha = args[3] === undefined ? 1 : readShare(args[3], 1);
  if (first === undefined || second === undefined || third === undefined || alpha === undefined) return undefined;
  const rgb =
    form === "rgb" ? [first, second, third] : form === "hsl" ? hsl(first, second, third) : hwb(first, second, third);
  return [...rgb, alpha].map(toByte).join("");
}

/** One of the three: a share, or a hue in turns. */
function readPart(text: string, form: string, at: number): number | undefined {
  if (form === "rgb") return readShare(text, 255);
  if (at > 0) return text.endsWith("%") ? readShare(text, 1) : undefined;
  const degrees = text.endsWith("deg") ? text.slice(0, -3) : text;
  return number.test(degrees) ? (((Number(degrees) / 360) % 1) + 1) % 1 : undefined;
}

/** A number of `whole`, or percent, as a share from 0 to 1. */
function readShare(text: string, whole: number): number | undefined {
  const percent = text.endsWith("%");
  const digits = percent ? text.slice(0, -1) : text;
  if (!number.test(digits)) return undefined;
  return Math.min(1, Math.max(0, Number(digits) / (percent ? 100 : whole)));
}

function hsl(hue: number, saturation: number, lightness: number): number[] {
  const swing = saturation * Math.min(lightness, 1 - lightness);
  return [0, 8, 4].map((offset) => {
    const at = (offset + hue * 12) % 12;
    return lightness - swing * Math.max(-1, Math.min(at - 3, 9 - at, 1));
  });
}

function hwb(hue: number, white: number, black: number): number[] {
  const sum = white + black;
  if (sum >= 1) return [white, white, white].map((part) => part / sum);
  return hsl(hue, 1, 0.5).map((part) => part * (1 - sum) + white);
}

function toByte(share: number): string {
  return Math.round(share * 255)
    .toString(16)
    .padStart(2, "0");
}
