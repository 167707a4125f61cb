import { expect, test } from "vitest";
import { withoutAlpha } from "../../src/pipeline/opaque.ts";

const picture = (width: number, height: number) => {
  const data = Buffer.allocUnsafeSlow(width * height * 4);
  for (let at = 0; at < data.length; at += 1) data[at] = at % 4 === 3 ? 255 : (at * 37 + (at >> 6)) % 256;
  return { data, width, height, channels: 4 } as const;
};

test.each([
  [1, 1],
  [1, 2],
  [3, 1],
  [5, 1],
  [16, 4],
  [31, 7],
])("%i by %i opaque pixels keep their colours in three channels", (width, height) => {
  const given = picture(width, height);
  const colors = [...given.data].filter((_, at) => at % 4 !== 3);
  const found = withoutAlpha(given);
  expect(found).toMatchObject({ width, height, channels: 3 });
  expect([...(found?.data ?? [])]).toEqual(colors);
});

test("a pixel that is not wholly opaque, wherever it is, keeps all four", () => {
  for (let pixel = 0; pixel < 35; pixel += 1)
    for (const alpha of [0, 127, 254]) {
      const given = picture(7, 5);
      given.data[pixel * 4 + 3] = alpha;
      const kept = Buffer.from(given.data);
      expect(withoutAlpha(given)).toBeUndefined();
      expect(given.data).toEqual(kept);
    }
});

test("three channels, and bytes that lie askew, stay as they are", () => {
  expect(withoutAlpha({ data: Buffer.alloc(3), width: 1, height: 1, channels: 3 })).toBeUndefined();
  const askew = Buffer.from(new ArrayBuffer(9), 1, 8).fill(255);
  expect(withoutAlpha({ data: askew, width: 2, height: 1, channels: 4 })).toBeUndefined();
});
