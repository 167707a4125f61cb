/** Rows about colours, effects and layers. */
import { lookNames } from "@intaglio/contract";
import { named, overlay, point, share, text } from "../steps.ts";
import { otherId } from "./fixture.ts";
import type { Row } from "./row.ts";

const nothing = { canonical: "-/autorotate/yes/" };
const approximate = (name: string): string => `filter/${name} is an approximation: Uploadcare's own is not public`;

export const adjustments: Row[] = [
  { url: "-/brightness/20/", steps: [{ op: "adjust", lightness: 20 }] },
  { url: "-/brightness/-100/", steps: [{ op: "adjust", lightness: -100 }] },
  { url: "-/brightness/0/", ...nothing },
  { url: "-/brightness/-0/", ...nothing },
  { url: "-/exposure/-500/", steps: [{ op: "adjust", exposure: -5 }] },
  { url: "-/exposure/133/", steps: [{ op: "adjust", exposure: 1.33 }] },
  { url: "-/gamma/150/", steps: [{ op: "adjust", gamma: 0.6667 }] },
  { url: "-/gamma/70/", steps: [{ op: "adjust", gamma: 1.4286 }] },
  { url: "-/gamma/1000/", steps: [{ op: "adjust", gamma: 0.1 }] },
  { url: "-/gamma/999/", steps: [{ op: "adjust", gamma: 0.1001 }] },
  { url: "-/gamma/10/", steps: [{ op: "adjust", gamma: 10 }] },
  {
    url: "-/gamma/0/",
    canonical: "-/gamma/10/",
    steps: [{ op: "adjust", gamma: 10 }],
    notices: ["gamma below 10 is carried out as 10"],
  },
  { url: "-/gamma/100/", ...nothing },
  { url: "-/contrast/-100/", steps: [{ op: "adjust", contrast: 0 }] },
  { url: "-/contrast/500/", steps: [{ op: "adjust", contrast: 6 }] },
  { url: "-/saturation/-100/", steps: [{ op: "adjust", saturation: 0 }] },
  { url: "-/saturation/29/", steps: [{ op: "adjust", saturation: 1.29 }] },
  { url: "-/vibrance/500/", steps: [{ op: "adjust", vibrance: 5 }] },
  { url: "-/vibrance/-50/", steps: [{ op: "adjust", vibrance: -0.5 }] },
  { url: "-/warmth/-100/", steps: [{ op: "adjust", warmth: -1 }] },
  { url: "-/warmth/7/", steps: [{ op: "adjust", warmth: 0.07 }] },
  {
    url: "-/warmth/7/-/contrast/10/-/brightness/-5/",
    canonical: "-/brightness/-5/-/contrast/10/-/warmth/7/",
    steps: [{ op: "adjust", lightness: -5, contrast: 1.1, warmth: 0.07 }],
  },
  {
    url: "-/contrast/10/-/format/png/-/stretch/off/-/warmth/7/",
    canonical: "-/contrast/10/-/warmth/7/-/format/png/",
    steps: [{ op: "adjust", contrast: 1.1, warmth: 0.07 }],
    encode: { format: "png" },
  },
  {
    url: "-/contrast/10/-/flip/-/warmth/7/",
    steps: [
      { op: "adjust", contrast: 1.1 },
      { op: "flip", vertical: true },
      { op: "adjust", warmth: 0.07 },
    ],
  },
  {
    url: "-/contrast/10/-/rotate/0/-/warmth/7/",
    steps: [
      { op: "adjust", contrast: 1.1 },
      { op: "adjust", warmth: 0.07 },
    ],
  },
  {
    url: "-/contrast/10/-/contrast/20/-/warmth/7/",
    canonical: "-/contrast/10/-/rotate/0/-/contrast/20/-/warmth/7/",
    steps: [
      { op: "adjust", contrast: 1.1 },
      { op: "adjust", contrast: 1.2, warmth: 0.07 },
    ],
  },
];

