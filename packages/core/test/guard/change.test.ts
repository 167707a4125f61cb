import type { IntaglioError } from "@intaglio/contract";
import { expect, test } from "vitest";
import { checkChange } from "../../src/guard/change.ts";

const outcome = (change: object): string => {
  try {
    checkChange(change);
    return "taken";
  } catch (error) {
    return (error as IntaglioError).code;
  }
};

test.each([
  [{}, "taken"],
  [
    {
      name: "x",
      access: "signed",
      tags: ["a-b.c_1"],
      metadata: { "any key": "any text 猫" },
      storedAt: 1,
      expiresAt: null,
    },
    "taken",
  ],
  [{ access: null }, "taken"],
  [{ access: "private" }, "FIELD_INVALID"],
  [{ name: 7 }, "FIELD_INVALID"],
  [{ sha256: "x" }, "FIELD_INVALID"],
  [{ expiresAt: 1.5 }, "FIELD_INVALID"],
  [{ tags: ["a b"] }, "TAGS_INVALID"],
  [{ tags: "a" }, "TAGS_INVALID"],
  [{ tags: Array.from({ length: 51 }, String) }, "TAGS_INVALID"],
  [{ metadata: { a: "\0" } }, "METADATA_INVALID"],
  [{ metadata: { a: "\ud800" } }, "METADATA_INVALID"],
  [{ metadata: { a: 1 } }, "METADATA_INVALID"],
  [{ metadata: { "": "x" } }, "METADATA_INVALID"],
  [{ metadata: { a: "x".repeat(65_537) } }, "METADATA_INVALID"],
])("%j is %s", (change, expected) => {
  expect(outcome(change)).toBe(expected);
});
