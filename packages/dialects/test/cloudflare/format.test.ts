import {
  checkPlan,
  maxSteps,
  writePlan,
  type Delivery,
  type Dialect,
  type EncodeInput,
  type StepInput,
} from "@intaglio/contract";
import { cloudflare } from "@intaglio/dialects/cloudflare";
import { describe, expect, test } from "vitest";
import { pick, seeded, whole } from "../uploadcare/fixture.ts";
import { randomDelivery } from "../uploadcare/random-delivery.ts";
import { codeOf, dialect, errorOf, hash, host, hosted, id, read, write } from "./fixture.ts";
import { randomOptions } from "./random-address.ts";

const source = { kind: "file", id } as const;
const flexible = cloudflare({ accountHash: hash, flexibleVariants: true }).create(host);
const said = (steps: readonly StepInput[], encode: EncodeInput = {}): Delivery => ({
  answer: "image",
  plan: checkPlan({
    source,
    steps: [{ op: "orient" }, ...steps],
    encode: { format: "same", allowed: ["jpeg", "png", "gif"], quality: "better", metadata: "copyright", ...encode },
  }),
});

function settles(speaker: Dialect, path: string): void {
  const delivery = speaker.parse({ path, query: "" });
  const written = speaker.format(delivery);
  const again = speaker.parse({ path: written, query: "" });
  if (writePlan(again.plan) !== writePlan(delivery.plan) || again.answer !== delivery.answer)
    expect.fail(`${path}: ${written}`);
  if (speaker.format(again) !== written) expect.fail(`${path}: ${written}`);
  if (again.hinted !== undefined) expect.fail(`${path}: ${written}`);
}

describe("format undoes parse", () => {
  test("12,000 random addresses settle at once, with their plan", () => {
    const random = seeded(1);
    for (let run = 0; run < 12_000; run++) settles(dialect, `/cdn-cgi/image/${randomOptions(random)}/${id}`);
  });
  test("so do 6,000 of hosted pictures", () => {
    const random = seeded(2);
    for (let run = 0; run < 6000; run++) settles(flexible, `/${hash}/a/b/${randomOptions(random)}`);
  });

  test("12,000 random plans of the whole language come back equal or are refused", () => {
    const random = seeded(3);
    let sayable = 0;
    for (let run = 0; run < 12_000; run++) {
      const { plan } = run % 2 === 0 ? randomDelivery(random, true) : mixed(random);
      const delivery: Delivery = { answer: "image", plan };
      let path = "";
      const speaker = pick(random, [dialect, flexible]);
      const code = codeOf(() => (path = speaker.format(delivery)));
      if (code === undefined) {
        sayable++;
        expect(writePlan(speaker.parse({ path, query: "" }).plan)).toBe(writePlan(plan));
      } else expect(code).toBe("PLAN_UNSAYABLE");
    }
    expect(sayable).toBeGreaterThan(1500);
  });

  /** Steps of two addresses, cut anywhere: some of it can be said. */
  function mixed(random: () => number): Delivery {
    const [one, other] = [read(randomOptions(random)), read(randomOptions(random, 2))];
    const steps = [...one.plan.steps.slice(0, whole(random, 1, 9)), ...other.plan.steps.slice(1)].slice(0, maxSteps);
    return { answer: "image", plan: checkPlan({ source, steps, encode: pick(random, [one, other]).plan.encode }) };
  }
});

