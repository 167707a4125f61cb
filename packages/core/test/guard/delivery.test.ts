import { checkPlan, writeRecipe, type Delivery, type FileRecord, type IntaglioError } from "@intaglio/contract";
import { describe, expect, test } from "vitest";
import { admitFile, judgeDelivery, judgeOther, type Standing } from "../../src/guard/delivery.ts";

const id = "6f6e6c79-2074-4573-a420-64617461aa01";
const plan = checkPlan({ source: { kind: "file", id }, steps: [{ op: "blur", sigma: 2 }] });
const other = checkPlan({ source: { kind: "file", id }, steps: [{ op: "blur", sigma: 3 }] });
const presets = new Map([["soft", { name: "soft", plan, recipe: writeRecipe(plan) }]]);
const image: Delivery = { answer: "image", plan };
const grant = { expiresAt: 9 };

describe("how a request stands", () => {
  test.each([
    ["signed", image, undefined, "closed"],
    ["signed", image, grant, "granted"],
    ["open", image, undefined, "open"],
    ["presets", image, undefined, "open"],
    ["presets", { answer: "image", plan: other }, undefined, "closed"],
    ["presets", { answer: "original", plan }, undefined, "closed"],
    ["presets", { answer: "info", plan }, undefined, "closed"],
    ["presets", { ...image, disposition: "attachment" }, undefined, "closed"],
    ["presets", { answer: "image", plan: other }, grant, "granted"],
  ] as const)("under %s", (policy, delivery, token, standing) => {
    expect(judgeDelivery(policy, presets, delivery as Delivery, token)).toBe(standing);
  });
});

describe("how a request stands to another picture that its address names", () => {
  const mine = { kind: "file", id } as const;
  const theirs = { kind: "name", names: ["theirs"] } as const;
  const wide = { ...grant, covers: (source: unknown) => source === mine };
  test.each([
    ["signed", mine, wide, "granted"],
    ["signed", theirs, wide, "closed"],
    ["open", theirs, wide, "open"],
    ["presets", theirs, wide, "open"],
    ["signed", theirs, grant, "granted"],
    ["signed", theirs, undefined, "closed"],
  ] as const)("under %s", (policy, source, token, standing) => {
    expect(judgeOther(policy, presets, image, token, source)).toBe(standing);
  });
});

describe("a file", () => {
  const file = (access: FileRecord["access"]) => ({ id, access }) as FileRecord;
  const outcome = (standing: Standing, found: FileRecord | undefined): string => {
    try {
      return admitFile(standing, found).id === id ? "passes" : "another";
    } catch (error) {
      return (error as IntaglioError).code;
    }
  };
  test.each([
    ["granted", "passes", "passes", "passes", "FILE_NOT_FOUND"],
    ["open", "passes", "passes", "FILE_NOT_FOUND", "FILE_NOT_FOUND"],
    ["closed", "SIGNATURE_REQUIRED", "passes", "SIGNATURE_REQUIRED", "SIGNATURE_REQUIRED"],
  ] as const)("%s: by policy %s, public %s, signed %s, missing %s", (standing, byPolicy, open, signed, missing) => {
    expect(outcome(standing, file(null))).toBe(byPolicy);
    expect(outcome(standing, file("public"))).toBe(open);
    expect(outcome(standing, file("signed"))).toBe(signed);
    expect(outcome(standing, undefined), "a private file and a missing one must be told apart by nobody").toBe(missing);
  });
});
