import { createHash, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { watch } from "../../src/intake/pass.ts";

async function* piecesOf(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

test.each([0, 1, 31, 1000, 1 << 20, (1 << 20) + 1, 5_000_000, 9_437_184])(
  "%d bytes are counted and hashed, however they are cut",
  async (size) => {
    const bytes = randomBytes(size);
    for (const piece of [777_777, 65_536, 4_000_000]) {
      const { body, seen } = watch(piecesOf(bytes, piece), size);
      const passed = await Array.fromAsync(body);
      expect(Buffer.concat(passed).equals(bytes)).toBe(true);
      const { head, ...rest } = seen();
      expect(rest).toEqual({ bytes: size, sha256: sha256(bytes) });
      expect(Buffer.from(head).equals(bytes.subarray(0, 32))).toBe(true);
    }
  },
);

test("many at once do not mix, and some that are given up disturb nobody", async () => {
  const all = Array.from({ length: 20 }, () => randomBytes(3_000_000));
  const hashes = await Promise.all(
    all.map(async (bytes, at) => {
      const { body, seen } = watch(piecesOf(bytes, 100_000 + at), bytes.length);
      for await (const _ of body) if (at % 3 === 0) break;
      return at % 3 === 0 ? "given up" : seen().sha256;
    }),
  );
  expect(hashes).toEqual(all.map((bytes, at) => (at % 3 === 0 ? "given up" : sha256(bytes))));
});

test("what is too large or breaks off is never hashed to an end", async () => {
  const { body, seen } = watch(piecesOf(randomBytes(3_000_000), 65_536), 2_000_000);
  await expect(Array.fromAsync(body)).rejects.toMatchObject({ code: "FILE_TOO_LARGE" });
  expect(() => seen()).toThrow(/not ended/);
});
