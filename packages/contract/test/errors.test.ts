import { expect, test } from "vitest";
import * as errors from "../src/errors.ts";

const { IntaglioError, toIntaglioError } = errors;

test("an error of another copy of this package is the same error", async () => {
  const path = "../src/errors.ts?copy";
  const copy = (await import(/* @vite-ignore */ path)) as typeof errors;
  expect(copy.IntaglioError).not.toBe(IntaglioError);
  const error = new copy.IntaglioError("SIGNATURE_INVALID");
  expect(error).toBeInstanceOf(IntaglioError);
  expect(toIntaglioError(error)).toBe(error);
});

test("anything else is not, and becomes INTERNAL", () => {
  for (const thrown of [new Error("away"), { code: "SIGNATURE_INVALID" }, "text", null, undefined, 1]) {
    expect(thrown).not.toBeInstanceOf(IntaglioError);
    expect(toIntaglioError(thrown)).toMatchObject({ code: "INTERNAL", status: 500 });
  }
});
