import { describe, expect, test } from "vitest";
import { hintNames, readHints, savesData } from "../../src/rendition/hints.ts";

const from = (headers: Readonly<Record<string, string>>) => {
  const all = new Headers(headers);
  return (name: string): string | null => all.get(name);
};

describe("hints", () => {
  test.each([
    [{}, {}],
    [{ DPR: "2" }, { dpr: 2 }],
    [{ "Sec-CH-DPR": "1.25" }, { dpr: 1.5 }],
    [{ "Sec-CH-DPR": "0.5", DPR: "3" }, { dpr: 1 }],
    [{ DPR: "7.5" }, { dpr: 3 }],
    [{ Width: "1" }, { width: 160 }],
    [
      { "Sec-CH-Width": "801", "Sec-CH-Viewport-Width": "1280" },
      { width: 960, viewportWidth: 1280 },
    ],
    [{ Width: "100000" }, { width: 3840 }],
    [{ "Viewport-Width": "375" }, { viewportWidth: 400 }],
    [{ DPR: "two", Width: "-5", "Viewport-Width": "1e3" }, {}],
    [{ DPR: "0", Width: "0" }, {}],
    [{ "Sec-CH-DPR": "nonsense", DPR: "2" }, { dpr: 2 }],
  ])("%j", (headers, hints) => expect(readHints(from(headers))).toEqual(hints));

  test("give the names of all their headers", () => {
    expect(hintNames(["dpr", "width"])).toEqual(["Sec-CH-DPR", "DPR", "Sec-CH-Width", "Width"]);
    expect(hintNames([])).toEqual([]);
  });
});

test.each([
  [{}, false],
  [{ "Save-Data": "on" }, true],
  [{ "Save-Data": "ON " }, true],
  [{ "Save-Data": "off" }, false],
  [{ ECT: "3g" }, true],
  [{ ECT: "4g" }, false],
  [{ RTT: "150" }, false],
  [{ RTT: "151" }, true],
  [{ Downlink: "4.9" }, true],
  [{ Downlink: "5" }, false],
  [{ RTT: "slow", Downlink: "none", ECT: "5g" }, false],
])("%j saves data: %j", (headers, saves) => expect(savesData(from(headers))).toBe(saves));
