/** Addresses and their meaning, a row each: what stands after the id, the steps behind `orient`, the output settings. */
import type { StepInput } from "@intaglio/contract";
import { adjustments, effects, layers } from "./plans-looks.ts";
import type { Row } from "./row.ts";

const white = "ffffffff";
const named = (
  at: "center" | "top" | "right" | "bottom" | "left" | "top-left" | "top-right" | "bottom-left" | "bottom-right",
) => ({ kind: "named", at }) as const;
const point = (x: number, y: number) => ({ kind: "point", x, y, align: "relative" }) as const;
const offset = (x: number, y: number) => ({ kind: "offset", x, y }) as const;
const inside = (width: number, height: number): StepInput => ({
  op: "resize",
  width,
  height,
  mode: "inside",
  enlarge: "never",
});
const force = (width: number, height: number, enlarge: "allow" | "never" = "allow"): StepInput => ({
  op: "resize",
  width,
  height,
  mode: "force",
  enlarge,
});
const pad = (width: number, height: number, background = white): StepInput => ({
  op: "resize",
  width,
  height,
  mode: "pad",
  enlarge: "never",
  background,
});
type Resize = Extract<StepInput, { op: "resize" }>;
const cover = (width: number, height: number, more: Partial<Resize> = {}): StepInput => ({
  op: "resize",
  width,
  height,
  mode: "cover",
  enlarge: "allow",
  ...more,
});
type Crop = Extract<StepInput, { op: "crop" }>;
const crop = (width: Crop["width"], height: Crop["height"], more: Partial<Crop> = { x: 0, y: 0 }): StepInput => ({
  op: "crop",
  width,
  height,
  outside: white,
  ...more,
});
const share = (fraction: number) => ({ fraction });

const originals: Row[] = [
  { url: "", answer: "original" },
  { url: "cat.jpg", answer: "original", fileName: "cat.jpg" },
  { url: "/", canonical: "", answer: "original" },
  { url: "//cat.jpg", canonical: "cat.jpg", answer: "original", fileName: "cat.jpg" },
  { url: "-", answer: "original", fileName: "-" },
  { url: "preview", answer: "original", fileName: "preview" },
  { url: "a%20b.jpg", answer: "original", fileName: "a b.jpg" },
  { url: "a+b.jpg", canonical: "a%2Bb.jpg", answer: "original", fileName: "a+b.jpg" },
  { url: "%D0%BA%D0%BE%D1%82.jpg", answer: "original", fileName: "кот.jpg" },
  { url: "%F0%9F%90%B1.png", answer: "original", fileName: "🐱.png" },
  { url: "a%2525.png", answer: "original", fileName: "a%25.png" },
  { url: "a~b!(1).png", canonical: "a%7Eb%21%281%29.png", answer: "original", fileName: "a~b!(1).png" },
  { url: "a&b=c;d.png", canonical: "a%26b%3Dc%3Bd.png", answer: "original", fileName: "a&b=c;d.png" },
  { url: "...", answer: "original", fileName: "..." },
  { url: ".htaccess", answer: "original", fileName: ".htaccess" },
  { url: "-/inline/yes/", answer: "original", disposition: "inline" },
  { url: "-/inline/no/", answer: "original", disposition: "attachment" },
  { url: "-/inline/no/a.pdf", answer: "original", disposition: "attachment", fileName: "a.pdf" },
  { url: "-/inline/no/-/inline/yes/", canonical: "-/inline/yes/", answer: "original", disposition: "inline" },
  { url: "-/@clib/blocks/1.2.3/uc-img/", canonical: "", answer: "original" },
  { url: "-/@clib/blocks/1.2.3/uc-img/cat.jpg", canonical: "cat.jpg", answer: "original", fileName: "cat.jpg" },
];

