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
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a stored picture at the centre, half as large, faint",
    steps: [overlay(logo, { width: share(0.5), height: share(0.5), anchor: named("center"), opacity: 0.4 })],
    uploadcare: `-/overlay/${logo.id}/50px50p/center/40p/`,
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a stored picture ten pixels in",
    steps: [overlay(logo, { width: 120, height: 80, x: 10, y: 10 })],
    uploadcare: `-/overlay/${logo.id}/120x80/10,10/`,
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a stored picture by shares",
    steps: [overlay(logo, { anchor: point(0.1, 0.9) })],
    uploadcare: `-/overlay/${logo.id}/10p,90p/`,
    ipx: cannot("lays nothing on"),
  },
  {
    what: "the picture itself",
    steps: [overlay({ kind: "self" })],
    uploadcare: "-/overlay/self/",
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a named picture at the centre",
    steps: [{ op: "overlay", layer: mark }],
    uploadcare: owned,
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a named picture at the bottom right, ten pixels in",
    steps: [{ op: "overlay", layer: mark, anchor: named("bottom-right"), x: 10, y: 10 }],
    uploadcare: owned,
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a named picture of a width",
    steps: [{ op: "overlay", layer: mark, width: 100 }],
    uploadcare: owned,
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a named picture, faint",
    steps: [{ op: "overlay", layer: mark, opacity: 0.5 }],
    uploadcare: owned,
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a named picture, repeated",
    steps: [{ op: "overlay", layer: mark, repeat: "both" }],
    uploadcare: owned,
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a named picture, multiplied",
    steps: [{ op: "overlay", layer: mark, blend: "multiply" }],
    uploadcare: owned,
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a named picture below",
    steps: [{ op: "overlay", layer: mark, under: true }],
    uploadcare: owned,
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a named picture, turned by itself",
    steps: [{ op: "overlay", layer: mark, steps: [{ op: "rotate", degrees: 90, background: "00000000" }] }],
    uploadcare: owned,
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a picture from elsewhere",
    steps: [{ op: "overlay", layer: { kind: "url", url: "https://example.com/logo.png" } }],
    uploadcare: owned,
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
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a half red box",
    steps: [{ op: "overlay", layer: { kind: "color", color: "ff000080", width: share(0.5), height: share(0.5) } }],
    uploadcare: "-/rect/ff000080/50px50p/center/",
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
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a text in a box",
    steps: [text("Hello", box)],
    uploadcare: "-/text/300x200/0,0/Hello/",
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a bold text in red",
    steps: [text("Hello", { ...box, weight: 700, size: 24, color: "ff0000ff" })],
    uploadcare: "-/font/bold/24/ff0000/-/text/300x200/0,0/Hello/",
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a text on a backdrop",
    steps: [text("Hello", { ...box, backdrop: "fit", padding: 5 }, { anchor: named("bottom") })],
    uploadcare: "-/text_box/fit/ffffff/5/-/text/300x200/bottom/Hello/",
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a text of two lines with odd characters",
    steps: [text("a/b~c,d\n100% <&>", box)],
    uploadcare: "-/text/300x200/0,0/a%7Esb%7E%7Ec,d%7En100%25%20%3C%26%3E/",
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a text as wide as it needs",
    steps: [{ op: "overlay", layer: text0("Hello") }],
    uploadcare: written,
    ipx: cannot("lays nothing on"),
  },
  {
    what: "a text from right to left",
    steps: [text("שלום", { ...box, align: "right" })],
    uploadcare: "-/text_align/right/center/-/text/300x200/0,0/%D7%A9%D7%9C%D7%95%D7%9D/",
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
