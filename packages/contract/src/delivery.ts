/** What a delivery URL asks for. */
import type { FileRecord } from "./file.ts";
import type { Plan } from "./plan.ts";
import type { Source } from "./source.ts";
import type { Step } from "./step.ts";

/** A picture's size. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What goes out for a delivery: the picture as the plan makes it, the stored bytes, or facts about the picture. */
export type DeliveryAnswer = "image" | "original" | "info";

/** Facts that take a look at the pixels, which a delivery of facts may ask for. */
export interface FactsWanted {
  /** The main colours, so many of them: 1 to 256. */
  readonly colors?: number;
  /** A hash of the look and a placeholder. */
  readonly hashes?: boolean;
  /** The name of a function to call with the facts, for pages that load them as a script. */
  readonly callback?: string;
}

/** What a client says about itself, rounded so that caches hold few kinds. Undefined where it does not say. */
export interface Hints {
  /** Device pixels a CSS pixel. */
  readonly dpr?: number;
  /** The width of the picture's place, device pixels. */
  readonly width?: number;
  /** The width of the window, CSS pixels. */
  readonly viewportWidth?: number;
}

/** The request headers that {@link Hints} come from. */
export const hintHeaders = {
  dpr: ["Sec-CH-DPR", "DPR"],
  width: ["Sec-CH-Width", "Width"],
  viewportWidth: ["Sec-CH-Viewport-Width", "Viewport-Width"],
} as const satisfies { readonly [Name in keyof Hints]-?: readonly string[] };

/** What a delivery URL asks for. */
export interface Delivery {
  readonly answer: DeliveryAnswer;
  readonly plan: Plan;
  /** The name for a download, decoded. */
  readonly fileName?: string;
  /** How the browser is to treat it, where the URL says. */
  readonly disposition?: "inline" | "attachment";
  /** Of a delivery of facts: which. */
  readonly facts?: FactsWanted;
  /** The hints that the plan was made from: they go into `Vary`. */
  readonly hinted?: readonly (keyof Hints)[];
  /** What the address asked for and only nearly gets, a sentence each; it goes into a header of the answer. */
  readonly notices?: readonly string[];
  /** What takes the picture's place when it is not there. */
  readonly fallback?: Source;
  /**
   * There where the address asks about the picture (its size, format, tags), or names it as a group's member: the delivery
   * for this very file. The same file always gives the same. Until it is called, `plan` holds no more than what is asked of
   * any file. `sizeAfter` is the picture's size after steps; `effects` are the operations that a group puts first, in the
   * spelling of the dialect, absent or empty for none. Throws `OPERATION_*` or `PLAN_*`; what it gives has no `forFile`.
   */
  readonly forFile?: (file: FileRecord, sizeAfter: (steps: readonly Step[]) => Size, effects?: string) => Delivery;
}
