import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { IntaglioError } from "@intaglio/contract";
import { describe, expect, test } from "vitest";
import { openBody } from "../../src/intake/body.ts";
import { readMultipart, type FilePart } from "../../src/intake/multipart.ts";

const type = "multipart/form-data; boundary=b";
const pace = { totalMs: 5000, idleMs: 5000, bytesPerSecond: 1 };

interface Got {
  files: { field: string; name: string | undefined; text: string }[];
  fields: Record<string, readonly string[]>;
}

async function read(text: string, maxFiles = 3, contentType: string | null = type): Promise<Got> {
  const files: Got["files"] = [];
  const keep = async ({ field, name, body }: FilePart): Promise<void> => {
    const entry = { field, name, text: "" };
    files.push(entry); // in the order of the calls: a small file may be read before a large one that came first
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk);
    entry.text = Buffer.concat(chunks).toString();
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
const field = (name: string, value: string) =>
  `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
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
    ["fields that are too long together", field("k", "x".repeat(300_000)).repeat(4) + end, type, "BODY_TOO_LARGE"],
    ["a file whose field has a too long name", file("n".repeat(257), "x") + end, type, "BODY_TOO_LARGE"],
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

  test("whose keeper fails after the last byte is refused as a whole", async () => {
    const keep = async ({ field: name, body }: FilePart): Promise<void> => {
      for await (const _ of body);
      await sleep(20);
      if (name === "g") throw new IntaglioError("STORAGE_FULL");
    };
    const whole = Readable.from([Buffer.from(file("f", "1") + file("g", "2") + end)]);
    expect(await codeOf(readMultipart(whole, type, 3, keep))).toBe("STORAGE_FULL");
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

/** A client that sends this and then nothing, for ever. */
function stalled(text: string): Readable {
  return Readable.from(
    (async function* () {
      yield Buffer.from(text);
      await new Promise(() => {});
    })(),
  );
}

test("a file that comes in one piece with a broken part is let go as well", async () => {
  const broken = [`--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n`, field("k", "x".repeat(1024 * 1024 + 1))];
  for (const part of broken) {
    let kept = 0;
    const keep = async ({ body }: FilePart): Promise<void> => {
      kept += 1;
      for await (const _ of body);
    };
    const reading = codeOf(readMultipart(stalled(part + file("f", "hello").slice(0, -9)), type, 3, keep));
    expect(await Promise.race([reading, sleep(2000, "hangs")])).toMatch(/^BODY_/);
    expect(kept).toBe(0);
  }
});

describe("a body", () => {
  const request = (init: RequestInit & { duplex?: "half" }) => new Request("http://h/", { method: "POST", ...init });

  test("that was read before is a set-up error which names the fix", async () => {
    const used = request({ body: "x" });
    await used.text();
    expect(() => openBody(used, pace)).toThrow(/before body parsers/);
  });

  test("that is compressed is refused", () => {
    expect(() => openBody(request({ body: "x", headers: { "content-encoding": "gzip" } }), pace)).toThrow(
      /content-encoding/,
    );
  });

  test("of a type nobody reads is let go: its clocks must not end the process later", async () => {
    const uncaught: unknown[] = [];
    const note = (error: unknown): void => void uncaught.push(error);
    process.on("uncaughtException", note);
    const body = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(3)) });
    const { stream: opened } = openBody(request({ body, duplex: "half" }), { ...pace, totalMs: 60, idleMs: 30 });
    expect(await codeOf(readMultipart(opened, "text/plain", 3, async () => {}))).toBe("BODY_TYPE_UNSUPPORTED");
    expect(opened.destroyed).toBe(true);
    const { stream: unread } = openBody(request({ body: "x" }), { ...pace, totalMs: 60, idleMs: 30 });
    await sleep(100);
    expect(unread.destroyed).toBe(true);
    process.off("uncaughtException", note);
    expect(uncaught).toEqual([]);
  });

  test.each([
    ["nothing comes", { ...pace, idleMs: 50 }],
    ["it takes too long in all", { ...pace, totalMs: 80 }],
  ])("is given up when %s", async (_, slow) => {
    const body = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(3)) });
    const reading = Array.fromAsync(openBody(request({ body, duplex: "half" }), slow).stream);
    expect(await codeOf(reading)).toBe("BODY_TOO_SLOW");
  });

  test("is the reader's alone unless the app listens, too, or the bytes come from a web stream", () => {
    const behind = (req: Readable): Request => Object.assign(request({}), { runtime: { node: { req } } });
    const shared = new Readable({ read() {} });
    shared.on("data", () => {});
    const opened = [
      openBody(behind(new Readable({ read() {} })), pace),
      openBody(behind(shared), pace),
      openBody(request({ body: "x" }), pace),
    ];
    expect(opened.map(({ own }) => own)).toEqual([true, false, false]);
    for (const { stream } of opened) stream.destroy();
  });

  test("that trickles is given up after the first ten seconds", async () => {
    const body = new ReadableStream({
      pull: async (controller) => {
        await sleep(100);
        controller.enqueue(new Uint8Array(20));
      },
    });
    const start = performance.now();
    const reading = Array.fromAsync(
      openBody(request({ body, duplex: "half" }), { totalMs: 60_000, idleMs: 5000, bytesPerSecond: 1000 }).stream,
    );
    expect(await codeOf(reading)).toBe("BODY_TOO_SLOW");
    expect(performance.now() - start).toBeGreaterThan(10_000);
  });
});
