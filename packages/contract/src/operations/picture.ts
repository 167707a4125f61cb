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
import { crop } from "./crop.ts";
import { extend } from "./extend.ts";
import { filter } from "./filter.ts";
import { flatten } from "./flatten.ts";
import { flip } from "./flip.ts";
import { mask } from "./mask.ts";
import { orient } from "./orient.ts";
import { resize } from "./resize.ts";
import { rotate } from "./rotate.ts";
import { segment } from "./segment.ts";
import { sharpen } from "./sharpen.ts";
import { trim } from "./trim.ts";

/** The type of {@link pictureOperations}. Said outright: left to itself the compiler writes every argument's type out again. */
export interface PictureOperations {
  readonly orient: typeof orient;
  readonly trim: typeof trim;
  readonly crop: typeof crop;
  readonly resize: typeof resize;
  readonly rotate: typeof rotate;
  readonly flip: typeof flip;
  readonly extend: typeof extend;
  readonly flatten: typeof flatten;
  readonly adjust: typeof adjust;
  readonly filter: typeof filter;
  readonly blur: typeof blur;
  readonly sharpen: typeof sharpen;
  readonly mask: typeof mask;
  readonly segment: typeof segment;
}

/** Operations on one picture, by name. */
export const pictureOperations: PictureOperations = {
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
