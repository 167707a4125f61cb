import { expect, test } from "vitest";
import { freshSeconds } from "../../src/intake/freshness.ts";
import type { Lifetime } from "../../src/intake/remote.ts";

const date = "Thu, 01 Jan 2026 00:00:00 GMT";

test.each<readonly [Lifetime, number]>([
  [{}, 86_400],
  [{ "cache-control": "public" }, 86_400],
  [{ "cache-control": "max-age=300" }, 300],
  [{ "cache-control": 'Public, Max-Age="300"' }, 300],
  [{ "cache-control": "max-age=300, s-maxage=600" }, 600],
  [{ "cache-control": "x-max-age=300" }, 86_400],
  [{ "cache-control": "max-age=300", age: "100" }, 200],
  [{ "cache-control": "max-age=300", age: "400" }, 60],
  [{ "cache-control": "max-age=300", age: "-1" }, 300],
  [{ "cache-control": "max-age=0" }, 60],
  [{ "cache-control": "max-age=-5" }, 60],
  [{ "cache-control": "max-age=99999999999999999999999" }, 86_400],
  [{ "cache-control": "max-age=600,no-store" }, 60],
  [{ "cache-control": "private, max-age=600" }, 60],
  [{ "cache-control": 'no-cache="set-cookie"' }, 60],
  [{ expires: "Thu, 01 Jan 2026 00:10:00 GMT", date }, 600],
  [{ expires: "Thu, 01 Jan 2026 00:10:00 GMT", date, age: "60" }, 540],
  [{ expires: "Wed, 31 Dec 2025 00:10:00 GMT", date }, 60],
  [{ expires: "0", date }, 60],
  [{ expires: "Thu, 01 Jan 2026 00:10:00 GMT" }, 60],
  [{ expires: "Thu, 01 Jan 2026 00:10:00 GMT", date, "cache-control": "max-age=120" }, 120],
])("%j: %d seconds", (lifetime, seconds) => expect(freshSeconds(lifetime, 86_400)).toBe(seconds));

test("never longer than the setting, also where that is short", () => {
  expect(freshSeconds({ "cache-control": "max-age=500" }, 120)).toBe(120);
  expect(freshSeconds({ "cache-control": "no-store" }, 10)).toBe(10);
});
