import { cloudinary } from "intaglio/cloudinary";
import { expect, test } from "vitest";
import { createMount } from "../packages/core/src/dialect/mount.ts";
import { createUnderstander } from "../packages/core/src/dialect/understand.ts";
import { readTarget, type Project } from "@intaglio/contract";

const dialect = cloudinary().create({ deriveKey: () => new Uint8Array(32) });
const own = { id: "", key: "" } as Project;
const find = createMount([dialect], "", readTarget);

/** What is understood of an address by a client of a width, and when it was signed until `now`. */
function setUp() {
  const { understand } = createUnderstander();
  return (path: string, width?: number, now = 0) => {
    const target = find(path)?.target ?? { path, query: "" };
    return understand(dialect, target, now, () => (width === undefined ? {} : { width }), own);
  };
}

test("the same address means the very same, as long as its token is good", () => {
  const ask = setUp();
  const path = dialect.sign("/demo/image/upload/w_300/cat", 100, "exact");
  expect(ask(path, undefined, 99)).toBe(ask(path, 400, 98));
  expect(() => ask(path, undefined, 100)).toThrow("expired");
});

test("clients are told apart where the address asks for it", () => {
  const ask = setUp();
  const path = "/demo/image/upload/c_scale,w_auto/cat";
  const widths = [160, 320, 640].map((width) => ask(path, width).delivery.plan.steps.at(-1));
  expect(widths).toMatchObject([{ width: 160 }, { width: 320 }, { width: 640 }]);
  expect(ask(path, 320)).toBe(ask(path, 320));
  expect(ask(path).delivery.hinted).toEqual(["width", "viewportWidth"]);
});

test("so many clients and addresses at most are remembered, and then it begins anew", () => {
  const ask = setUp();
  const paths = Array.from({ length: 500 }, (_, at) => `/demo/image/upload/c_scale,w_auto/cat${at}`);
  const first = ask(paths[0] ?? "", 1);
  expect(ask(paths[0] ?? "", 1)).toBe(first);
  for (let width = 1; width <= 9; width += 1) for (const path of paths) ask(path, width);
  expect(ask(paths[0] ?? "", 1)).not.toBe(first);
});
