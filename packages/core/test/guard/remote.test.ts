import { describe, expect, test } from "vitest";
import { createRemoteGuard } from "../../src/guard/remote.ts";
import { isOriginRule } from "../../src/origin-rule.ts";
import type { RemoteOptions } from "../../src/settings.ts";

const guard = (options: Partial<RemoteOptions>, own = "https://media.example.com") =>
  createRemoteGuard({ origins: [], signed: false, uploads: true, ttlSeconds: 1, fetches: 1, ...options }, own);

const verdict = (options: Partial<RemoteOptions>, url: string, signed = false): string => {
  try {
    return guard(options).admit(url, signed).url.href;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

test("nothing is fetched until it is switched on", () => {
  for (const signed of [true, false])
    expect(verdict({}, "https://images.example.com/a.png", signed)).toBe("SOURCE_FORBIDDEN");
});

describe("a listed origin", () => {
  const origins = ["https://images.example.com", "https://*.cdn.example.org", "http://plain.example.com:8080"];
  test.each([
    "https://images.example.com/a.png?x=1",
    "https://IMAGES.example.com/a.png",
    "https://images.example.com:443/a.png",
    "https://one.cdn.example.org/",
    "https://two.one.cdn.example.org/",
    "http://plain.example.com:8080/a",
  ])("takes %s", (url) => expect(verdict({ origins }, url)).toBe(new URL(url).href));
  test.each([
    "http://images.example.com/a.png",
    "https://images.example.com:8443/a.png",
    "https://images.example.com.evil.com/",
    "https://evil-images.example.com/",
    "https://cdn.example.org/",
    "https://evilcdn.example.org/",
    "http://plain.example.com/",
    "https://user@images.example.com/",
    "https://images.example.com@evil.com/",
    "ftp://images.example.com/",
    "file:///etc/passwd",
    "//images.example.com/",
    "",
  ])("not %s", (url) => expect(verdict({ origins, signed: true }, url)).toBe("SOURCE_FORBIDDEN"));
});

test("signed requests may name any address on a usual port, where that is set", () => {
  expect(verdict({ signed: true }, "https://anywhere.example/a", true)).toBe("https://anywhere.example/a");
  expect(verdict({ signed: true }, "https://anywhere.example/a")).toBe("SOURCE_FORBIDDEN");
  expect(verdict({ signed: true }, "https://anywhere.example:22/a", true)).toBe("SOURCE_FORBIDDEN");
});

test("the server's own address is never fetched, however it is written", () => {
  for (const own of [
    "https://media.example.com",
    "http://media.example.com",
    "https://MEDIA.example.com.",
    "https://media.example.com.:443",
  ])
    expect(verdict({ signed: true }, `${own}/a`, true), own).toBe("SOURCE_FORBIDDEN");
});

test("only a private origin reaches private addresses", () => {
  const origins = ["https://a.example.com", { origin: "https://b.example.com", private: true }];
  expect(guard({ origins }).admit("https://a.example.com/", false).reaches("10.0.0.1")).toBe(false);
  expect(guard({ origins }).admit("https://b.example.com/", false).reaches("10.0.0.1")).toBe(true);
});

test.each([
  ["https://a.example.com", true],
  ["https://*.example.com", true],
  ["http://[::1]:80", true],
  ["https://*", false],
  ["https://a.*.com", false],
  ["a.example.com", true],
  ["*.example.com", true],
  ["a.example.com:8080", true],
  ["*", false],
  ["*.", false],
  ["a b.example.com", false],
  ["a.example.com\\b", false],
  ["https://a.example.com/path", false],
  ["https://user@a.example.com", false],
  [7, false],
])("%s as a rule: %s", (rule, ok) => expect(isOriginRule(rule)).toBe(ok));
