import { describe, expect, test } from "vitest";
import {
  checkKey,
  checkPrefix,
  fileOfRendition,
  newFileId,
  originalKey,
  renditionKey,
  renditionPrefix,
} from "../../src/library/keys.ts";

const id = "3f2b8c1e-9d4a-4b6c-8e1f-0a2b3c4d5e6f";
const bad = expect.objectContaining({ code: "INTERNAL" });

describe("keys", () => {
  test("have one scheme", () => {
    expect(originalKey(id)).toBe(`files/3f/${id}`);
    expect(renditionKey(id, "abc123")).toBe(`renditions/${id}/abc123`);
    expect(renditionPrefix(id)).toBe(`renditions/${id}/`);
    expect(fileOfRendition(renditionKey(id, "abc"))).toBe(id);
    expect(fileOfRendition(originalKey(id))).toBeUndefined();
  });

  test("are good for any new id", () => {
    const ids = Array.from({ length: 100 }, newFileId);
    expect(new Set(ids).size).toBe(100);
    for (const one of ids) expect(() => checkKey(renditionKey(one, "f".repeat(64)))).not.toThrow();
  });

  test.for(["", "../../etc/passwd", id.toUpperCase(), `${id}/`, `${id}\n`, "3f2b8c1e-9d4a-1b6c-8e1f-0a2b3c4d5e6f"])(
    "refuse the id %j",
    (wrong) => {
      expect(() => originalKey(wrong)).toThrow(bad);
      expect(() => renditionPrefix(wrong)).toThrow(bad);
      expect(() => renditionKey(wrong, "a")).toThrow(bad);
    },
  );

  test.for(["", "a/b", "..", "A", "a\0", "a".repeat(129)])("refuse the hash %j", (hash) => {
    expect(() => renditionKey(id, hash)).toThrow(bad);
  });

  test("what is no text is no key", () => {
    const wrongs = [undefined, null, 5, {}, ["a"]] as unknown as string[];
    for (const wrong of wrongs) {
      expect(() => checkKey(wrong)).toThrow(bad);
      expect(() => checkPrefix(wrong)).toThrow(bad);
    }
  });
});
