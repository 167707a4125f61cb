import { expect, test } from "vitest";
import { isUnchanged, readRange } from "../../src/respond/conditional.ts";
import { cacheControl, disposition, withEnding } from "../../src/respond/headers.ts";

const at = new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 678)).toUTCString();

test.each([
  [{ "if-none-match": '"v1"' }, true],
  [{ "if-none-match": 'W/"v1", "x"' }, true],
  [{ "if-none-match": "*" }, true],
  [{ "if-none-match": '"v2"' }, false],
  [{ "if-none-match": '"v2"', "if-modified-since": "Fri, 02 Jan 2026 03:04:05 GMT" }, false],
  [{ "if-modified-since": "Fri, 02 Jan 2026 03:04:05 GMT" }, true],
  [{ "if-modified-since": "Fri, 02 Jan 2026 03:04:04 GMT" }, false],
  [{ "if-modified-since": "yesterday" }, false],
  [{}, false],
])("%j is unchanged: %s", (headers, expected) => {
  expect(isUnchanged(new Headers(headers as Record<string, string>), '"v1"', at)).toBe(expected);
});

test.each([
  ["bytes=0-9", { start: 0, end: 9 }],
  ["bytes=90-", { start: 90, end: 99 }],
  ["bytes=90-1000", { start: 90, end: 99 }],
  ["bytes=-10", { start: 90, end: 99 }],
  ["bytes=-1000", { start: 0, end: 99 }],
  ["bytes=100-", "unsatisfiable"],
  ["bytes=-0", "unsatisfiable"],
  ["bytes=9-3", "whole"],
  ["bytes=0-1,3-4", "whole"],
  ["bytes=-", "whole"],
  ["lines=0-9", "whole"],
  ["bytes=0x1-9", "whole"],
] as const)("range %s", (range, expected) => {
  expect(readRange(new Headers({ range }), 100, '"v1"')).toEqual(expected);
});

test("If-Range with another version gives the whole", () => {
  expect(readRange(new Headers({ range: "bytes=0-9", "if-range": '"v2"' }), 100, '"v1"')).toBe("whole");
  expect(readRange(new Headers({ range: "bytes=0-9", "if-range": '"v1"' }), 100, '"v1"')).toEqual({ start: 0, end: 9 });
});

test("a token's answer is private and no longer kept than the token is good", () => {
  expect(cacheControl(1100, null, 1_000_000)).toBe("private, max-age=100");
  expect(cacheControl(900, null, 1_000_000)).toBe("private, max-age=0");
  expect(cacheControl(9e9, null, 1_000_000)).toBe("private, max-age=31536000");
  expect(cacheControl(undefined, null, 1_000_000)).toBe("public, max-age=31536000");
  expect(cacheControl(undefined, 1_050_999, 1_000_000), "a temporary file").toBe("public, max-age=50");
  expect(cacheControl(1100, 1_050_999, 1_000_000), "a temporary file").toBe("private, max-age=50");
});

test("a name cannot break out of its header, and no page is shown in place", () => {
  expect(disposition("cat.jpg", "image/jpeg", undefined)).toBe('inline; filename="cat.jpg"');
  expect(disposition('a"\r\nx: y.jpg', "image/jpeg", undefined)).toMatch(
    /^inline; filename="a___x_ y\.jpg"; filename\*=UTF-8''a%22%0D%0Ax%3A%20y\.jpg$/,
  );
  expect(disposition("猫.jpg", "image/jpeg", "attachment")).toBe(
    `attachment; filename="_.jpg"; filename*=UTF-8''%E7%8C%AB.jpg`,
  );
  expect(disposition("a.html", "application/octet-stream", "inline")).toMatch(/^attachment/);
});

test("a name gets the ending of what the bytes are", () => {
  expect(withEnding("cat.jpeg", "image/jpeg")).toBe("cat.jpeg");
  expect(withEnding("cat.png", "image/webp")).toBe("cat.webp");
  expect(withEnding("cat", "image/avif")).toBe("cat.avif");
  expect(withEnding("evil.html", "image/jpeg")).toBe("evil.jpg");
  expect(withEnding("notes.txt", "application/octet-stream")).toBe("notes.txt");
});