export const effects: Row[] = [
  { url: "-/enhance/", canonical: "-/enhance/50/", steps: [{ op: "filter", name: "enhance", amount: 0.5 }] },
  { url: "-/enhance/100/", steps: [{ op: "filter", name: "enhance" }] },
  { url: "-/enhance/0/", ...nothing },
  { url: "-/invert/", steps: [{ op: "filter", name: "negate" }] },
  ...lookNames.map((name) => ({
    url: `-/filter/${name}/`,
    steps: [{ op: "look", name } as const],
    notices: [approximate(name)],
  })),
  {
    url: "-/filter/adaris/100/",
    canonical: "-/filter/adaris/",
    steps: [{ op: "look", name: "adaris" }],
    notices: [approximate("adaris")],
  },
  {
    url: "-/filter/zevcen/-100/",
    steps: [{ op: "look", name: "zevcen", amount: -1 }],
    notices: [approximate("zevcen")],
  },
  {
    url: "-/filter/zevcen/200/",
    steps: [{ op: "look", name: "zevcen", amount: 2 }],
    notices: [approximate("zevcen")],
  },
  {
    url: "-/blur_region/300x200/10,20/",
    canonical: "-/blur_region/300x200/10,20/10/",
    steps: [{ op: "blur", sigma: 1, within: "box", x: 10, y: 20, width: 300, height: 200 }],
  },
  {
    url: "-/blur_region/50px20/10p,-5/300/",
    steps: [{ op: "blur", sigma: 30, within: "box", x: share(0.1), y: -5, width: share(0.5), height: 20 }],
  },
  { url: "-/blur_region/300x200/10,20/2/", ...nothing },
  {
    url: "-/blur_region/faces/",
    canonical: "-/blur_region/faces/10/",
    steps: [{ op: "blur", sigma: 1, within: "faces" }],
  },
  { url: "-/border_radius/10/", steps: [{ op: "mask", radii: [10, 10, 10, 10] }] },
  { url: "-/border_radius/50p/", steps: [{ op: "mask", radii: [share(0.5), share(0.5), share(0.5), share(0.5)] }] },
  { url: "-/border_radius/1,2/", steps: [{ op: "mask", radii: [1, 2, 1, 2] }] },
  { url: "-/border_radius/1,2,3/", steps: [{ op: "mask", radii: [1, 2, 3, 2] }] },
  { url: "-/border_radius/1,2,3,4/", steps: [{ op: "mask", radii: [1, 2, 3, 4] }] },
  { url: "-/border_radius/1,1,1,1/", canonical: "-/border_radius/1/", steps: [{ op: "mask", radii: [1, 1, 1, 1] }] },
  {
    url: "-/border_radius/10,20p/5/",
    steps: [{ op: "mask", radii: [10, share(0.2), 10, share(0.2)], vertical: [5, 5, 5, 5] }],
  },
  { url: "-/border_radius/0/", ...nothing },
  { url: "-/border_radius/0,0p/0/", ...nothing },
];

const box = { width: 300, height: 200 };
const other = { kind: "file", id: otherId } as const;
const self = { kind: "self" } as const;

