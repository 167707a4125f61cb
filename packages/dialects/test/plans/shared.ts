/** Rows that name every setting in which dialects differ, so that those who can say them share one rendition. */
import { cover, force, inside, named } from "../steps.ts";
import type { Row } from "./row.ts";

const webp = { format: "webp", background: "000000ff" } as const;

export const shared: readonly Row[] = [
  {
    what: "WebP, fitted in",
    steps: [inside(300, 200)],
    encode: webp,
    uploadcare: "-/preview/300x200/-/setfill/000000/-/format/webp/",
    ipx: "fit_inside,a,autoorient,f_webp,s_300x200",
  },
  {
    what: "WebP, a width",
    steps: [{ op: "resize", width: 300, enlarge: "allow" }],
    encode: webp,
    uploadcare: "-/resize/300x/-/setfill/000000/-/format/webp/",
    ipx: "a,autoorient,enlarge,f_webp,w_300",
  },
  {
    what: "WebP, a height, never enlarged",
    steps: [{ op: "resize", height: 200 }],
    encode: webp,
    uploadcare: "-/stretch/off/-/resize/x200/-/setfill/000000/-/format/webp/",
    ipx: "a,autoorient,f_webp,h_200",
  },
  {
    what: "WebP, distorted",
    steps: [force(300, 200)],
    encode: webp,
    uploadcare: "-/resize/300x200/-/setfill/000000/-/format/webp/",
    ipx: "fit_fill,a,autoorient,enlarge,f_webp,s_300x200",
  },
  {
    what: "WebP, covering",
    steps: [cover(300, 200)],
    encode: webp,
    uploadcare: "-/scale_crop/300x200/center/-/setfill/000000/-/format/webp/",
    ipx: "a,autoorient,enlarge,f_webp,s_300x200",
  },
  {
    what: "WebP, covering at the top",
    steps: [cover(300, 200, { anchor: named("top") })],
    encode: webp,
    uploadcare: "-/scale_crop/300x200/top/-/setfill/000000/-/format/webp/",
    ipx: "pos_top,a,autoorient,enlarge,f_webp,s_300x200",
  },
  {
    what: "WebP, a square thumbnail that is never enlarged",
    steps: [cover(76, 76, { enlarge: "never", whenSmall: "keep-aspect" })],
    encode: webp,
    uploadcare: "-/stretch/off/-/scale_crop/76x76/center/-/setfill/000000/-/format/webp/",
    ipx: "a,autoorient,f_webp,s_76x76",
  },
  {
    what: "WebP, turned",
    steps: [{ op: "rotate", degrees: 90 }],
    encode: webp,
    uploadcare: "-/rotate/270/-/setfill/000000/-/format/webp/",
    ipx: "a,autoorient,f_webp,rotate_90",
  },
  {
    what: "WebP, mirrored",
    steps: [{ op: "flip", horizontal: true }],
    encode: webp,
    uploadcare: "-/mirror/-/setfill/000000/-/format/webp/",
    ipx: "a,autoorient,f_webp,flop",
  },
  {
    what: "WebP, without colours",
    steps: [{ op: "filter", name: "grayscale" }],
    encode: webp,
    uploadcare: "-/grayscale/-/setfill/000000/-/format/webp/",
    ipx: "a,autoorient,f_webp,grayscale",
  },
  {
    what: "WebP, negated",
    steps: [{ op: "filter", name: "negate" }],
    encode: webp,
    uploadcare: "-/invert/-/setfill/000000/-/format/webp/",
    ipx: "a,autoorient,f_webp,negate_false",
  },
  {
    what: "WebP, blurred",
    steps: [{ op: "blur", sigma: 5 }],
    encode: webp,
    uploadcare: "-/blur/50/-/setfill/000000/-/format/webp/",
    ipx: "a,autoorient,blur_5,f_webp",
  },
  {
    what: "WebP, more colour",
    steps: [{ op: "adjust", saturation: 1.5 }],
    encode: webp,
    uploadcare: "-/saturation/50/-/setfill/000000/-/format/webp/",
    ipx: "a,autoorient,f_webp,saturation_1.5",
  },
  {
    what: "WebP, without its border",
    steps: [{ op: "trim" }],
    encode: webp,
    uploadcare: "-/trim/-/setfill/000000/-/format/webp/",
    ipx: "a,autoorient,f_webp,trim",
  },
  {
    what: "WebP, without colours, covering, blurred",
    steps: [{ op: "filter", name: "grayscale" }, cover(300, 200), { op: "blur", sigma: 5 }],
    encode: webp,
    uploadcare: "-/grayscale/-/scale_crop/300x200/center/-/blur/50/-/setfill/000000/-/format/webp/",
    ipx: "a,autoorient,blur_5,enlarge,f_webp,grayscale,s_300x200",
  },
  {
    what: "PNG, fitted in",
    steps: [inside(300, 200)],
    encode: { format: "png", background: "000000ff" },
    uploadcare: "-/preview/300x200/-/setfill/000000/-/format/png/",
    ipx: "fit_inside,a,autoorient,f_png,s_300x200",
  },
  {
    what: "progressive JPEG on black, covering",
    steps: [cover(300, 200)],
    encode: { format: "jpeg", progressive: true, background: "000000ff" },
    uploadcare: "-/scale_crop/300x200/center/-/setfill/000000/-/format/jpeg/-/progressive/yes/",
    ipx: "a,autoorient,enlarge,f_jpeg,s_300x200",
  },
];
