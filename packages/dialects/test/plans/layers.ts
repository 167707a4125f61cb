/** Rows about layers. */
import { named, overlay, point, share, text } from "../steps.ts";
import { cannot, type Row } from "./row.ts";

const logo = { kind: "file", id: "6f6e6c79-2074-4573-a420-64617461aa02" } as const;
const mark = { kind: "name", names: ["logo"] } as const;
const box = { width: 300, height: 200 };
const owned = cannot("lays files on by their id");
const written = cannot("has its fonts only");

export const layers: readonly Row[] = [
  {
    what: "a stored picture, fitted in",
    steps: [overlay(logo)],
    uploadcare: `-/overlay/${logo.id}/`,
    cloudinary:
      "c_fit,fl_relative,h_1.0,w_1.0,l_6f6e6c79-2074-4573-a420-64617461aa02/fl_layer_apply,g_north_west,fl_no_overflow",
    cloudflare: cannot("lays nothing on in an address"),
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a stored picture at the centre, half as large, faint",
    steps: [overlay(logo, { width: share(0.5), height: share(0.5), anchor: named("center"), opacity: 0.4 })],
    uploadcare: `-/overlay/${logo.id}/50px50p/center/40p/`,
    cloudinary:
      "o_40,c_fit,fl_relative,h_0.5,w_0.5,l_6f6e6c79-2074-4573-a420-64617461aa02/fl_layer_apply,fl_no_overflow",
    cloudflare: cannot("lays nothing on in an address"),
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a stored picture ten pixels in",
    steps: [overlay(logo, { width: 120, height: 80, x: 10, y: 10 })],
    uploadcare: `-/overlay/${logo.id}/120x80/10,10/`,
    cloudinary:
      "c_fit,h_80,w_120,l_6f6e6c79-2074-4573-a420-64617461aa02/fl_layer_apply,g_north_west,x_10,y_10,fl_no_overflow",
    cloudflare: cannot("lays nothing on in an address"),
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a stored picture by shares",
    steps: [overlay(logo, { anchor: point(0.1, 0.9) })],
    uploadcare: `-/overlay/${logo.id}/10p,90p/`,
    cloudinary: cannot("lays files and texts on"),
    cloudflare: cannot("lays nothing on in an address"),
    ipx: cannot("lays nothing on"),
  },
  {
    what: "the picture itself",
    steps: [overlay({ kind: "self" })],
    uploadcare: "-/overlay/self/",
    cloudinary: cannot("lays files and texts on"),
    cloudflare: cannot("lays nothing on in an address"),
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a named picture at the centre",
    steps: [{ op: "overlay", layer: mark }],
    uploadcare: owned,
    cloudinary: "l_logo/fl_layer_apply,fl_no_overflow",
    cloudflare: cannot("lays nothing on in an address"),
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a named picture at the bottom right, ten pixels in",
    steps: [{ op: "overlay", layer: mark, anchor: named("bottom-right"), x: 10, y: 10 }],
    uploadcare: owned,
    cloudinary: "l_logo/fl_layer_apply,g_south_east,x_10,y_10,fl_no_overflow",
    cloudflare: cannot("lays nothing on in an address"),
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a named picture that the canvas grows for",
    steps: [{ op: "overlay", layer: mark, overflow: "grow" }],
    uploadcare: owned,
    cloudinary: "l_logo/fl_layer_apply",
    cloudflare: cannot("lays nothing on in an address"),
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a named picture of a width",
    steps: [{ op: "overlay", layer: mark, width: 100 }],
    uploadcare: owned,
    cloudinary: "c_scale,w_100,l_logo/fl_layer_apply,fl_no_overflow",
    cloudflare: cannot("lays nothing on in an address"),
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a named picture, faint",
    steps: [{ op: "overlay", layer: mark, opacity: 0.5 }],
    uploadcare: owned,
    cloudinary: "o_50,l_logo/fl_layer_apply,fl_no_overflow",
    cloudflare: cannot("lays nothing on in an address"),
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a named picture, repeated",
    steps: [{ op: "overlay", layer: mark, repeat: "both" }],
    uploadcare: owned,
    cloudinary: "l_logo/fl_layer_apply,fl_no_overflow,fl_tiled",
    cloudflare: cannot("lays nothing on in an address"),
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a named picture, multiplied",
    steps: [{ op: "overlay", layer: mark, blend: "multiply" }],
    uploadcare: owned,
    cloudinary: "l_logo/fl_layer_apply,fl_no_overflow,e_multiply",
    cloudflare: cannot("lays nothing on in an address"),
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a named picture below",
    steps: [{ op: "overlay", layer: mark, under: true }],
    uploadcare: owned,
    cloudinary: "u_logo/fl_layer_apply,fl_no_overflow",
    cloudflare: cannot("lays nothing on in an address"),
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a named picture, turned by itself",
    steps: [{ op: "overlay", layer: mark, steps: [{ op: "rotate", degrees: 90, background: "00000000" }] }],
    uploadcare: owned,
    cloudinary: "l_logo/a_90/fl_layer_apply,fl_no_overflow",
    cloudflare: cannot("lays nothing on in an address"),
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a picture from elsewhere",
    steps: [{ op: "overlay", layer: { kind: "url", url: "https://example.com/logo.png" } }],
    uploadcare: owned,
    cloudinary: "l_fetch:aHR0cHM6Ly9leGFtcGxlLmNvbS9sb2dvLnBuZw/fl_layer_apply,fl_no_overflow",
    cloudflare: cannot("lays nothing on in an address"),
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a picture from elsewhere in a corner",
    steps: [
      {
        op: "overlay",
        layer: { kind: "url", url: "https://example.com/logo.png" },
        anchor: named("bottom-right"),
        x: 5,
        y: 5,
      },
    ],
    uploadcare: owned,
    cloudinary: "l_fetch:aHR0cHM6Ly9leGFtcGxlLmNvbS9sb2dvLnBuZw/fl_layer_apply,g_south_east,x_5,y_5,fl_no_overflow",
    cloudflare: cannot("lays nothing on in an address"),
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a half red box",
    steps: [{ op: "overlay", layer: { kind: "color", color: "ff000080", width: share(0.5), height: share(0.5) } }],
    uploadcare: "-/rect/ff000080/50px50p/center/",
    cloudinary: cannot("lays files and texts on"),
    cloudflare: cannot("lays nothing on in an address"),
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a red box of pixels",
    steps: [
      {
        op: "overlay",
        layer: { kind: "color", color: "ff0000ff", width: 30, height: 20 },
        anchor: named("top-left"),
        x: 5,
        y: 6,
      },
    ],
    uploadcare: "-/rect/ff0000/30x20/5,6/",
    cloudinary: cannot("lays files and texts on"),
    cloudflare: cannot("lays nothing on in an address"),
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a text in a box",
    steps: [text("Hello", box)],
    uploadcare: "-/text/300x200/0,0/Hello/",
    cloudinary:
      "l_text:DejaVu%20Sans_10_center:Hello,co_rgb:000000,c_fit,h_200,w_300/fl_layer_apply,g_north_west,fl_no_overflow",
    cloudflare: cannot("lays nothing on in an address"),
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a bold text in red",
    steps: [text("Hello", { ...box, weight: 700, size: 24, color: "ff0000ff" })],
    uploadcare: "-/font/bold/24/ff0000/-/text/300x200/0,0/Hello/",
    cloudinary:
      "l_text:DejaVu%20Sans_24_bold_center:Hello,co_rgb:ff0000,c_fit,h_200,w_300/fl_layer_apply,g_north_west,fl_no_overflow",
    cloudflare: cannot("lays nothing on in an address"),
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a text on a backdrop",
    steps: [text("Hello", { ...box, backdrop: "fit", padding: 5 }, { anchor: named("bottom") })],
    uploadcare: "-/text_box/fit/ffffff/5/-/text/300x200/bottom/Hello/",
    cloudinary: cannot("a backdrop has no padding"),
    cloudflare: cannot("lays nothing on in an address"),
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a text of two lines with odd characters",
    steps: [text("a/b~c,d\n100% <&>", box)],
    uploadcare: "-/text/300x200/0,0/a%7Esb%7E%7Ec,d%7En100%25%20%3C%26%3E/",
    cloudinary:
      "l_text:DejaVu%20Sans_10_center:a%252Fb%257Ec%252Cd%250A100%2525%2520%253C%2526%253E,co_rgb:000000,c_fit,h_200,w_300/fl_layer_apply,g_north_west,fl_no_overflow",
    cloudflare: cannot("lays nothing on in an address"),
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a text as wide as it needs",
    steps: [{ op: "overlay", layer: text0("Hello") }],
    uploadcare: written,
    cloudinary: "l_text:Arial_40:Hello,co_rgb:000000/fl_layer_apply,fl_no_overflow",
    cloudflare: cannot("lays nothing on in an address"),
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a text from right to left",
    steps: [text("שלום", { ...box, align: "right" })],
    uploadcare: "-/text_align/right/center/-/text/300x200/0,0/%D7%A9%D7%9C%D7%95%D7%9D/",
    cloudinary:
      "l_text:DejaVu%20Sans_10_right:%25D7%25A9%25D7%259C%25D7%2595%25D7%259D,co_rgb:000000,c_fit,h_200,w_300/fl_layer_apply,g_north_west,fl_no_overflow",
    cloudflare: cannot("lays nothing on in an address"),
    ipx: cannot("lays nothing on"),
  },
];

/** A text without a box, in a font of the reader's own. */
function text0(words: string) {
  return {
    kind: "text",
    text: words,
    family: "Arial",
    size: 40,
    weight: 400,
    italic: false,
    underline: false,
    strikethrough: false,
    color: "000000ff",
    align: "start",
    letterSpacing: 0,
    lineSpacing: 0,
    vertical: "center",
    strokeWidth: 0,
    strokeColor: "000000ff",
    backdrop: "none",
    backdropColor: "ffffffff",
    padding: 0,
  } as const;
}
