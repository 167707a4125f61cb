/**
 * What can happen to a pixel's colour without a look at its neighbours. Stages run one after the other on fractions, so
 * that nothing is rounded between them; values are cut to 0 to 255 after each, as CSS cuts between its functions.
 */

/** A table over the values 0 to 255; what lies between two is interpolated. */
export type Table = Float32Array;
/** Rows of a matrix over red, green and blue. */
export type ColorMatrix = readonly [Row, Row, Row];
type Row = readonly [number, number, number];

/** What a table over brightness looks at: CSS's grey of the values as they are, or that of linear light. */
export type Brightness = "luma" | "luminance";

/** One change of a pixel's colour. */
export type Stage =
  /** Each channel for itself; the fourth is transparency, left out where it stays. */
  | { readonly do: "curves"; readonly tables: readonly [Table, Table, Table, Table?] }
  | { readonly do: "matrix"; readonly rows: ColorMatrix }
  /** A matrix of 16 over red, green, blue and transparency. */
  | { readonly do: "channels"; readonly matrix: readonly number[] }
  /** More colour where there is little. */
  | { readonly do: "vibrance"; readonly amount: number }
  /** Adds to CIE lightness what the table has for it, 256 steps from 0 to 100; hue and colour stay. */
  | { readonly do: "lightness"; readonly shift: Table }
  /** Adds to the channels what tables have for the pixel's luma. */
  | { readonly do: "shift"; readonly tables: readonly [Table, Table, Table] }
  /** Replaces the colour by what tables have for its brightness, rounded; transparency is multiplied by the fourth's share. */
  | { readonly do: "ramp"; readonly by: Brightness; readonly tables: readonly [Table, Table, Table, Table?] }
  /** Mixes the outcome of stages with what was before; an amount above 1 exaggerates, one below 0 goes the other way. */
  | { readonly do: "mix"; readonly amount: number; readonly stages: readonly Stage[] };

/** A table over 0 to 255, cut to the same range. */
export function table(value: (of: number) => number): Table {
  return Float32Array.from({ length: 256 }, (_, of) => Math.min(255, Math.max(0, value(of))));
}

/** One curve for red, green and blue. */
export function curve(value: (of: number) => number): Stage {
  const one = table(value);
  return { do: "curves", tables: [one, one, one] };
}

/** The stages at a share of their effect: nothing for none, themselves for all. */
export function mixed(stages: readonly Stage[], amount: number): readonly Stage[] {
  return amount === 1 ? stages : [{ do: "mix", amount, stages }];
}

/** A matrix made cell by cell. */
export function matrix(cell: (row: number, column: number) => number): ColorMatrix {
  const row = (index: number): Row => [cell(index, 0), cell(index, 1), cell(index, 2)];
  return [row(0), row(1), row(2)];
}