const sizes: Row[] = [
  { url: "-/preview/", steps: [inside(2048, 2048)] },
  { url: "-/preview/2048x2048/", canonical: "-/preview/", steps: [inside(2048, 2048)] },
  { url: "-/preview/300x200/", steps: [inside(300, 200)] },
  { url: "-/preview/300x200/cat.jpg", steps: [inside(300, 200)], fileName: "cat.jpg" },
  { url: "-/preview/00300x200/", canonical: "-/preview/300x200/", steps: [inside(300, 200)] },
  { url: "-//preview//300x200//", canonical: "-/preview/300x200/", steps: [inside(300, 200)] },
  { url: "/-/preview/1x1/", canonical: "-/preview/1x1/", steps: [inside(1, 1)] },
  { url: "%2D/%70review/300%78200/", canonical: "-/preview/300x200/", steps: [inside(300, 200)] },
  { url: "-/stretch/off/-/preview/300x200/", canonical: "-/preview/300x200/", steps: [inside(300, 200)] },
  { url: "-/resize/300x/", steps: [{ op: "resize", width: 300, enlarge: "allow" }] },
  { url: "-/resize/x200/", steps: [{ op: "resize", height: 200, enlarge: "allow" }] },
  { url: "-/resize/300x200/", steps: [force(300, 200)] },
  { url: "-/resize/1x1/", steps: [force(1, 1)] },
  { url: "-/stretch/on/-/resize/300x200/", canonical: "-/resize/300x200/", steps: [force(300, 200)] },
  { url: "-/stretch/off/-/resize/300x/", steps: [{ op: "resize", width: 300, enlarge: "never" }] },
  { url: "-/stretch/off/-/resize/x200/", steps: [{ op: "resize", height: 200, enlarge: "never" }] },
  { url: "-/stretch/off/-/resize/300x200/", steps: [force(300, 200, "never")] },
  { url: "-/stretch/fill/-/resize/300x200/", steps: [pad(300, 200)] },
  { url: "-/stretch/fill/-/resize/300x/", steps: [{ op: "resize", width: 300, mode: "pad", enlarge: "never" }] },
  {
    url: "-/stretch/fill/-/setfill/ff0000/-/resize/300x200/",
    steps: [pad(300, 200, "ff0000ff")],
    encode: { background: "ff0000ff" },
  },
  {
    url: "-/setfill/f00/-/stretch/fill/-/resize/3x2/",
    canonical: "-/stretch/fill/-/setfill/ff0000/-/resize/3x2/",
    steps: [pad(3, 2, "ff0000ff")],
    encode: { background: "ff0000ff" },
  },
  {
    url: "-/stretch/off/-/resize/300x200/-/stretch/on/-/resize/400x300/",
    steps: [force(300, 200, "never"), force(400, 300)],
  },
  { url: "-/stretch/off/-/stretch/on/-/resize/3x2/", canonical: "-/resize/3x2/", steps: [force(3, 2)] },
  { url: "-/resize/3x2/-/stretch/off/", canonical: "-/resize/3x2/", steps: [force(3, 2)] },
  { url: "-/resize/300x200/-/resize/30x20/", steps: [force(300, 200), force(30, 20)] },
  {
    url: "-/smart_resize/300x200/",
    steps: [{ op: "resize", width: 300, height: 200, mode: "pad", enlarge: "allow", fill: "border" }],
    notices: ["smart_resize fits the picture in and fills up with its border's colour"],
  },
  { url: "-/scale_crop/300x200/", steps: [cover(300, 200, { anchor: offset(0, 0) })] },
  {
    url: "-/scale_crop/300x200/0,0/",
    canonical: "-/scale_crop/300x200/",
    steps: [cover(300, 200, { anchor: offset(0, 0) })],
  },
  { url: "-/scale_crop/300x200/10,20/", steps: [cover(300, 200, { anchor: offset(10, 20) })] },
  {
    url: "-/scale_crop/300x200/10%2C20/",
    canonical: "-/scale_crop/300x200/10,20/",
    steps: [cover(300, 200, { anchor: offset(10, 20) })],
  },
  { url: "-/scale_crop/300x200/10p,20p/", steps: [cover(300, 200, { anchor: point(0.1, 0.2) })] },
  {
    url: "-/scale_crop/300x200/10%25,20%25/",
    canonical: "-/scale_crop/300x200/10p,20p/",
    steps: [cover(300, 200, { anchor: point(0.1, 0.2) })],
  },
  { url: "-/scale_crop/300x200/33.33p,66.67p/", steps: [cover(300, 200, { anchor: point(0.3333, 0.6667) })] },
  {
    url: "-/scale_crop/300x200/33.333333333333336p,50p/",
    canonical: "-/scale_crop/300x200/33.33p,50p/",
    steps: [cover(300, 200, { anchor: point(0.3333, 0.5) })],
  },
  { url: "-/scale_crop/300x200/50p,50p/", steps: [cover(300, 200, { anchor: point(0.5, 0.5) })] },
  { url: "-/scale_crop/300x200/0p,0p/", steps: [cover(300, 200, { anchor: named("top-left") })] },
  { url: "-/scale_crop/300x200/100p,0p/", steps: [cover(300, 200, { anchor: named("top-right") })] },
  { url: "-/scale_crop/300x200/0p,100p/", steps: [cover(300, 200, { anchor: named("bottom-left") })] },
  { url: "-/scale_crop/300x200/100p,100p/", steps: [cover(300, 200, { anchor: named("bottom-right") })] },
  {
    url: "-/stretch/off/-/scale_crop/76x76/center/",
    steps: [cover(76, 76, { enlarge: "never", whenSmall: "keep-aspect" })],
  },
  {
    url: "-/stretch/off/-/scale_crop/76x76/",
    steps: [cover(76, 76, { enlarge: "never", whenSmall: "keep-aspect", anchor: offset(0, 0) })],
  },
  { url: "-/stretch/fill/-/scale_crop/76x76/center/", steps: [cover(76, 76, { enlarge: "never" }), pad(76, 76)] },
  {
    url: "-/stretch/fill/-/setfill/00ff0080/-/scale_crop/76x75/smart/top/",
    steps: [
      cover(76, 75, {
        enlarge: "never",
        anchor: { kind: "detect", by: ["face", "object", "saliency"], otherwise: "top" },
      }),
      pad(76, 75, "00ff0080"),
    ],
    encode: { background: "00ff0080" },
  },
  ...(["center", "top", "right", "bottom", "left"] as const).flatMap((at) => [
    { url: `-/scale_crop/40x30/${at}/`, steps: [cover(40, 30, { anchor: named(at) })] },
    {
      url: `-/scale_crop/40x30/smart/${at}/`,
      steps: [cover(40, 30, { anchor: { kind: "detect", by: ["face", "object", "saliency"], otherwise: at } })],
    },
    { url: `-/crop/40x30/${at}/`, steps: [crop(40, 30, { anchor: named(at) })] },
    { url: `-/crop/4:3/${at}/`, steps: [{ op: "crop" as const, aspect: [4, 3] as const, anchor: named(at) }] },
  ]),
  ...(
    [
      ["smart", "smart", ["face", "object", "saliency"]],
      ["smart_faces_objects_points", "smart", ["face", "object", "saliency"]],
      ["smart_faces_points", "smart_faces_points", ["face", "saliency"]],
      ["smart_objects_faces_points", "smart_objects_faces_points", ["object", "face", "saliency"]],
      ["smart_objects_points", "smart_objects_points", ["object", "saliency"]],
      ["smart_points", "smart_points", ["saliency"]],
    ] as const
  ).map(([type, canonical, by]) => ({
    url: `-/scale_crop/40x30/${type}/`,
    canonical: `-/scale_crop/40x30/${canonical}/center/`,
    steps: [cover(40, 30, { anchor: { kind: "detect" as const, by, otherwise: "center" as const } })],
  })),
  ...(
    [
      ["50p,50p", "center", "center"],
      ["50p,0p", "top", "top"],
      ["100p,50p", "right", "right"],
      ["50p,100p", "bottom", "bottom"],
      ["0p,50p", "left", "left"],
      ["0p,0p", "0p,0p", "top-left"],
      ["100p,100p", "100p,100p", "bottom-right"],
    ] as const
  ).map(([place, canonical, otherwise]) => ({
    url: `-/scale_crop/40x30/smart_points/${place}/`,
    canonical: `-/scale_crop/40x30/smart_points/${canonical}/`,
    steps: [cover(40, 30, { anchor: { kind: "detect" as const, by: ["saliency" as const], otherwise } })],
  })),
];

