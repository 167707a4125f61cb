/** A row of the tables of addresses and their meaning. */
import type { EncodeInput, FactsWanted, StepInput } from "@intaglio/contract";

export interface Row {
  /** What stands after the id. */
  readonly url: string;
  /** The steps behind `orient`. */
  readonly steps?: readonly StepInput[];
  readonly encode?: EncodeInput;
  /** The one spelling that `format` writes, where it is another. */
  readonly canonical?: string;
  readonly oriented?: false;
  readonly fileName?: string;
  readonly disposition?: "inline" | "attachment";
  readonly answer?: "original";
  readonly facts?: FactsWanted;
  readonly notices?: readonly string[];
}
