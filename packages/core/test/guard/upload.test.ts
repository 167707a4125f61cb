import type { IntaglioError } from "@intaglio/contract";
import { expect, test } from "vitest";
import { checkUploaded, demandsPictures, matchesType } from "../../src/guard/upload.ts";
import type { Limits } from "../../src/settings.ts";

const limits = { uploadBytes: 100, uploadTypes: ["image/*"] } as unknown as Limits;
const outcome = (bytes: number, type: string, permit = {}, server = limits): string => {
  try {
    checkUploaded({ bytes, type }, server, permit);
    return "taken";
  } catch (error) {
    return (error as IntaglioError).code;
  }
};

test("types match whole words and groups", () => {
  expect(matchesType("image/png", ["image/*"])).toBe(true);
  expect(matchesType("image/png", ["*"])).toBe(true);
  expect(matchesType("image/png", ["image/p*", "image", "*/png", "image/png+xml"])).toBe(false);
});

test("the tighter of the server's and the ticket's limits counts", () => {
  expect(outcome(100, "image/png")).toBe("taken");
  expect(outcome(101, "image/png")).toBe("FILE_TOO_LARGE");
  expect(outcome(51, "image/png", { maxBytes: 50 })).toBe("FILE_TOO_LARGE");
  expect(outcome(101, "image/png", { maxBytes: 500 })).toBe("FILE_TOO_LARGE");
  expect(outcome(0, "image/png")).toBe("FILE_EMPTY");
  expect(outcome(9, "application/octet-stream")).toBe("FILE_TYPE_FORBIDDEN");
  expect(outcome(9, "application/octet-stream", { types: ["*"] })).toBe("FILE_TYPE_FORBIDDEN");
  expect(outcome(9, "image/png", { types: ["image/jpeg"] })).toBe("FILE_TYPE_FORBIDDEN");
});

test("pictures are demanded where nothing else is taken", () => {
  const any = { ...limits, uploadTypes: ["*"] };
  expect(demandsPictures(limits, {})).toBe(true);
  expect(demandsPictures(any, {})).toBe(false);
  expect(demandsPictures(any, { types: ["image/png"] })).toBe(true);
});