describe("what is written", () => {
  test.each<[string, readonly StepInput[], EncodeInput?]>([
    ["anim=true", []],
    ["width=300", [{ op: "resize", width: 300 }]],
    [
      "width=300,height=200,fit=cover,gravity=0x0",
      [
        {
          op: "resize",
          width: 300,
          height: 200,
          mode: "cover",
          enlarge: "allow",
          anchor: { kind: "named", at: "top-left" },
        },
      ],
    ],
    ["height=200,fit=contain", [{ op: "resize", height: 200, enlarge: "allow" }]],
    [
      "trim=1;2;3;4",
      [
        { op: "crop", x: 4, y: 1, width: { fraction: 1 }, height: { fraction: 1 } },
        { op: "flip", horizontal: true, vertical: true },
        { op: "crop", x: 2, y: 3, width: { fraction: 1 }, height: { fraction: 1 } },
        { op: "flip", horizontal: true, vertical: true },
      ],
    ],
    ["trim.left=4,trim.width=30", [{ op: "crop", x: 4, y: 0, width: 30, height: { fraction: 1 } }]],
    [
      "flip=h,rotate=90,blur=10",
      [
        { op: "flip", horizontal: true },
        { op: "rotate", degrees: 90 },
        { op: "blur", sigma: 5 },
      ],
    ],
    ["background=%23ff0000", [{ op: "flatten", color: "ff0000ff" }]],
    ["format=webp,quality=80", [], { format: "webp", quality: 80, allowed: ["avif", "webp", "jpeg", "png", "gif"] }],
    [
      "format=auto,quality=high",
      [],
      { format: "auto", quality: "best", allowed: ["avif", "webp", "jpeg", "png", "gif"] },
    ],
  ])("%s", (options, steps, encode) => {
    const delivery = said(steps, encode);
    expect(write(delivery)).toBe(options);
    expect(read(options)).toEqual(delivery);
  });

  test.each<[string, readonly StepInput[]]>([
    [
      "rotate",
      [
        { op: "resize", width: 3 },
        { op: "rotate", degrees: 90 },
      ],
    ],
    ["rotate", [{ op: "rotate", degrees: 45 }]],
    ["resize", [{ op: "resize", width: 3, kernel: "nearest" }]],
    ["crop", [{ op: "crop", aspect: [1, 1] }]],
    ["filter", [{ op: "filter", name: "grayscale" }]],
    ["blur", [{ op: "blur", sigma: 0.4 }]],
    ["adjust", [{ op: "adjust", hue: 20 }]],
    ["sharpen", [{ op: "sharpen", sigma: 2 }]],
    ["extend", [{ op: "extend", top: 2, fill: "copy" }]],
  ])("a plan with %s that has no spelling is refused by name", (op, steps) => {
    expect(errorOf(() => dialect.format(said(steps)))).toMatchObject({
      code: "PLAN_UNSAYABLE",
      detail: { hint: expect.stringContaining(op) },
    });
  });

  test.each<[string, Delivery]>([
    ["original", { ...said([]), answer: "original" }],
    ["a file name", { ...said([]), fileName: "a.jpg" }],
    ["a disposition", { ...said([]), disposition: "inline" }],
    ["an unturned picture", { answer: "image", plan: checkPlan({ source }) }],
    ["a quality without a name", said([], { quality: "smart" })],
    ["a byte limit", said([], { maxBytes: 100 })],
    ["GIF", said([], { format: "gif" })],
  ])("%s cannot be said", (_, delivery) => expect(codeOf(() => dialect.format(delivery))).toBe("PLAN_UNSAYABLE"));
});

describe("hosted pictures", () => {
  const auto: EncodeInput = { format: "auto", allowed: ["avif", "webp", "jpeg", "png", "gif"] };
  const thumb: StepInput = { op: "resize", width: 100, height: 80, mode: "cover", enlarge: "allow" };
  test("a variant is named where it says the plan", () => {
    expect(hosted.format(said([thumb], auto))).toBe(`/${hash}/${id}/thumb`);
    expect(hosted.format({ ...said([]), answer: "info" })).toBe(`/${hash}/${id}/facts`);
  });
  test("else options, where variants are flexible", () =>
    expect(hosted.format(said([{ op: "resize", width: 5 }], auto))).toBe(`/${hash}/${id}/width=5`));
  test("else a transformation", () => {
    expect(hosted.format(said([{ op: "resize", width: 5 }]))).toBe(`/cdn-cgi/image/width=5/${id}`);
    const fixed = cloudflare({ accountHash: hash }).create(host);
    expect(fixed.format(said([{ op: "resize", width: 5 }], auto))).toBe(`/cdn-cgi/image/width=5,format=auto/${id}`);
  });
});

describe("sources", () => {
  const plan = (given: Delivery["plan"]["source"]): Delivery => ({
    ...said([]),
    plan: { ...said([]).plan, source: given },
  });
  test.each([
    [source, id],
    [{ kind: "name", names: ["a b/ü_c.jpg"] } as const, "a%20b/%C3%BC_c.jpg"],
    [{ kind: "url", url: "https://x.test/a.jpg" } as const, "https://x.test/a.jpg"],
    [{ kind: "url", url: "https://x.test/a.jpg?b=1&c" } as const, "https%3A%2F%2Fx.test%2Fa.jpg%3Fb%3D1%26c"],
    [{ kind: "url", url: "https://x.test/a%20b.jpg" } as const, "https%3A%2F%2Fx.test%2Fa%2520b.jpg"],
  ])("%j", (given, text) => {
    const path = dialect.format(plan(given));
    expect(path).toBe(`/cdn-cgi/image/anim=true/${text}`);
    expect(dialect.parse({ path, query: "" }).plan.source).toEqual(given);
  });
  test.each([
    { kind: "name", names: ["a", "b"] },
    { kind: "name", names: ["https:x"] },
    { kind: "name", names: ["cdn-cgi/image/w=1/a"] },
  ] as const)("%j has none", (given) => expect(codeOf(() => dialect.format(plan(given)))).toBe("PLAN_UNSAYABLE"));
});
