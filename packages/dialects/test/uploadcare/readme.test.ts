import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { refusedWords, words } from "../../src/uploadcare/vocabulary.ts";
import { withWordTable } from "../word-table.ts";

test("the README's table is what the vocabulary says", () => {
  const file = new URL("../../src/uploadcare/README.md", import.meta.url);
  const readme = readFileSync(file, "utf8");
  const fresh = withWordTable(readme, words, refusedWords);
  if (process.env["UPDATE_README"] === "1") writeFileSync(file, fresh);
  else expect(readme).toBe(fresh);
});
