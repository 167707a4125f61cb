/** A row of the table of plans: one meaning, and how each dialect says it. */
import type { EncodeInput, StepInput } from "@intaglio/contract";

/** The dialects, as the table's columns. */
export const columnNames = ["uploadcare", "cloudinary", "cloudflare", "ipx"] as const;
/** One of {@link columnNames}. */
export type ColumnName = (typeof columnNames)[number];

/**
 * The words, as the column's dialect writes them; or why it has none. `with` names output settings that the words bring
 * along beside those the dialect always adds.
 */
export type Saying = string | { readonly says: string; readonly with: EncodeInput } | { readonly cannot: string };

/** One plan. */
export interface Row extends Readonly<Record<ColumnName, Saying>> {
  /** What it does, as a phrase. */
  readonly what: string;
  /** The steps behind `orient`. */
  readonly steps: readonly StepInput[];
  /** False: without `orient`. */
  readonly oriented?: false;
  /** What the row asks of the result, beside what a dialect always adds. */
  readonly encode?: EncodeInput;
}

/** Why a dialect has no words for a plan. */
export function cannot(why: string): { readonly cannot: string } {
  return { cannot: why };
}
