/** Makes a README's table of words from a vocabulary. */

/** What a table tells of a word. */
export interface TableWord {
  readonly takes: string;
  readonly means: string;
}

const begin = /<!-- words:.*-->\n/;
const end = "<!-- /words -->";

/** The README's text with a fresh table between its markers. Refused words come last, those of one reason in one row. */
export function withWordTable(
  readme: string,
  words: Readonly<Record<string, TableWord>>,
  refused: Readonly<Record<string, string>> = {},
): string {
  const start = begin.exec(readme);
  if (!start) throw new Error("the README has no marker for the table");
  const from = start.index + start[0].length;
  const spoken = Object.entries(words).map(([name, { takes, means }]) => `| \`${name}\` | ${takes} | ${means} |`);
  const silent = [...Map.groupBy(Object.entries(refused), ([, reason]) => reason)].map(
    ([reason, list]) => `| ${list.map(([name]) => `\`${name}\``).join(", ")} | – | not spoken: ${reason} |`,
  );
  const table = ["| Word | Takes | Means |", "| --- | --- | --- |", ...spoken, ...silent, ""].join("\n");
  return `${readme.slice(0, from)}${table}${readme.slice(readme.indexOf(end, from))}`;
}
