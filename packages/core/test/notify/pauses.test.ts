import { expect, test } from "vitest";
import { pauseMs } from "../../src/notify/pauses.ts";
import { createSilenceBook } from "../../src/notify/silence.ts";

const hourMs = 3_600_000;

/** The tries of a message that never arrives, in milliseconds from the first. */
function triesOf(hours: number, random: () => number): number[] {
  const tries = [0];
  for (let at = 0; at < hours * hourMs;) {
    at += pauseMs(tries.length, hours, hours * hourMs - at, random);
    tries.push(at);
  }
  return tries;
}

test.each([1, 24, 72, 168])("pauses grow, and fill %i hours with less than a hundred tries", (hours) => {
  for (const random of [() => 0, () => 0.5, () => 0.999_999]) {
    const tries = triesOf(hours, random);
    expect(tries.length).toBeLessThan(100);
    expect(tries.at(-1), "the last one when the time is up").toBe(hours * hourMs);
    const pauses = tries.slice(1, -1).map((time, at) => time - (tries[at] ?? 0));
    expect(pauses).toEqual(pauses.toSorted((one, other) => one - other));
    expect(pauses[0]).toBeGreaterThanOrEqual(5_000);
    expect(Math.max(...pauses)).toBeLessThanOrEqual((hours * hourMs) / 36);
  }
});

test("pauses are uneven", () => {
  expect(new Set(Array.from({ length: 10 }, () => pauseMs(5, 72, hourMs))).size).toBeGreaterThan(1);
});

test("a server that was silent is left alone for a moment, whatever the path", () => {
  let now = 0;
  const book = createSilenceBook(() => now);
  const [one, other] = [new URL("http://a.example/1"), new URL("http://a.example:81/1")];
  book.note(one);
  expect([book.isSilent(new URL("http://a.example/2")), book.isSilent(other)]).toEqual([true, false]);
  now = 15_000;
  expect(book.isSilent(one)).toBe(false);
  for (let port = 1; port <= 1_001; port += 1) book.note(new URL(`http://a.example:${port}`));
  expect([book.isSilent(new URL("http://a.example:1")), book.isSilent(new URL("http://a.example:2"))]).toEqual([
    false,
    true,
  ]);
});
