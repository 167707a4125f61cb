/** How the rows of the table of transformations are written. */
import type { Anchor, EncodeInput, Position, StepInput, TextInput } from "@intaglio/contract";

export interface Row {
  readonly url: string;
  readonly steps?: readonly StepInput[];
  readonly encode?: EncodeInput;
  /** The one spelling that `format` writes, where it is another; null where there is none. */
  readonly canonical?: string | null;
  readonly oriented?: false;
}

type Resize = Omit<Extract<StepInput, { op: "resize" }>, "op">;
export const resize = (more: Resize): StepInput => ({ op: "resize", mode: "inside", enlarge: "allow", ...more });
export const cover = (width: number, height: number, more: Resize = {}): StepInput =>
  resize({ width, height, mode: "cover", ...more });
export const pad = (width: number, height: number, more: Resize = {}): StepInput =>
  resize({ width, height, mode: "pad", background: "00000000", ...more });
export const at = (name: Position): Anchor => ({ kind: "named", at: name });
export const detect = (by: "face" | "saliency" | "entropy" | "object", otherwise: Position = "center"): Anchor => ({
  kind: "detect",
  by: [by],
  otherwise,
});
export const share = (fraction: number) => ({ fraction });
export const point = (x: number, y: number): Anchor => ({ kind: "point", x, y, align: "center" });

type Overlay = Omit<Extract<StepInput, { op: "overlay" }>, "op" | "steps"> & { readonly steps?: readonly StepInput[] };
export const logo = { kind: "name", names: ["logo"] } as const;
export const overlay = (more: Overlay): StepInput => ({ op: "overlay", overflow: "grow", ...more }) as StepInput;
export const text = (words: string, more: Omit<TextInput, "text"> = {}): Overlay["layer"] =>
  // A text layer's defaults are filled in by the check.
  ({ kind: "text", text: words, family: "Arial", size: 40, ...more }) as unknown as Overlay["layer"];
