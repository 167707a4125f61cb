/** Named photo filters. */
import { lookNames, type StepInput } from "@intaglio/contract";
import { row, type Row } from "./row.ts";

const small: StepInput = { op: "resize", width: 160 };

/** Golden pictures of every look, and of one at other amounts. */
export const lookRows: readonly Row[] = [
  ...lookNames.map((name) => row(`look-${name}`, "ladybird", small, { op: "look", name })),
  ...[-1, 0.5, 2].map((amount) =>
    row(`look-amount-${amount}`, "ladybird", small, { op: "look", name: "namala", amount }),
  ),
];
