/** Makes the support table of the README from the vocabulary. */
import { refusedWords, words } from "../../src/uploadcare/vocabulary.ts";

const begin = /<!-- words:.*-->\n/;
const end = "<!-- /words -->";

/** The README's text with a fresh table between its markers. */
export function withTable(readme: string): string {
  const start = begin.exec(readme);
  if (!start) throw new Error("the README has no marker for the table");
  const from = start.index + start[0].length;
  return `${readme.slice(0, from)}${writeTable()}${readme.slice(readme.indexOf(end, from))}`;
}

function writeTable(): string {
  const spoken = Object.entries(words).map(([name, { takes, means }]) => `| \`${name}\` | ${takes} | ${means} |`);
  const byReason = Map.groupBy(Object.entries(refusedWords), ([, reason]) => reason);
  const silent = [...byReason].map(
    ([reason, list]) => `| ${list.map(([name]) => `\`${name}\``).join(", ")} | – | not spoken: ${reason} |`,
  );
  return ["| Word | Takes | Means |", "| --- | --- | --- |", ...spoken, ...silent, ""].join("\n");
}
