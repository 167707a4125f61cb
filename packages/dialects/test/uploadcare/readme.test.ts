import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { withTable } from "./readme-table.ts";

test("the README's table is what the vocabulary says", () => {
  const file = new URL("../../src/uploadcare/README.md", import.meta.url);
  const readme = readFileSync(file, "utf8");
  if (process.env["UPDATE_README"] === "1") writeFileSync(file, withTable(readme));
  else expect(readme).toBe(withTable(readme));
});
