import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { writeSupportTable } from "./plans/support-table.ts";
import { topics } from "./plans.ts";

test("docs/dialects.md is what the table of plans says", () => {
  const file = new URL("../../../docs/dialects.md", import.meta.url);
  if (process.env["UPDATE_DOCS"] === "1") writeFileSync(file, writeSupportTable(topics));
  else expect(readFileSync(file, "utf8")).toBe(writeSupportTable(topics));
});
