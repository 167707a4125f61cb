import { expect, test } from "vitest";
import { whyNotSigned } from "../src/runtime/server/may-sign.ts";

const requests = ["one", "two"].map((fileId) => ({ event: {}, fileId, modifiers: {} }));

test("without maySign nothing is signed, and a no is a no", async () => {
  expect(await whyNotSigned({}, requests)).toContain("has no maySign");
  expect(await whyNotSigned({ maySign: () => false }, requests)).toContain("says no");
  expect(await whyNotSigned({ maySign: async ({ fileId }) => fileId === "one" }, requests)).toContain("says no");
  expect(await whyNotSigned({ maySign: async () => true }, requests)).toBeUndefined();
});

test("what is merely truthy is no yes", async () => {
  expect(await whyNotSigned({ maySign: () => "yes" as never }, requests)).toContain("says no");
});

test("a failure is not taken for a yes", async () => {
  const maySign = (): Promise<boolean> => Promise.reject(new Error("no session store"));
  await expect(whyNotSigned({ maySign }, requests)).rejects.toThrow("no session store");
});
