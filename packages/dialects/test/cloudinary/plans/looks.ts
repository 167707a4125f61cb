/** Turns, outlines and effects. */
import type { StepInput } from "@intaglio/contract";
import { cover, share, type Row } from "./making.ts";

export const looks: readonly Row[] = [
  ...(
    [
      ["a_90", { op: "rotate", degrees: 90 }],
      ["a_45", { op: "rotate", degrees: 45 }],
      ["a_12.5", { op: "rotate", degrees: 12.5 }],
      ["a_hflip", { op: "flip", horizontal: true }],
      ["a_vflip", { op: "flip", vertical: true }],
      ["a_hflip.vflip", { op: "flip", horizontal: true, vertical: true }],
      ["r_20", { op: "mask", radii: [20, 20, 20, 20] }],
      ["r_1:2:3:4", { op: "mask", radii: [1, 2, 3, 4] }],
      ["r_max", { op: "mask", shape: "ellipse" }],
      ["bo_5px_solid_rgb:00f000", { op: "border", width: 5, color: "00f000ff" }],
      ["b_rgb:ffff00", { op: "flatten", color: "ffff00ff" }],
      ["o_50", { op: "opacity", amount: 0.5 }],
      ["e_grayscale", { op: "filter", name: "grayscale" }],
      ["e_negate", { op: "filter", name: "negate" }],
      ["e_sepia", { op: "filter", name: "sepia", amount: 0.8 }],
      ["e_sepia:50", { op: "filter", name: "sepia", amount: 0.5 }],
      ["e_blackwhite", { op: "filter", name: "threshold", level: 127 }],
      ["e_blackwhite:40", { op: "filter", name: "threshold", level: 102 }],
      ["co_rgb:ff0000,e_colorize:35", { op: "filter", name: "colorize", color: "ff0000ff", amount: 0.35 }],
      [
        "e_tint:100:ff0000:0p:0000ff:100p",
        {
          op: "tone",
          stops: [
            { at: 0, color: "ff0000ff" },
            { at: 1, color: "0000ffff" },
          ],
        },
      ],
      [
        "e_tint:equalize:80:ff0000:0p:0000ff:50p",
        {
          op: "tone",
          stops: [
            { at: 0, color: "ff0000ff" },
            { at: 0.5, color: "0000ffff" },
          ],
          amount: 0.8,
          equalize: true,
        },
      ],
      ["e_recolor:0:1:0:1:0:0:0:0:0.5", { op: "recolor", matrix: [0, 1, 0, 1, 0, 0, 0, 0, 0.5] }],
      ["e_improve", { op: "filter", name: "enhance" }],
      ["e_improve:30", { op: "filter", name: "enhance", amount: 0.3 }],
      ["e_auto_contrast", { op: "filter", name: "normalise" }],
      ["e_auto_brightness:40", { op: "filter", name: "normalise", lower: 0, upper: 99, amount: 0.4 }],
      ["e_brightness", { op: "adjust", brightness: 1.8 }],
      ["e_brightness:-30", { op: "adjust", brightness: 0.7 }],
      ["e_contrast:20", { op: "adjust", contrast: 1.2 }],
      ["e_saturation:-100", { op: "adjust", saturation: 0 }],
      ["e_hue:40", { op: "adjust", hue: 72 }],
      ["e_gamma:50", { op: "adjust", gamma: 1.5 }],
      ["e_vibrance", { op: "adjust", vibrance: 0.2 }],
      ["e_red:30", { op: "adjust", red: 1.3 }],
      ["e_green:-30", { op: "adjust", green: 0.7 }],
      ["e_blue:100", { op: "adjust", blue: 2 }],
      ["e_blur", { op: "blur", sigma: 5 }],
      ["e_blur:2000", { op: "blur", sigma: 100 }],
      ["e_blur_faces:300", { op: "blur", sigma: 15, within: "faces" }],
      [
        "e_blur_region,h_30,w_40,x_10,y_20",
        { op: "blur", sigma: 5, within: "box", x: 10, y: 20, width: 40, height: 30 },
      ],
      ["e_pixelate", { op: "pixelate", size: 5 }],
      ["e_pixelate_faces:9", { op: "pixelate", size: 9, within: "faces" }],
      [
        "e_pixelate_region:20,h_0.5,w_40,x_0,y_20",
        { op: "pixelate", size: 20, within: "box", x: 0, y: 20, width: 40, height: share(0.5) },
      ],
      ["e_sharpen", { op: "sharpen", amount: 0.5 }],
      ["e_sharpen:2000", { op: "sharpen", amount: 10 }],
      ["e_unsharp_mask:200", { op: "sharpen", sigma: 2, amount: 1 }],
      ["e_oil_paint", { op: "texture", name: "oil", size: 3 }],
      ["e_cartoonify:70:30", { op: "texture", name: "cartoon", size: 3, limit: 70 }],
      ["e_vignette:60", { op: "vignette", amount: 0.6 }],
      ["e_trim", { op: "trim", threshold: 25.5 }],
      ["e_trim:50:rgb:ffffff", { op: "trim", threshold: 127.5, color: "ffffffff" }],
      ["e_make_transparent", { op: "transparent", tolerance: 25.5 }],
      ["co_rgb:ff0000,e_make_transparent:20", { op: "transparent", tolerance: 51, color: "ff0000ff" }],
      ["e_background_removal", { op: "segment" }],
      ["co_rgb:808080,e_shadow,x_10,y_10", { op: "shadow", x: 10, y: 10, sigma: 5, color: "808080ff" }],
      ["co_rgb:000000,e_outline:5", { op: "outline", width: 5 }],
      ["co_rgb:ff0000,e_outline:7:200", { op: "outline", width: 7, sigma: 10, color: "ff0000ff" }],
      ["e_shear:20:-10", { op: "shear", x: 20, y: -10 }],
    ] as const satisfies readonly (readonly [string, StepInput])[]
  ).map(([url, step]): Row => ({ url, steps: [step] })),
  { url: "a_-90", canonical: "a_270", steps: [{ op: "rotate", degrees: 270 }] },
  {
    url: "a_hflip.90",
    canonical: "a_hflip/a_90",
    steps: [
      { op: "flip", horizontal: true },
      { op: "rotate", degrees: 90 },
    ],
  },
  {
    url: "a_90,a_vflip",
    canonical: "a_90/a_vflip",
    steps: [
      { op: "rotate", degrees: 90 },
      { op: "flip", vertical: true },
    ],
  },
  { url: "a_0" },
  { url: "a_exif", canonical: "a_0" },
  { url: "a_360", canonical: "a_0" },
  { url: "a_ignore", oriented: false },
  { url: "a_ignore/a_90", oriented: false, steps: [{ op: "rotate", degrees: 90 }] },
  {
    url: "a_45,b_blue",
    canonical: "b_rgb:0000ff,a_45",
    steps: [
      { op: "rotate", degrees: 45, background: "0000ffff" },
      { op: "flatten", color: "0000ffff" },
    ],
  },
  {
    url: "bo_5px_solid_rgb:00f000,r_20",
    steps: [
      { op: "mask", radii: [20, 20, 20, 20] },
      { op: "border", width: 5, color: "00f000ff", radii: [25, 25, 25, 25] },
    ],
  },
  {
    url: "bo_5px_solid_black,r_max",
    canonical: "bo_5px_solid_rgb:000000,r_max",
    steps: [
      { op: "mask", shape: "ellipse" },
      { op: "border", width: 5, radii: [share(0.5), share(0.5), share(0.5), share(0.5)] },
    ],
  },
  { url: "dpr_2,r_20", canonical: "r_40", steps: [{ op: "mask", radii: [40, 40, 40, 40] }] },
  {
    url: "e_tint",
    canonical: "e_tint:60:ff0000:0p:0000ff:50p:ffff00:100p",
    steps: [
      {
        op: "tone",
        amount: 0.6,
        stops: [
          { at: 0, color: "ff0000ff" },
          { at: 0.5, color: "0000ffff" },
          { at: 1, color: "ffff00ff" },
        ],
      },
    ],
  },
  {
    url: "e_tint:100:rgb:f00",
    canonical: "e_tint:100:000000:0p:ff0000:50p:ffffff:100p",
    steps: [
      {
        op: "tone",
        stops: [
          { at: 0, color: "000000ff" },
          { at: 0.5, color: "ff0000ff" },
          { at: 1, color: "ffffffff" },
        ],
      },
    ],
  },
  {
    url: "e_simulate_colorblind:rod_monochromacy",
    canonical: "e_recolor:0.299:0.587:0.114:0.299:0.587:0.114:0.299:0.587:0.114",
    steps: [{ op: "recolor", matrix: [0.299, 0.587, 0.114, 0.299, 0.587, 0.114, 0.299, 0.587, 0.114] }],
  },
  { url: "e_contrast:level_-20;type_sigmoidal", canonical: "e_contrast:-20", steps: [{ op: "adjust", contrast: 0.8 }] },
  { url: "e_contrast:level_150;type_linear", canonical: "e_contrast:50", steps: [{ op: "adjust", contrast: 1.5 }] },
  {
    url: "e_cartoonify:70:bw",
    canonical: "e_cartoonify:70:40/e_grayscale",
    steps: [
      { op: "texture", name: "cartoon", size: 4, limit: 70 },
      { op: "filter", name: "grayscale" },
    ],
  },
  {
    url: "e_bgremoval:white",
    canonical: "co_rgb:ffffff,e_make_transparent",
    steps: [{ op: "transparent", tolerance: 25.5, color: "ffffffff" }],
  },
  { url: "e_blur:5", canonical: "a_0" },
  { url: "e_contrast", canonical: "a_0" },
  { url: "o_100", canonical: "a_0" },
  {
    url: "c_fill,e_sharpen,h_120,w_80,r_5,a_90,o_50,e_sepia",
    canonical: "c_fill,h_120,w_80/e_sharpen/e_sepia/o_50/r_5/a_90",
    steps: [
      cover(80, 120),
      { op: "sharpen", amount: 0.5 },
      { op: "filter", name: "sepia", amount: 0.8 },
      { op: "opacity", amount: 0.5 },
      { op: "mask", radii: [5, 5, 5, 5] },
      { op: "rotate", degrees: 90 },
    ],
  },
];
