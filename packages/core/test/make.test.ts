import { checkPlan, type EncodeInput, type FileRecord, type StepInput } from "@intaglio/contract";
import { expect, test } from "vitest";
import type { Engine } from "../src/engine.ts";
import { decide } from "../src/make.ts";
import { defaultPixelLimits } from "../src/pipeline/limits.ts";
import { anybody } from "../src/rendition/negotiate.ts";

const image = { format: "jpeg", width: 6000, height: 4000, pages: 1, orientation: 1, colorMode: "RGB" } as const;
const file = { id: "6f6e6c79-2074-4573-a420-64617461aa01", bytes: 9_000_000, image } as unknown as FileRecord;
const engine = { settings: { limits: defaultPixelLimits, renditions: {}, keepMetadata: false } } as unknown as Engine;

const formatOf = (encode: EncodeInput, ...steps: StepInput[]): string => {
  const plan = checkPlan({ source: { kind: "file", id: file.id }, steps, encode });
  return decide(engine, plan, { file, layers: new Map() }, anybody).encode.format;
};

test("an AVIF that would take more memory than a worker has is refused, other formats are not", () => {
  expect(formatOf({ format: "avif" }, { op: "resize", width: 4800 })).toBe("avif");
  expect(() => formatOf({ format: "avif" })).toThrow(
    expect.objectContaining({ code: "PLAN_TOO_LARGE", detail: { hint: "avif: 6000x4000, at most 16000000 pixels" } }),
  );
  expect(formatOf({ format: "webp" })).toBe("webp");
});

test("only metadata beyond the copyright wants the server's leave", () => {
  expect(formatOf({ metadata: "copyright", format: "jpeg" })).toBe("jpeg");
  expect(() => formatOf({ metadata: "keep", format: "jpeg" })).toThrow(
    expect.objectContaining({ code: "OPERATION_FORBIDDEN" }),
  );
});
