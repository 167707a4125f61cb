import { IntaglioError } from "@intaglio/contract";
import { expect, test } from "vitest";
import { checkWorkerFile } from "../../src/pipeline/worker-file.ts";

test("the file of the worker processes is there", () => {
  expect(checkWorkerFile()).toBeUndefined();
});

test("without it, as in a bundle, the error says what to do", () => {
  const check = (): void => checkWorkerFile("/srv/bundle/worker.js");
  expect(check).toThrow(IntaglioError);
  expect(check).toThrow(/\/srv\/bundle\/worker\.js is missing: .*traceDeps: \["@intaglio\/core"\]/);
});
