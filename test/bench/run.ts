/** `npm run bench [-- --json] [names…]`: asks the questions one after the other and prints a table of ratios. */
import { parseArgs } from "node:util";
import { cold } from "./cold.ts";
import { heavySources } from "./heavy.ts";
import { adapters, hot, hotUnderCold } from "./hot.ts";
import { library } from "./library.ts";
import { avif, smallSizes } from "./look.ts";
import { memory } from "./memory.ts";
import { oneRender } from "./one-render.ts";
import { parts } from "./parts.ts";
import { isKept, type Question, type Row } from "./question.ts";
import { uploads } from "./uploads.ts";
import { workerCrash } from "./worker-crash.ts";
import { coldWorks } from "./works.ts";

const questions: readonly Question[] = [
  oneRender,
  hot,
  adapters,
  hotUnderCold,
  workerCrash,
  cold,
  coldWorks,
  avif,
  smallSizes,
  heavySources,
  memory,
  uploads,
  parts,
  library,
];
const { values, positionals } = parseArgs({ options: { json: { type: "boolean" } }, allowPositionals: true });
const asked = questions.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
if (asked.length === 0) throw new Error(`no such question; there are ${questions.map(({ name }) => name).join(", ")}`);

const answers: { name: string; asks: string; rows: Row[] }[] = [];
for (const { name, asks, answer } of asked) {
  if (!values.json) console.log(`\n${asks}`);
  const rows = await answer();
  answers.push({ name, asks, rows });
  if (!values.json) for (const row of rows) console.log(`  ${describe(row)}`);
}
if (values.json) console.log(JSON.stringify(answers, undefined, 2));
process.exitCode = answers.every(({ rows }) => rows.every(isKept)) ? 0 : 1;

function describe(row: Row): string {
  const { promise } = row;
  const bound = promise ? ("least" in promise ? `at least ${promise.least}` : `at most ${promise.most}`) : "";
  const verdict = promise ? (isKept(row) ? "kept  " : "BROKEN") : "      ";
  return `${verdict} ${row.what.padEnd(44)} ${row.ratio.toFixed(2).padStart(7)} ${row.of.padEnd(24)} ${bound.padEnd(14)} ${row.figures}`;
}
