import { readCssColor } from "@intaglio/contract";
import { describe, expect, test } from "vitest";

describe("CSS colours", () => {
  test.each([
    ["red", "ff0000ff"],
    ["RebeccaPurple", "663399ff"],
    ["grey", "808080ff"],
    ["yellowgreen", "9acd32ff"],
    ["transparent", "00000000"],
    ["#fff", "ffffffff"],
    ["f80c", "ff8800cc"],
    ["#FF8000", "ff8000ff"],
    ["ff800080", "ff800080"],
    ["rgb(255,0,128)", "ff0080ff"],
    ["rgba(255, 0, 128, 0.5)", "ff008080"],
    ["rgb(255 0 128)", "ff0080ff"],
    ["rgb(255  0 128 / 25%)", "ff008040"],
    ["rgb(100% 0% 50%)", "ff0080ff"],
    ["rgb(300,-5,.5)", "ff0001ff"],
    ["hsl(120, 100%, 25%)", "008000ff"],
    ["hsl(-120deg 100% 50%)", "0000ffff"],
    ["hsla(0,0%,50%,0)", "80808000"],
    ["hwb(120 0% 50%)", "008000ff"],
    ["hwb(0 80% 80%)", "808080ff"],
  ])("%s", (text, color) => expect(readCssColor(text)).toBe(color));

  test.each([
    "",
    "#",
    "ff",
    "fffff",
    "redd",
    "constructor",
    "__proto__",
    "rgb()",
    "rgb(1,2)",
    "rgb(1,2,3,4,5)",
    "rgb(1,2,x)",
    "rgb(1,2,3",
    "rgb(1e3,2,3)",
    "rgb(1,,3)",
    "rgb(1 2 3 / 4 / 5)",
    "hsl(1,2,3)",
    "hsl(120px,1%,1%)",
    "url(x)",
    "rgb((1,2,3))",
    "r".repeat(1000),
  ])("%s is none", (text) => expect(readCssColor(text)).toBeUndefined());

  test("every name is of six digits", () => {
    for (const name of ["aliceblue", "cyan", "darkslategrey", "whitesmoke", "yellow"])
      expect(readCssColor(name)).toMatch(/^[0-9a-f]{6}ff$/);
  });
});
