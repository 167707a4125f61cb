/** What a benchmark is: a question with an answer in ratios, and the least that is promised. */

/** One line of the answer. */
export interface Row {
  readonly what: string;
  /** The median of several runs. */
  readonly ratio: number;
  /** What the ratio is to: "x raw sharp". */
  readonly of: string;
  /** `least`: the ratio must not be below; `most`: not above. */
  readonly promise?: { readonly least: number } | { readonly most: number };
  /** The absolute figures behind it, for reading only: machines differ. */
  readonly figures: string;
}

/** One benchmark. */
export interface Question {
  readonly name: string;
  readonly asks: string;
  answer(): Promise<Row[]>;
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** True when the row keeps its promise, or has none. */
export function isKept({ ratio, promise }: Row): boolean {
  if (!promise) return true;
  return "least" in promise ? ratio >= promise.least : ratio <= promise.most;
}
