import { checkPlan, maxSteps, writePlan, type Delivery, type StepInput } from "@intaglio/contract";
import { describe, expect, test } from "vitest";
import { pick, seeded, whole } from "../uploadcare/fixture.ts";
import { randomDelivery } from "../uploadcare/random-delivery.ts";
import { codeOf, dialect, errorOf, id, read, write } from "./fixture.ts";
import { randomModifiers } from "./random-address.ts";

const source = { kind: "file", id } as const;
const said = (steps: readonly StepInput[], encode = {}): Delivery => ({
  answer: "image",
  plan: checkPlan({ source, steps, encode: { format: "same", background: "000000ff", ...encode } }),
});

describe("format undoes parse", () => {
  test("12,000 random addresses settle at once, with their plan", () => {
    const random = seeded(1);
    for (let run = 0; run < 12_000; run++) {
      const delivery = read(randomModifiers(random));
      const path = dialect.format(delivery);
      const again = dialect.parse({ path, query: "" });
      if (writePlan(again.plan) !== writePlan(delivery.plan)) expect.fail(path);
      if (dialect.format(again) !== path) expect.fail(path);
      if (again.notices !== undefined) expect.fail(`${path}: ${again.notices.join()}`);
    }
  });

  test("the order in the address has no meaning", () => {
    const random = seeded(2);
    for (let run = 0; run < 2000; run++) {
      const parts = [
        ...new Map(
          randomModifiers(random)
            .split(/[,&]/)
            .map((part) => [part.split(/[_:=]/)[0], part]),
        ).values(),
      ];
      const one = read(parts.join(",")).plan;
      expect(writePlan(read(parts.toReversed().join("&")).plan)).toBe(writePlan(one));
    }
  });

  test("12,000 random plans of the whole language come back equal or are refused", () => {
    const random = seeded(3);
    let sayable = 0;
    for (let run = 0; run < 12_000; run++) {
      const { plan } = run % 2 === 0 ? randomDelivery(random, true) : mixed(random);
      const delivery: Delivery = { answer: "image", plan };
      let path = "";
      const code = codeOf(() => (path = dialect.format(delivery)));
      if (code === undefined) {
        sayable++;
        expect(writePlan(dialect.parse({ path, query: "" }).plan)).toBe(writePlan(plan));
      } else expect(code).toBe("PLAN_UNSAYABLE");
    }
    expect(sayable).toBeGreaterThan(1500);
  });

  /** Steps of two addresses, cut anywhere: some of it can be said. */
  function mixed(random: () => number): Delivery {
    const [one, other] = [read(randomModifiers(random)), read(randomModifiers(random, 2))];
    const cut = whole(random, 0, one.plan.steps.length);
    const steps = [...one.plan.steps.slice(0, cut), ...other.plan.steps].slice(0, maxSteps);
    return {
      answer: "image",
      plan: checkPlan({ source, steps, encode: pick(random, [one, other]).plan.encode }),
    };
  }
});

describe("what is written", () => {
  test.each<[string, readonly StepInput[]]>([
    ["_", []],
    ["w_300", [{ op: "resize", width: 300 }]],
    ["enlarge,h_200", [{ op: "resize", height: 200, enlarge: "allow" }]],
    ["s_300x200", [{ op: "resize", width: 300, height: 200, mode: "cover", whenSmall: "keep-aspect" }]],
    [
      "rotate_90,w_10",
      [
        { op: "rotate", degrees: 90 },
        { op: "resize", width: 10 },
      ],
    ],
    [
      "fit_inside,resize_10x20,rotate_90",
      [
        { op: "resize", width: 10, height: 20 },
        { op: "rotate", degrees: 90 },
      ],
    ],
    ["autoorient,blur_5", [{ op: "orient" }, { op: "blur", sigma: 5 }]],
    ["b_ff0000,extend_1_2_3_4", [{ op: "extend", top: 1, right: 2, bottom: 3, left: 4, color: "ff0000ff" }]],
  ])("%s", (modifiers, steps) => {
    const delivery = said(steps);
    expect(write(delivery)).toBe(modifiers);
    expect(read(modifiers)).toEqual(delivery);
  });

  test.each<[string, readonly StepInput[]]>([
    [
      "blur",
      [
        { op: "blur", sigma: 2 },
        { op: "resize", width: 3 },
      ],
    ],
    [
      "resize",
      [
        { op: "resize", width: 100 },
        { op: "rotate", degrees: 90 },
      ],
    ],
    [
      "resize",
      [
        { op: "resize", width: 100 },
        { op: "resize", width: 50 },
      ],
    ],
    ["vignette", [{ op: "vignette", amount: 0.5 }]],
    ["crop", [{ op: "crop", aspect: [1, 1] }]],
    ["extend", [{ op: "extend", top: 5, fill: "blurred" }]],
  ])("a plan with %s that has no spelling is refused by name", (op, steps) => {
    expect(errorOf(() => dialect.format(said(steps)))).toMatchObject({
      code: "PLAN_UNSAYABLE",
      detail: { hint: expect.stringContaining(op) },
    });
  });

  test.each([
    ["original", { ...said([]), answer: "original" as const }],
    ["info", { ...said([]), answer: "info" as const }],
    ["fileName", { ...said([]), fileName: "a.jpg" }],
    ["disposition", { ...said([]), disposition: "inline" as const }],
    ["quality", said([], { quality: "best" })],
    ["metadata", said([], { metadata: "keep" })],
    ["allowed", said([], { allowed: ["png"] })],
    ["format", said([], { format: "webp", animated: true, lossless: true })],
  ])("%s has no modifier", (_, delivery) => expect(codeOf(() => dialect.format(delivery))).toBe("PLAN_UNSAYABLE"));
});

describe("sources", () => {
  const plan = (given: Delivery["plan"]["source"]): Delivery => ({
    ...said([]),
    plan: { ...said([]).plan, source: given },
  });
  test.each([
    [{ kind: "file", id } as const, `/_ipx/_/${id}`],
    [{ kind: "name", names: ["a b/ü_c.jpg"] } as const, "/_ipx/_/a%20b/%C3%BC%5Fc.jpg"],
    [{ kind: "url", url: "https://x.test/a.jpg?b=1" } as const, "/_ipx/_/https%3A%2F%2Fx.test%2Fa.jpg%3Fb%3D1"],
  ])("%j", (given, path) => {
    expect(dialect.format(plan(given))).toBe(path);
    expect(dialect.parse({ path, query: "" }).plan.source).toEqual(given);
  });
  test.each([
    { kind: "name", names: ["a", "b"] },
    { kind: "name", names: ["http:x"] },
  ] as const)("%j has none", (given) => expect(codeOf(() => dialect.format(plan(given)))).toBe("PLAN_UNSAYABLE"));
});