const crops: Row[] = [
  { url: "-/crop/300x200/", steps: [crop(300, 200)] },
  { url: "-/crop/300x200/0,0/", canonical: "-/crop/300x200/", steps: [crop(300, 200)] },
  { url: "-/crop/300x200/10,20/", steps: [crop(300, 200, { x: 10, y: 20 })] },
  { url: "-/crop/300x200/-10,-20/", steps: [crop(300, 200, { x: -10, y: -20 })] },
  { url: "-/crop/300x200/-0,5/", canonical: "-/crop/300x200/0,5/", steps: [crop(300, 200, { x: 0, y: 5 })] },
  { url: "-/crop/300x200/25p,75p/", steps: [crop(300, 200, { anchor: point(0.25, 0.75) })] },
  { url: "-/crop/300x200/0p,0p/", steps: [crop(300, 200, { anchor: named("top-left") })] },
  { url: "-/crop/50px50p/", steps: [crop(share(0.5), share(0.5))] },
  { url: "-/crop/50px200/", steps: [crop(share(0.5), 200)] },
  { url: "-/crop/200x50p/", steps: [crop(200, share(0.5))] },
  { url: "-/crop/50%25x50%25/", canonical: "-/crop/50px50p/", steps: [crop(share(0.5), share(0.5))] },
  { url: "-/crop/33.3px66.67p/center/", steps: [crop(share(0.333), share(0.6667), { anchor: named("center") })] },
  { url: "-/crop/1000px100p/center/", steps: [crop(share(10), share(1), { anchor: named("center") })] },
  { url: "-/crop/1:1/", canonical: "-/crop/1:1/center/", steps: [{ op: "crop", aspect: [1, 1] }] },
  { url: "-/crop/16:9/", canonical: "-/crop/16:9/center/", steps: [{ op: "crop", aspect: [16, 9] }] },
  { url: "-/crop/16%3A9/", canonical: "-/crop/16:9/center/", steps: [{ op: "crop", aspect: [16, 9] }] },
  { url: "-/crop/1.91:1/10p,20p/", steps: [{ op: "crop", aspect: [1.91, 1], anchor: point(0.1, 0.2) }] },
  { url: "-/crop/4:3/5,6/", steps: [{ op: "crop", aspect: [4, 3], anchor: offset(5, 6) }] },
  {
    url: "-/setfill/000/-/crop/300x200/-5,-5/",
    canonical: "-/setfill/000000/-/crop/300x200/-5,-5/",
    steps: [crop(300, 200, { x: -5, y: -5, outside: "000000ff" })],
    encode: { background: "000000ff" },
  },
  {
    url: "-/setfill/000000/-/crop/30x20/-/setfill/ff0000/-/crop/20x20/",
    steps: [crop(30, 20, { x: 0, y: 0, outside: "000000ff" }), crop(20, 20, { x: 0, y: 0, outside: "ff0000ff" })],
    encode: { background: "ff0000ff" },
  },
  { url: "-/crop/30x20/-/setfill/00ff00/", steps: [crop(30, 20)], encode: { background: "00ff00ff" } },
  { url: "-/crop/300x200/10,20/-/preview/", steps: [crop(300, 200, { x: 10, y: 20 }), inside(2048, 2048)] },
];

