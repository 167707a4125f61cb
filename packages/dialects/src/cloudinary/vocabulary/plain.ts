/** Words that others take, that the parser itself understands, or that ask for what is so anyway. */
import { gravities } from "./gravity.ts";
import { plainWord, type PlainWord } from "./word.ts";

const idle = (means: string): PlainWord => plainWord("nothing", means);

/** The plain words by name. */
export const plain: Readonly<Record<string, PlainWord>> = {
  w: plainWord(
    "pixels from 1 to 16384, a share such as 0.5, an expression, or auto, auto:STEP, auto:STEP:FALLBACK",
    "the width; auto is what the client hints at, rounded up to steps, else the fallback or the picture's own",
  ),
  h: plainWord("pixels from 1 to 16384, a share such as 0.5, or an expression", "the height"),
  ar: plainWord(
    "a ratio such as 16:9, or a number above 0",
    "the other side of w or h, or the shape of the part that is kept",
  ),
  g: plainWord(gravities, "what part matters, or where an item stands"),
  x: plainWord(
    "pixels from -16384 to 16384, a share, or an expression",
    "an offset inwards, from a centred place to the right",
  ),
  y: plainWord(
    "pixels from -16384 to 16384, a share, or an expression",
    "an offset inwards, from a centred place down",
  ),
  z: plainWord("a number above 0, or auto", "how near thumb goes: 1 is half way (`zoom` 0.5)"),
  dpr: plainWord(
    "a number from 0.01 to 10, or auto",
    "multiplies pixels of its component; in a component without sizes those of the whole chain; auto is what the client hints at",
  ),
  co: plainWord("a colour: a name, or rgb: and hex digits", "the colour of the effect or text beside it"),
  d: plainWord("an id, its slashes written as colons", "what takes the picture's place when it is not there"),
  t: plainWord("a name of the option `transformations`, several joined by dots", "what the option says, in its place"),
  if: plainWord(
    "an expression, else, or end",
    "what follows counts only if the expression is true; a new `if` ends the one before",
  ),
  $: plainWord(
    "a value behind the variable's name: a number, !a text!, or an expression",
    "sets a variable for what follows",
  ),
  l: plainWord(
    "an id, its slashes written as colons; fetch: and an address in base64; or text:FONT_SIZE_STYLE:TEXT",
    "`overlay`; components up to `fl_layer_apply` act on the layer alone",
  ),
  u: plainWord("the same as l", "`overlay` under the picture"),
  fl_layer_apply: plainWord(
    "nothing, with g, x, y, and e_multiply, e_screen or e_overlay beside it",
    "ends a layer and places it",
  ),
  fl_relative: idle("shares of a layer's w and h are of the picture below"),
  fl_no_overflow: idle("`overlay.overflow` clip instead of grow"),
  fl_tiled: idle("`overlay.repeat` both"),
  fl_cutter: idle("`overlay.blend` cut"),
  e_multiply: idle("`overlay.blend` multiply"),
  e_screen: idle("`overlay.blend` screen"),
  e_overlay: idle("`overlay.blend` overlay"),
  fl_ignore_aspect_ratio: idle("with one side the other stays as it is"),
  dn: plainWord("dots per inch from 1 to 72000", "nothing: drawings are not rendered"),
  ...Object.fromEntries(
    [
      "fl_lossy",
      "fl_any_format",
      "fl_animated",
      "fl_awebp",
      "fl_png24",
      "fl_png32",
      "fl_preserve_transparency",
      "fl_sanitize",
      "fl_immutable_cache",
      "fl_strip_profile",
      "fl_rasterize",
      "fl_no_stream",
      "fl_text_no_trim",
    ].map((name) => [name, idle("nothing: it allows what is not needed, or asks for what is so anyway")]),
  ),
};
