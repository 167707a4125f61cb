/** Every word of the delivery grammar: `-/<word>/<argument>/…/`. The README's table is made from this one. */
import { crop } from "./vocabulary/crop.ts";
import { flip, mirror, preview, resize, rotate, scaleCrop, stretch, trim } from "./vocabulary/geometry.ts";
import { blur, grayscale, sharp } from "./vocabulary/looks.ts";
import { autorotate, format, inline, json, progressive, quality, setfill, stripMeta } from "./vocabulary/output.ts";
import { refused } from "./vocabulary/refused.ts";
import type { Word } from "./vocabulary/word.ts";

/** The spoken words by name, in the order in which `format` looks for one. */
export const words: Readonly<Record<string, Word>> = {
  preview,
  resize,
  stretch,
  scale_crop: scaleCrop,
  crop,
  setfill,
  trim,
  rotate,
  flip,
  mirror,
  autorotate,
  blur,
  sharp,
  grayscale,
  format,
  quality,
  progressive,
  strip_meta: stripMeta,
  inline,
  json,
};

/** The documented words that are not spoken, with the reason. */
export const refusedWords = refused;