const turnsAndLooks: Row[] = [
  { url: "-/rotate/90/", steps: [{ op: "rotate", degrees: 270 }] },
  { url: "-/rotate/180/", steps: [{ op: "rotate", degrees: 180 }] },
  { url: "-/rotate/270/", steps: [{ op: "rotate", degrees: 90 }] },
  { url: "-/rotate/0/", canonical: "-/autorotate/yes/" },
  { url: "-/rotate/360/", canonical: "-/autorotate/yes/" },
  { url: "-/flip/", steps: [{ op: "flip", vertical: true }] },
  { url: "-/mirror/", steps: [{ op: "flip", horizontal: true }] },
  {
    url: "-/flip/-/mirror/",
    steps: [
      { op: "flip", vertical: true },
      { op: "flip", horizontal: true },
    ],
  },
  { url: "-/effect/flip/", canonical: "-/flip/", steps: [{ op: "flip", vertical: true }] },
  { url: "-/effect/blur/30/", canonical: "-/blur/30/", steps: [{ op: "blur", sigma: 3 }] },
  { url: "-/autorotate/yes/" },
  { url: "-/autorotate/no/", oriented: false },
  { url: "-/autorotate/no/-/rotate/90/", oriented: false, steps: [{ op: "rotate", degrees: 270 }] },
  {
    url: "-/rotate/90/-/autorotate/no/",
    canonical: "-/autorotate/no/-/rotate/90/",
    oriented: false,
    steps: [{ op: "rotate", degrees: 270 }],
  },
  { url: "-/autorotate/no/-/autorotate/yes/-/flip/", canonical: "-/flip/", steps: [{ op: "flip", vertical: true }] },
  { url: "-/blur/", canonical: "-/blur/10/", steps: [{ op: "blur", sigma: 1 }] },
  { url: "-/blur/3/", steps: [{ op: "blur", sigma: 0.3 }] },
  { url: "-/blur/7/", steps: [{ op: "blur", sigma: 0.7 }] },
  { url: "-/blur/5000/", steps: [{ op: "blur", sigma: 500 }] },
  { url: "-/blur/20/100/", canonical: "-/blur/20/", steps: [{ op: "blur", sigma: 2 }] },
  { url: "-/blur/0/", canonical: "-/autorotate/yes/" },
  { url: "-/blur/2/", canonical: "-/autorotate/yes/" },
  { url: "-/blur/20/50/", steps: [{ op: "blur", sigma: 2, amount: 0.5 }] },
  { url: "-/blur/20/-200/", steps: [{ op: "blur", sigma: 2, amount: -2 }] },
  { url: "-/blur/20/0/", canonical: "-/autorotate/yes/" },
  { url: "-/sharp/", canonical: "-/sharp/5/", steps: [{ op: "sharpen", amount: 1 }] },
  { url: "-/sharp/20/", steps: [{ op: "sharpen", amount: 4 }] },
  { url: "-/sharp/3/", steps: [{ op: "sharpen", amount: 0.6 }] },
  { url: "-/sharp/0/", canonical: "-/autorotate/yes/" },
  { url: "-/grayscale/", steps: [{ op: "filter", name: "grayscale" }] },
  { url: "-/trim/", steps: [{ op: "trim" }] },
  { url: "-/trim/10/", canonical: "-/trim/", steps: [{ op: "trim" }] },
  { url: "-/trim/0/", steps: [{ op: "trim", threshold: 0 }] },
  { url: "-/trim/30/5/", steps: [{ op: "trim", threshold: 30, keep: 5 }] },
  { url: "-/trim/10/5/", steps: [{ op: "trim", keep: 5 }] },
];

