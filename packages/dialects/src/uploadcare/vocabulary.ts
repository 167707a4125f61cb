/** Every word of the delivery grammar: `-/<word>/<argument>/…/`. The README's table is made from this one. */
import * as colors from "./vocabulary/colors.ts";
import { borderRadius } from "./vocabulary/corners.ts";
import { crop } from "./vocabulary/crop.ts";
import { flip, mirror, preview, resize, rotate, scaleCrop, smartResize, stretch, trim } from "./vocabulary/geometry.ts";
import { json, jsonp, mainColors } from "./vocabulary/info.ts";
import { overlay, rect, text } from "./vocabulary/layers.ts";
import { font, textAlign, textBox } from "./vocabulary/lettering.ts";
import { blur, blurRegion, sharp } from "./vocabulary/looks.ts";
import * as output from "./vocabulary/output.ts";
import { refused } from "./vocabulary/refused.ts";
import type { Word } from "./vocabulary/word.ts";

/** The spoken words by name, in the order in which `format` looks for one. */
export const words: Readonly<Record<string, Word>> = {
  preview,
  resize,
  smart_resize: smartResize,
  stretch,
  scale_crop: scaleCrop,
  crop,
  setfill: output.setfill,
  trim,
  border_radius: borderRadius,
  rotate,
  flip,
  mirror,
  autorotate: output.autorotate,
  brightness: colors.brightness,
  exposure: colors.exposure,
  gamma: colors.gamma,
  contrast: colors.contrast,
  saturation: colors.saturation,
  vibrance: colors.vibrance,
  warmth: colors.warmth,
  enhance: colors.enhance,
  grayscale: colors.grayscale,
  invert: colors.invert,
  filter: colors.filter,
  blur,
  blur_region: blurRegion,
  sharp,
  overlay,
  rect,
  font,
  text_align: textAlign,
  text_box: textBox,
  text,
  format: output.format,
  quality: output.quality,
  progressive: output.progressive,
  strip_meta: output.stripMeta,
  srgb: output.srgb,
  max_icc_size: output.maxIccSize,
  inline: output.inline,
  json,
  jsonp,
  main_colors: mainColors,
};

/** The documented words that are not spoken, with the reason. */
export const refusedWords = refused;
