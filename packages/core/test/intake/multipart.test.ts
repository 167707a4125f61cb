import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { IntaglioError } from "@intaglio/contract";
import { describe, expect, test } from "vitest";
import { openBody } from "../../src/intake/body.ts";
import { readMultipart, type FilePart } from "../../src/intake/multipart.ts";

const type = "multipart/form-data; boundary=b";
const pace = { totalMs: 5000, idleMs: 5000 };

interface Got {
  files: { field: string; name: string | undefined; text: string }[];
  fields: Record<string, readonly string[]>;
}

async function read(text: string, maxFiles = 3, contentType: string | null = type): Promise<Got> {
  const files: Got["files"] = [];
  const keep = async ({ field, name, body }: FilePart): Promise<void> => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    files.push({ field, name, text: Buffer.concat(chunks).toString() });
  };
  const fields = await readMultipart(Readable.from([Buffer.from(text, "latin1")]), contentType, maxFiles, keep);
  return { files, fields: Object.fromEntries(fields) };
}

const codeOf = (reading: Promise<unknown>): Promise<string> =>
  reading.then(
    () => "nothing thrown",
    (error: unknown) => (error instanceof IntaglioError ? error.code : `not ours: ${String(error)}`),
  );

const file = (name: string, body: string, fileName = "a.txt") =>
  `--b\r\nContent-Disposition: form-data; name="${name}"; filename="${fileName}"\r\nContent-Type: text/plain\r\n\r\n${body}\r\n`;
const field = (name: string, value: string) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const end = "--b--\r\n";

describe("a multipart body", () => {
  test("gives files and fields in any order", async () => {
    expect(await read(file("f", "hello") + field("k", "1") + file("g", "") + field("k", "2") + end)).toEqual({
      files: [
        { field: "f", name: "a.txt", text: "hello" },
        { field: "g", name: "a.txt", text: "" },
      ],
      fields: { k: ["1", "2"] },
    });
  });

  test.each([
    ["no boundary", end, "multipart/form-data", "BODY_TYPE_UNSUPPORTED"],
    ["an empty boundary", end, "multipart/form-data; boundary=", "BODY_MALFORMED"],
    ["JSON", "{}", "application/json", "BODY_TYPE_UNSUPPORTED"],
    ["no type", "{}", null, "BODY_TYPE_UNSUPPORTED"],
    ["no end", file("f", "hello"), type, "BODY_MALFORMED"],
    ["an end in the middle of a file", file("f", "hello").slice(0, -9), type, "BODY_MALFORMED"],
    ["nothing at all", "", type, "BODY_MALFORMED"],
    ["text without parts", "hello", type, "BODY_MALFORMED"],
    ["too many files", file("a", "1") + file("b", "2") + file("c", "3") + file("d", "4") + end, type, "TOO_MANY_FILES"],
    ["a too long field", field("k", "x".repeat(1024 * 1024 + 1)) + end, type, "BODY_TOO_LARGE"],
    ["too many parts", field("k", "x").repeat(120) + end, type, "TOO_MANY_FIELDS"],
    ["a nameless part", `--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n${end}`, type, "BODY_MALFORMED"],
  ])("with %s is refused", async (_, text, contentType, code) => {
    expect(await codeOf(read(text, 3, contentType))).toBe(code);
  });

  test("that a keeper refuses ends at once with its error", async () => {
    const keep = async ({ body }: FilePart): Promise<void> => {
      for await (const _ of body) throw new IntaglioError("FILE_TOO_LARGE");
    };
    const slow = Readable.from(
      (async function* () {
        yield Buffer.from(file("f", "x".repeat(100_000)).slice(0, 50_000));
        await sleep(20);
        yield Buffer.from("x".repeat(100_000));
        await new Promise(() => {}); // a client that never ends
      })(),
    );
    expect(await codeOf(readMultipart(slow, type, 3, keep))).toBe("FILE_TOO_LARGE");
  });

  test("that breaks off gives its error to the keeper, and leaves no keeper behind", async () => {
    let seen: unknown;
    const keep = async ({ body }: FilePart): Promise<void> => {
      try {
        for await (const _ of body);
      } catch (error) {
        seen = error;
        throw error;
      }
    };
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from(file("f", "x".repeat(100_000)).slice(0, 50_000));
        await sleep(20);
        throw new IntaglioError("BODY_TOO_SLOW");
      })(),
    );
    expect(await codeOf(readMultipart(broken, type, 3, keep))).toBe("BODY_TOO_SLOW");
    expect(seen).toBeInstanceOf(IntaglioError);
  });
});

describe("a body", () => {
  const request = (init: RequestInit & { duplex?: "half" }) => new Request("http://h/", { method: "POST", ...init });

  test("that was read before is a set-up error which names the fix", async () => {
    const used = request({ body: "x" });
    await used.text();
    expect(() => openBody(used, pace)).toThrow(/before body parsers/);
  });

  test("that is compressed is refused", () => {
    expect(() => openBody(request({ body: "x", headers: { "content-encoding": "gzip" } }), pace)).toThrow(/content-encoding/);
  });

  test.each([
    ["nothing comes", { totalMs: 5000, idleMs: 50 }],
    ["it takes too long in all", { totalMs: 80, idleMs: 5000 }],
  ])("is given up when %s", async (_, slow) => {
    const body = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(3)) });
    const reading = Array.fromAsync(openBody(request({ body, duplex: "half" }), slow));
    expect(await codeOf(reading)).toBe("BODY_TOO_SLOW");
  });
});