const output: Row[] = [
  { url: "-/format/auto/", canonical: "-/autorotate/yes/" },
  { url: "-/format/jpeg/", encode: { format: "jpeg" } },
  { url: "-/format/png/", encode: { format: "png" } },
  { url: "-/format/webp/", encode: { format: "webp" } },
  { url: "-/format/preserve/", encode: { format: "same", allowed: ["jpeg", "png"] } },
  { url: "-/format/preserve/-/format/webp/", canonical: "-/format/webp/", encode: { format: "webp" } },
  { url: "-/format/png/-/format/auto/", canonical: "-/autorotate/yes/" },
  ...(["better", "best", "lighter", "lightest", "smart"] as const).map((quality) => ({
    url: `-/quality/${quality}/`,
    encode: { quality },
  })),
  { url: "-/quality/normal/", canonical: "-/autorotate/yes/" },
  { url: "-/quality/smart_retina/", canonical: "-/quality/smart/", encode: { quality: "smart" } },
  { url: "-/quality/best/-/quality/lighter/", canonical: "-/quality/lighter/", encode: { quality: "lighter" } },
  { url: "-/progressive/yes/", encode: { progressive: true } },
  { url: "-/progressive/no/", canonical: "-/autorotate/yes/" },
  { url: "-/strip_meta/all/", canonical: "-/autorotate/yes/" },
  { url: "-/strip_meta/none/", encode: { metadata: "keep" } },
  {
    url: "-/strip_meta/sensitive/",
    encode: { metadata: "copyright" },
    notices: ["strip_meta/sensitive keeps the copyright alone, not all that is harmless"],
  },
  { url: "-/srgb/fast/", canonical: "-/autorotate/yes/" },
  { url: "-/srgb/icc/-/max_icc_size/10/", canonical: "-/autorotate/yes/" },
  { url: "-/setfill/fff/", canonical: "-/autorotate/yes/" },
  { url: "-/setfill/ABCDEF/", canonical: "-/setfill/abcdef/", encode: { background: "abcdefff" } },
  { url: "-/setfill/ffffff00/", encode: { background: "ffffff00" } },
  { url: "-/setfill/12345678/", encode: { background: "12345678" } },
  { url: "-/stretch/off/", canonical: "-/autorotate/yes/" },
  { url: "-/preview/-/inline/no/", steps: [inside(2048, 2048)], disposition: "attachment" },
  { url: "-/autorotate/yes/-/inline/yes/", disposition: "inline" },
  {
    url: "-/format/jpeg/-/quality/best/-/progressive/yes/-/strip_meta/none/",
    encode: { format: "jpeg", quality: "best", progressive: true, metadata: "keep" },
  },
  {
    url: "-/quality/best/-/format/jpeg/",
    canonical: "-/format/jpeg/-/quality/best/",
    encode: { format: "jpeg", quality: "best" },
  },
  { url: "-/json/", facts: { hashes: true } },
  { url: "-/preview/300x200/-/json/", facts: { hashes: true }, steps: [inside(300, 200)] },
  {
    url: "-/json/-/preview/300x200/",
    canonical: "-/preview/300x200/-/json/",
    facts: { hashes: true },
    steps: [inside(300, 200)],
  },
  { url: "-/autorotate/no/-/json/", facts: { hashes: true }, oriented: false },
  { url: "-/jsonp/", facts: { hashes: true, callback: "uploadcare_callback" } },
  { url: "-/main_colors/", canonical: "-/main_colors/4/", facts: { colors: 4 } },
  { url: "-/preview/-/main_colors/256/", facts: { colors: 256 }, steps: [inside(2048, 2048)] },
  { url: "-/json/-/main_colors/1/", canonical: "-/main_colors/1/", facts: { colors: 1 } },
];

