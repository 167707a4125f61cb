import { expect, test } from "vitest";
import { cleanName, cleanType } from "../../src/intake/name.ts";
import { sniff } from "../../src/intake/sniff.ts";

test.each([
  ["cat.jpg", "cat.jpg"],
  ["../../etc/passwd", "passwd"],
  ["C:\\photos\\cat.jpg", "cat.jpg"],
  ["a\0b\r\nc.png", "abc.png"],
  ["photo\u202egpj.exe", "photogpj.exe"],
  ["e\u0301.png", "\u00e9.png"],
  ["猫 🐈.webp", "猫 🐈.webp"],
  ["bad\ud800.gif", "bad\ufffd.gif"],
  ["..", "original"],
  ["", "original"],
  [undefined, "original"],
])("the name %j becomes %j", (given, clean) => {
  expect(cleanName(given)).toBe(clean);
});

test("a long name is cut between characters and keeps its ending", () => {
  const name = cleanName(`${"猫".repeat(200)}.jpeg`);
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
  expect(name).toMatch(/^猫+\.jpeg$/u);
});

test("a very long name costs no time", () => {
  const start = performance.now();
  for (const letter of ["n", "猫", "🐈"])
    expect(Buffer.byteLength(cleanName(`${letter.repeat(16_000)}.jpg`))).toBeGreaterThan(250);
  expect(performance.now() - start).toBeLessThan(200);
});

test("a stated type is a plain label", () => {
  expect(cleanType("Image/PNG; charset=x")).toBe("image/png");
  for (const odd of ["", "png", "a/b\r\nx: y", "text/html,x", undefined])
    expect(cleanType(odd)).toBe("application/octet-stream");
});

test.each([
  ["ffd8ffe0", "jpeg"],
  ["89504e470d0a1a0a", "png"],
  ["524946460000000057454250", "webp"],
  ["474946383961", "gif"],
  ["474946383861", undefined],
  ["0000001c667479706176696600000000", "avif"],
  ["00000020667479706d69663100000000617669666d696631", "avif"],
  ["0000002066747970617669660000000068656963", "avif"],
  ["00000020667479706865696300000000", undefined],
  ["0000002066747970686569636176696600000000", undefined],
  ["49492a00", "tiff"],
  ["4d4d002a", "tiff"],
  ["3c737667", undefined],
  ["ffd8", undefined],
  ["", undefined],
])("bytes %s are %s", (hex, format) => {
  expect(sniff(Buffer.from(hex, "hex"))).toBe(format);
});
