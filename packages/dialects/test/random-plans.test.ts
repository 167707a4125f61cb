import { checkPlan, IntaglioError, writePlan, type Plan } from "@intaglio/contract";
import { describe, expect, test } from "vitest";
import { columns } from "./plans/columns.ts";
import { columnNames, type ColumnName } from "./plans/row.ts";
import { pick, seeded } from "./uploadcare/fixture.ts";
import { randomDelivery } from "./uploadcare/random-delivery.ts";

/** A random plan with the column's source; now and then with all that its dialect always adds. */
function randomPlan(random: () => number, name: ColumnName): Plan {
  const { source, encode } = columns[name];
  const { plan } = randomDelivery(random, true);
  const steps = pick(random, [plan.steps, plan.steps.slice(0, 2), plan.steps.slice(0, 3)]);
  return checkPlan({ source, steps, encode: random() < 0.5 ? encode : { ...encode, ...plan.encode } });
}

describe.each(columnNames)("%s", (name) => {
  const { dialect } = columns[name];

  test("5,000 random plans of the whole language come back equal, or are refused", () => {
    const random = seeded(21);
    let said = 0;
    for (let run = 0; run < 5000; run++) {
      const plan = randomPlan(random, name);
      let path: string;
      try {
        path = dialect.format({ answer: "image", plan });
      } catch (error) {
        if (!(error instanceof IntaglioError)) throw error;
        expect(error.code).toBe("PLAN_UNSAYABLE");
        expect(error.detail.hint, writePlan(plan)).toBeTruthy();
        continue;
      }
      said++;
      expect(writePlan(dialect.parse({ path, query: "" }).plan), path).toBe(writePlan(plan));
    }
    expect(said).toBeGreaterThan(100);
  });
});
