import { readdirSync } from "node:fs";
import {
  checkPlan,
  operations,
  writeRecipe,
  type EncodeInput,
  type OperationName,
  type Plan,
} from "@intaglio/contract";
import { describe, expect, test } from "vitest";
import { columns } from "./plans/columns.ts";
import { columnNames, type ColumnName, type Row } from "./plans/row.ts";
import { plans, topics } from "./plans.ts";

/** The row's plan as this column's addresses have it: with the column's source and what its dialect always adds. */
function planOf(row: Row, name: ColumnName, brought: EncodeInput = {}): Plan {
  const { source, encode } = columns[name];
  const orient = row.oriented === false ? [] : [{ op: "orient" } as const];
  return checkPlan({ source, steps: [...orient, ...row.steps], encode: { ...encode, ...brought, ...row.encode } });
}

test("the table is long, says each thing once, and has a column for each dialect", () => {
  expect(plans.length).toBeGreaterThanOrEqual(150);
  expect(new Set(plans.map(({ what }) => what)).size).toBe(plans.length);
  const folders = readdirSync(new URL("../src/", import.meta.url), { withFileTypes: true });
  expect(folders.map(({ name }) => name).toSorted()).toEqual(columnNames.toSorted());
});

test("every operation of the language stands in it, and each dialect says a good part", () => {
  const used = new Set(plans.flatMap(({ steps }) => steps.map(({ op }) => op)));
  expect(Object.keys(operations).filter((name) => name !== "orient" && !used.has(name as OperationName))).toEqual([]);
  for (const name of columnNames) {
    const said = plans.filter((row) => typeof row[name] === "string" || "says" in row[name]);
    expect(said.length, name).toBeGreaterThanOrEqual(60);
  }
});

describe.each(columnNames)("%s", (name) => {
  const { dialect, path } = columns[name];

  describe.each(Object.entries(topics))("%s", (_, rows) => {
    test.each(rows.map((row) => [row.what, row] as const))("%s", (__, row) => {
      const saying = row[name];
      if (typeof saying === "object" && "cannot" in saying) {
        expect(() => dialect.format({ answer: "image", plan: planOf(row, name) })).toThrow(
          expect.objectContaining({ code: "PLAN_UNSAYABLE" }),
        );
        return;
      }
      const { says, with: brought } = typeof saying === "string" ? { says: saying, with: {} } : saying;
      const plan = planOf(row, name, brought);
      const delivery = dialect.parse({ path: path(says), query: "" });
      expect(delivery.answer).toBe("image");
      expect(delivery.plan).toEqual(plan);
      expect(dialect.format({ answer: "image", plan })).toBe(path(says));
    });
  });
});

describe("equal plans share one rendition", () => {
  test("whatever the dialect, the recipe's text is the same", () => {
    const shared = plans.map((row) => {
      const recipes = columnNames.flatMap((name) => {
        const saying = row[name];
        if (typeof saying === "object" && "cannot" in saying) return [];
        const { dialect, path } = columns[name];
        const { plan } = dialect.parse({ path: path(typeof saying === "string" ? saying : saying.says), query: "" });
        return [
          {
            steps: writeRecipe({ steps: plan.steps, encode: checkPlan({ source: plan.source }).encode }),
            whole: writeRecipe(plan),
          },
        ];
      });
      expect(new Set(recipes.map(({ steps }) => steps)).size, row.what).toBeLessThanOrEqual(1);
      return recipes.length - new Set(recipes.map(({ whole }) => whole)).size;
    });
    expect(shared.filter((count) => count > 0).length).toBeGreaterThanOrEqual(25);
  });
});
