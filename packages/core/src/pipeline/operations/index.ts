/** The table of all painters. It has exactly the contract's names: a missing or an extra one does not compile. */
import type { OperationName } from "@intaglio/contract";
import type { Painter, Unsupported } from "../painter.ts";
import { adjust } from "./adjust.ts";
import { blur } from "./blur.ts";
import { border } from "./border.ts";
import { crop } from "./crop.ts";
import { extend } from "./extend.ts";
import { filter } from "./filter.ts";
import { flatten } from "./flatten.ts";
import { flip } from "./flip.ts";
import { frames } from "./frames.ts";
import { linear } from "./linear.ts";
import { look } from "./look.ts";
import { mask } from "./mask.ts";
import { opacity } from "./opacity.ts";
import { orient } from "./orient.ts";
import { outline } from "./outline.ts";
import { overlay } from "./overlay.ts";
import { pixelate } from "./pixelate.ts";
import { recolor } from "./recolor.ts";
import { resize } from "./resize.ts";
import { rotate } from "./rotate.ts";
import { segment } from "./segment.ts";
import { shadow } from "./shadow.ts";
import { sharpen } from "./sharpen.ts";
import { shear } from "./shear.ts";
import { texture } from "./texture.ts";
import { tone } from "./tone.ts";
import { transparent } from "./transparent.ts";
import { trim } from "./trim.ts";
import { vignette } from "./vignette.ts";

type Painters = { readonly [Name in OperationName]: Painter<Name> | Unsupported };

/** Every operation's pixels, by name. */
export const painters: Painters = {
  frames,
  orient,
  trim,
  crop,
  resize,
  rotate,
  shear,
  flip,
  extend,
  flatten,
  opacity,
  adjust,
  linear,
  recolor,
  filter,
  tone,
  look,
  blur,
  pixelate,
  sharpen,
  texture,
  vignette,
  mask,
  transparent,
  segment,
  border,
  outline,
  shadow,
  overlay,
};
