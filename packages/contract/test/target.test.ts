import { expect, test } from "vitest";
import { decodeOnce, readQueryOnce, readTarget, type IntaglioError } from "../src/index.ts";

const codeOf = (run: () => unknown): string => {
  try {
    run();
    return "nothing thrown";
  } catch (error) {
    return (error as IntaglioError).code;
  }
};

test.each([
  ["http://h/a/b?c=d", "/a/b", "c=d"],
  ["/a//b/../%2e%2E/?x", "/a//b/../%2e%2E/", "x"],
  ["http://h", "/", ""],
  ["http://h/?a?b", "/", "a?b"],
  ["http://h/a#b?c", "/a", ""],
])("the target of %s is cut out and not changed", (url, path, query) => {
  expect(readTarget(url)).toEqual({ path, query });
});

test("what no URL may hold is refused, and so is what is too long", () => {
  for (const url of ["/a\0b", "/a b", "/a\\b", "/a\nb"])
    expect(
      codeOf(() => readTarget(url)),
      JSON.stringify(url),
    ).toBe("TARGET_INVALID");
  expect(codeOf(() => readTarget(`/${"a".repeat(4096)}`))).toBe("TARGET_TOO_LONG");
  expect(readTarget(`/${"a".repeat(4095)}`).path).toHaveLength(4096);
});

test("a parameter that is there twice is refused, however it is spelled", () => {
  expect(readQueryOnce("a=1&token=x%3D&b", "token")).toBe("x=");
  expect(readQueryOnce("a=1", "token")).toBeUndefined();
  expect(readQueryOnce("token", "token")).toBe("");
  for (const query of ["token=a&token=a", "token=a&tok%65n=b", "token=&token"])
    expect(
      codeOf(() => readQueryOnce(query, "token")),
      query,
    ).toBe("CREDENTIALS_AMBIGUOUS");
});

test("malformed escapes are refused, never guessed", () => {
  for (const text of ["%", "%2", "%zz", "%ff", "%C3%28"])
    expect(
      codeOf(() => decodeOnce(text)),
      text,
    ).toBe("TARGET_INVALID");
  expect(decodeOnce("%25+%C3%A9")).toBe("%+é");
});
