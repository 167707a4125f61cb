import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { refusedWords, words } from "../../src/cloudflare/vocabulary.ts";
import { withWordTable } from "../word-table.ts";

test("the README's table is what the vocabulary says", () => {
  const file = new URL("../../src/cloudflare/README.md", import.meta.url);
  const readme = readFileSync(file, "utf8");
  if (process.env["UPDATE_README"] === "1") writeFileSync(file, withWordTable(readme, words, refusedWords));
  else expect(readme).toBe(withWordTable(readme, words, refusedWords));
});
