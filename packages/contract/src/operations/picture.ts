/** The operations that act on one picture: all but `overlay`, which itself is made of these. */
import {
  checkArguments,
  writeArguments,
  type Operation,
  type StepInputOf,
  type StepOfOperation,
} from "../operation.ts";
import { IntaglioError } from "../errors.ts";
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

/** The type of {@link pictureOperations}. Said outright: left to itself the compiler writes every argument's type out again. */
export interface PictureOperations {
  readonly frames: typeof frames;
  readonly orient: typeof orient;
  readonly trim: typeof trim;
  readonly crop: typeof crop;
  readonly resize: typeof resize;
  readonly rotate: typeof rotate;
  readonly shear: typeof shear;
  readonly flip: typeof flip;
  readonly extend: typeof extend;
  readonly flatten: typeof flatten;
  readonly opacity: typeof opacity;
  readonly adjust: typeof adjust;
  readonly linear: typeof linear;
  readonly recolor: typeof recolor;
  readonly filter: typeof filter;
  readonly tone: typeof tone;
  readonly look: typeof look;
  readonly blur: typeof blur;
  readonly pixelate: typeof pixelate;
  readonly sharpen: typeof sharpen;
  readonly texture: typeof texture;
  readonly vignette: typeof vignette;
  readonly mask: typeof mask;
  readonly transparent: typeof transparent;
  readonly segment: typeof segment;
  readonly border: typeof border;
  readonly outline: typeof outline;
  readonly shadow: typeof shadow;
}

/** Operations on one picture, by name. */
export const pictureOperations: PictureOperations = {
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
};

type PictureOperation = PictureOperations[keyof PictureOperations];
/** A checked step on one picture. */
export type PictureStep = StepOfOperation<PictureOperation>;
/** A step on one picture, as a caller writes it. */
export type PictureStepInput = StepInputOf<PictureOperation>;

/** Looks a name up in a table of operations: own names only. Throws `OPERATION_UNKNOWN`. */
export function findOperation(table: object, name: unknown): Operation {
  if (typeof name === "string" && Object.hasOwn(table, name))
    return (table as Record<string, Operation>)[name] as Operation;
  throw new IntaglioError("OPERATION_UNKNOWN", `no operation is named ${JSON.stringify(name)?.slice(0, 60)}`);
}

/** Checks steps on one picture. Throws `OPERATION_UNKNOWN` or `PLAN_INVALID`. */
export function checkPictureSteps(steps: readonly PictureStepInput[]): readonly PictureStep[] {
  return steps.map((step) => checkArguments(findOperation(pictureOperations, step?.op), step) as PictureStep);
}

/** Steps on one picture as canonical text. */
export function writePictureSteps(steps: readonly PictureStep[]): string {
  return steps.map((step) => writeArguments(pictureOperations[step.op], step)).join("/");
}
