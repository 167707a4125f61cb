/** Makes the document that shows every row of the table. */
import { columnNames, type Row, type Saying } from "./row.ts";

const opening = `# What each dialect can say

Every plan of the table that the tests hold all dialects to (\`packages/dialects/test/plans\`), with the words that say it:
\`parse\` of the words is the plan, \`format\` of the plan is the words. Plans start upright (\`orient\`) where nothing else is
said. A dash is followed by the reason why a dialect cannot say a plan; asked for one, \`format\` refuses with
\`PLAN_UNSAYABLE\`. Equal plans share one rendition, whatever the address.

Made by \`UPDATE_DOCS=1 npx vitest run packages/dialects/test/support-table.test.ts\`.
`;

/** The document's text. */
export function writeSupportTable(topics: Readonly<Record<string, readonly Row[]>>): string {
  const sections = Object.entries(topics).map(([topic, rows]) => `## ${topic}\n\n${writeRows(rows)}\n`);
  return [opening, writeCounts(topics), ...sections].join("\n");
}

function writeCounts(topics: Readonly<Record<string, readonly Row[]>>): string {
  const lines = Object.entries(topics).map(([topic, rows]) => {
    const counts = columnNames.map((name) => String(rows.filter((row) => isSaid(row[name])).length));
    return writeLine([`[${topic}](#${topic.toLowerCase().replaceAll(" ", "-")})`, String(rows.length), ...counts]);
  });
  const rule = writeLine(["---", "--:", ...columnNames.map(() => "--:")]);
  return `${[writeLine(["Topic", "Plans", ...columnNames]), rule, ...lines].join("\n")}\n`;
}

function writeRows(rows: readonly Row[]): string {
  const lines = rows.map((row) => writeLine([row.what, ...columnNames.map((name) => writeSaying(row[name]))]));
  return [writeLine(["Plan", ...columnNames]), writeLine(["Plan", ...columnNames].map(() => "---")), ...lines].join(
    "\n",
  );
}

function isSaid(saying: Saying): boolean {
  return typeof saying === "string" || "says" in saying;
}

function writeSaying(saying: Saying): string {
  if (typeof saying === "string") return `\`${saying}\``;
  return "says" in saying ? `\`${saying.says}\`` : `– ${saying.cannot}`;
}

function writeLine(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}