// What the official front-ends write.
const seen: Row[] = [
  {
    url: "-/format/auto/-/progressive/yes/-/rotate/90/-/crop/200x100/0,10/-/quality/lightest/-/stretch/off/-/resize/640x/-/@clib/blocks/0.30.1/uc-cloud-image-editor/",
    canonical: "-/rotate/90/-/crop/200x100/0,10/-/stretch/off/-/resize/640x/-/quality/lightest/-/progressive/yes/",
    steps: [
      { op: "rotate", degrees: 270 },
      crop(200, 100, { x: 0, y: 10 }),
      { op: "resize", width: 640, enlarge: "never" },
    ],
    encode: { quality: "lightest", progressive: true },
  },
  {
    url: "-/mirror/-/flip/-/rotate/270/-/preview/-/stretch/off/-/scale_crop/152x152/center/",
    canonical: "-/mirror/-/flip/-/rotate/270/-/preview/-/stretch/off/-/scale_crop/152x152/center/",
    steps: [
      { op: "flip", horizontal: true },
      { op: "flip", vertical: true },
      { op: "rotate", degrees: 90 },
      inside(2048, 2048),
      cover(152, 152, { enlarge: "never", whenSmall: "keep-aspect" }),
    ],
  },
  {
    url: "-/format/auto/-/stretch/off/-/progressive/yes/-/resize/1080x/-/quality/normal/",
    canonical: "-/stretch/off/-/resize/1080x/-/progressive/yes/",
    steps: [{ op: "resize", width: 1080, enlarge: "never" }],
    encode: { progressive: true },
  },
  {
    url: "-/resize/300x200/-/format/auto/photo%20%231.webp",
    canonical: "-/resize/300x200/photo%20%231.webp",
    steps: [force(300, 200)],
    fileName: "photo #1.webp",
  },
  {
    url: "-/format/auto/-/quality/smart_retina/-/preview/800x600/",
    canonical: "-/preview/800x600/-/quality/smart/",
    steps: [inside(800, 600)],
    encode: { quality: "smart" },
  },
];

export const rows: readonly Row[] = [
  ...originals,
  ...sizes,
  ...crops,
  ...turnsAndLooks,
  ...adjustments,
  ...effects,
  ...layers,
  ...output,
  ...seen,
];