export const layers: Row[] = [
  { url: `-/overlay/${otherId}/`, steps: [overlay(other)] },
  { url: "-/overlay/self/", steps: [overlay(self)] },
  { url: "-/overlay/self/100px100p/0,0/100p/", canonical: "-/overlay/self/", steps: [overlay(self)] },
  {
    url: `-/overlay/${otherId}/50%25x50%25/center/40p/`,
    canonical: `-/overlay/${otherId}/50px50p/center/40p/`,
    steps: [overlay(other, { width: share(0.5), height: share(0.5), anchor: named("center"), opacity: 0.4 })],
  },
  {
    url: `-/overlay/${otherId}/50px50p/20p/`,
    steps: [overlay(other, { width: share(0.5), height: share(0.5), opacity: 0.2 })],
  },
  { url: `-/overlay/${otherId}/120x80/10,-20/`, steps: [overlay(other, { width: 120, height: 80, x: 10, y: -20 })] },
  {
    url: `-/overlay/${otherId}/10p,90p/`,
    steps: [overlay(other, { anchor: point(0.1, 0.9) })],
  },
  { url: `-/overlay/${otherId}/100p,100p/`, steps: [overlay(other, { anchor: named("bottom-right") })] },
  { url: `-/overlay/${otherId}/0p/`, ...nothing },
  {
    url: "-/rect/f00/50px33p/bottom/",
    canonical: "-/rect/ff0000/50px33p/bottom/",
    steps: [
      {
        op: "overlay",
        layer: { kind: "color", color: "ff0000ff", width: share(0.5), height: share(0.33) },
        anchor: named("bottom"),
      },
    ],
  },
  {
    url: "-/rect/ff000080/50px33/5,6/",
    steps: [
      {
        op: "overlay",
        layer: { kind: "color", color: "ff000080", width: share(0.5), height: 33 },
        anchor: named("top-left"),
        x: 5,
        y: 6,
      },
    ],
  },
  { url: "-/text/300x200/0,0/Hello%20world/", steps: [text("Hello world", box)] },
  {
    url: "-/text/90px20p/10p,90p/a/",
    steps: [text("a", { width: share(0.9), height: share(0.2) }, { anchor: point(0.1, 0.9) })],
  },
  {
    url: "-/text/300x200/0,100p/a/",
    canonical: "-/text/300x200/0p,100p/a/",
    steps: [text("a", box, { anchor: named("bottom-left") })],
  },
  {
    url: "-/text/300x200/top/Up~~load~nca~sre%20%F0%9F%91%8D/",
    canonical: "-/text/300x200/top/Up%7E%7Eload%7Enca%7Esre%20%F0%9F%91%8D/",
    steps: [text("Up~load\nca/re 👍", box, { anchor: named("top") })],
  },
  { url: "-/text/300x200/0,0/%D7%A9%D7%9C%D7%95%D7%9D%E2%80%8F%5C/", steps: [text("שלום\u200f\\", box)] },
  { url: "-/text/300x200/0,0/self/", steps: [text("self", box)] },
  { url: "-/text/300x200/0,0/%3Cb%3E%26amp%3B/", steps: [text("<b>&amp;", box)] },
  { url: "-/text/300x200/0,0/100%25/", steps: [text("100%", box)] },
  { url: "-/text/300x200/0,0/--/", steps: [text("--", box)] },
  { url: "-/font/24/-/text/300x200/0,0/a/", steps: [text("a", { ...box, size: 24 })] },
  {
    url: "-/font/fff/-/text/300x200/0,0/a/",
    canonical: "-/font/ffffff/-/text/300x200/0,0/a/",
    steps: [text("a", { ...box, color: "ffffffff" })],
  },
  {
    url: "-/font/reset/bold/italic/24/ff000080/NotoSerif/-/text/300x200/0,0/a/",
    canonical: "-/font/bold/italic/24/ff000080/NotoSerif/-/text/300x200/0,0/a/",
    steps: [text("a", { ...box, weight: 700, italic: true, size: 24, color: "ff000080", family: "Noto Serif" })],
  },
  {
    url: "-/font/bold/24/-/text/300x200/0,0/a/-/font/regular/-/text/300x200/0,0/b/-/font/reset/-/text/300x200/0,0/c/",
    canonical:
      "-/font/bold/24/-/text/300x200/0,0/a/-/font/regular/-/text/300x200/0,0/b/-/font/10/-/text/300x200/0,0/c/",
    steps: [text("a", { ...box, weight: 700, size: 24 }), text("b", { ...box, size: 24 }), text("c", box)],
  },
  ...(
    [
      ["DejaVuMono", "DejaVu Sans Mono"],
      ["DejaVuSerif", "DejaVu Serif"],
      ["Noto", "Noto Sans"],
      ["NotoMono", "Noto Sans Mono"],
    ] as const
  ).map(([name, family]) => ({
    url: `-/font/${name}/-/text/300x200/0,0/a/`,
    steps: [text("a", { ...box, family })],
  })),
  {
    url: "-/text_align/left/bottom/-/text/300x200/0,0/a/",
    steps: [text("a", { ...box, align: "left", vertical: "bottom" })],
  },
  {
    url: "-/text_box/fit/-/text/300x200/0,0/a/",
    steps: [text("a", { ...box, backdrop: "fit" })],
  },
  {
    url: "-/text_box/line/00000080/-/text/300x200/0,0/a/-/text_box/fill/fff/20/-/text/300x200/0,0/b/",
    canonical: "-/text_box/line/00000080/-/text/300x200/0,0/a/-/text_box/fill/ffffff/20/-/text/300x200/0,0/b/",
    steps: [
      text("a", { ...box, backdrop: "line", backdropColor: "00000080" }),
      text("b", { ...box, backdrop: "fill", padding: 20 }),
    ],
  },
  { url: "-/font/24/-/text_align/left/top/-/text_box/fit/", ...nothing },
];
