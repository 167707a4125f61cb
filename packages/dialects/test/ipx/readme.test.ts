import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { words } from "../../src/ipx/vocabulary.ts";
import { withWordTable } from "../word-table.ts";

test("the README's table is what the vocabulary says", () => {
  const file = new URL("../../src/ipx/README.md", import.meta.url);
  const readme = readFileSync(file, "utf8");
  if (process.env["UPDATE_README"] === "1") writeFileSync(file, withWordTable(readme, words));
  else expect(readme).toBe(withWordTable(readme, words));
});
