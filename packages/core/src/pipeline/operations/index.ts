/** The table of all painters. It has exactly the contract's names: a missing or an extra one does not compile. */
import type { OperationName } from "@intaglio/contract";
import type { Painter, Unsupported } from "../painter.ts";
import { adjust } from "./adjust.ts";
import { blur } from "./blur.ts";
import { crop } from "./crop.ts";
import { extend } from "./extend.ts";
import { filter } from "./filter.ts";
import { flatten } from "./flatten.ts";
import { flip } from "./flip.ts";
import { mask } from "./mask.ts";
import { orient } from "./orient.ts";
import { overlay } from "./overlay.ts";
import { resize } from "./resize.ts";
import { rotate } from "./rotate.ts";
import { segment } from "./segment.ts";
import { sharpen } from "./sharpen.ts";
import { trim } from "./trim.ts";

type Painters = { readonly [Name in OperationName]: Painter<Name> | Unsupported };

/** Every operation's pixels, by name. */
export const painters: Painters = {
  orient,
  trim,
  crop,
  resize,
  rotate,
  flip,
  extend,
  flatten,
  adjust,
  filter,
  blur,
  sharpen,
  mask,
  segment,
  overlay,
};
