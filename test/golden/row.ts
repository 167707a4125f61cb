/** One picture that must go on looking as it does. */
import type { EncodeInput, OutputFormat, StepInput } from "@intaglio/contract";
import type { SourceName } from "./sources.ts";

/** What is rendered, and from what. */
export interface Row {
  /** The reference's file name, without its extension. */
  readonly name: string;
  readonly from: SourceName;
  readonly steps: readonly StepInput[];
  /** Lossless PNG when absent. */
  readonly encode?: EncodeInput & { readonly format: OutputFormat };
}

/** A row of one step. */
export function row(name: string, from: SourceName, ...steps: readonly StepInput[]): Row {
  return { name, from, steps };
}
