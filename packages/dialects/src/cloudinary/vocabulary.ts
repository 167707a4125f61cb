/** Every word of the delivery grammar. The README's table is made from this one. */
import { autoPad, fillPad, lpad, mpad, pad } from "./vocabulary/padding.ts";
import { auto, fill, lfill, thumb } from "./vocabulary/covering.ts";
import { crop, cropRatio, padRatio } from "./vocabulary/cropping.ts";
import { fit, limit, mfit, scale } from "./vocabulary/whole.ts";
import * as colors from "./vocabulary/colors.ts";
import * as cuts from "./vocabulary/cuts.ts";
import * as gradients from "./vocabulary/gradients.ts";
import * as output from "./vocabulary/output.ts";
import { plain } from "./vocabulary/plain.ts";
import { refused } from "./vocabulary/refused.ts";
import * as shapes from "./vocabulary/shapes.ts";
import * as sharpness from "./vocabulary/sharpness.ts";
import * as tones from "./vocabulary/tones.ts";
import type { Word } from "./vocabulary/word.ts";

/** The spoken words by name, in the order in which `format` looks for one. */
export const words: Readonly<Record<string, Word>> = {
  c_scale: scale,
  c_fit: fit,
  c_limit: limit,
  c_mfit: mfit,
  c_fill: fill,
  c_lfill: lfill,
  c_thumb: thumb,
  c_auto: auto,
  c_crop: crop,
  c_pad: pad,
  c_lpad: lpad,
  c_mpad: mpad,
  c_fill_pad: fillPad,
  c_auto_pad: autoPad,
  "c_fill ar": cropRatio,
  "c_pad ar": padRatio,
  pg: output.pages,
  a: shapes.turn,
  "a hflip": shapes.mirror,
  r: shapes.round,
  bo: shapes.frame,
  b: shapes.behind,
  o: shapes.seeThrough,
  e_grayscale: colors.grayscale,
  e_sepia: colors.sepia,
  e_negate: colors.negate,
  e_blackwhite: colors.blackwhite,
  e_colorize: colors.colorize,
  e_tint: gradients.tint,
  e_recolor: gradients.recolor,
  e_simulate_colorblind: gradients.simulateColorblind,
  e_improve: colors.improve,
  e_auto_color: colors.autoColor,
  e_auto_contrast: colors.autoContrast,
  e_auto_brightness: colors.autoBrightness,
  e_brightness: tones.brightness,
  e_brightness_hsb: tones.brightnessHsb,
  e_contrast: tones.contrast,
  e_saturation: tones.saturation,
  e_hue: tones.hue,
  e_gamma: tones.gamma,
  e_vibrance: tones.vibrance,
  e_red: tones.red,
  e_green: tones.green,
  e_blue: tones.blue,
  e_blur: sharpness.blur,
  e_blur_region: sharpness.blurRegion,
  e_blur_faces: sharpness.blurFaces,
  e_pixelate: sharpness.pixelate,
  e_pixelate_region: sharpness.pixelateRegion,
  e_pixelate_faces: sharpness.pixelateFaces,
  e_sharpen: sharpness.sharpen,
  e_unsharp_mask: sharpness.unsharpMask,
  e_oil_paint: sharpness.oilPaint,
  e_cartoonify: sharpness.cartoonify,
  e_vignette: sharpness.vignette,
  e_trim: cuts.trim,
  e_make_transparent: cuts.makeTransparent,
  e_bgremoval: cuts.bgremoval,
  e_background_removal: cuts.backgroundRemoval,
  e_shadow: cuts.shadow,
  e_outline: cuts.outline,
  e_shear: cuts.shear,
  f: output.format,
  q: output.quality,
  dl: output.delay,
  e_loop: output.loop,
  fl_progressive: output.progressive,
  fl_keep_iptc: output.keepIptc,
  fl_keep_attribution: output.keepAttribution,
  fl_force_strip: output.forceStrip,
  fl_png8: output.png8,
  fl_attachment: output.attachment,
  fl_streaming_attachment: { ...output.attachment, means: "as fl_attachment" },
  fl_getinfo: output.getinfo,
  ...plain,
};

/** The documented words that are not spoken, with the reason. */
export const refusedWords = refused;
