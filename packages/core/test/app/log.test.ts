import { afterEach, expect, test, vi } from "vitest";
import { createLogger } from "../../src/app/log.ts";

afterEach(() => void vi.restoreAllMocks());

test("an event is one line of JSON, whatever is in it", () => {
  const lines: string[] = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => lines.push(String(text)) > 0);
  createLogger(() => 0).warn("odd", { path: '/a\r\n{"level":"error"}\u001b[2J\u0000' });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^\{[^\u0000-\u001f]*\}\n$/);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ time: "1970-01-01T00:00:00.000Z", level: "warn", message: "odd" });
});
