/** An upload that is larger than what a server may hold in memory, and what it holds meanwhile. */
import { createHash } from "node:crypto";
import { request } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ServerProcess } from "./server-process.ts";

export const mebibyte = 1024 ** 2;

/** Uploads so many whole mebibytes, each another, by multipart; gives the answer and the file's SHA-256. */
export async function postLarge(
  url: string,
  bytes: number,
): Promise<{ readonly status: number; readonly text: string; readonly sha256: string }> {
  const head = `--b\r\nContent-Disposition: form-data; name="file"; filename="big.bin"\r\n\r\n`;
  const tail = `\r\n--b\r\nContent-Disposition: form-data; name="UPLOADCARE_PUB_KEY"\r\n\r\ndemopublickey\r\n--b--\r\n`;
  const hash = createHash("sha256");
  const chunk = Buffer.alloc(mebibyte);
  function* body(): Generator<Uint8Array> {
    yield Buffer.from(head);
    for (let sent = 0; sent < bytes; sent += chunk.byteLength) {
      const part = Buffer.from(chunk);
      part.writeUInt32LE(sent / mebibyte, 0);
      hash.update(part);
      yield part;
    }
    yield Buffer.from(tail);
  }
  const sending = request(`${url}/base/`, {
    method: "POST",
    headers: { "content-type": "multipart/form-data; boundary=b", "content-length": head.length + bytes + tail.length },
  });
  const answered = new Promise<{ status: number; text: string }>((resolve, reject) => {
    sending.on("error", reject).on("response", (response) => {
      let text = "";
      response
        .on("data", (part: Buffer) => (text += part.toString()))
        .on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
  });
  await pipeline(Readable.from(body()), sending);
  return { ...(await answered), sha256: hash.digest("hex") };
}

/** Bytes by which a server's memory grows at most while something runs, and what that gives. */
export async function growth<Result>(
  server: ServerProcess,
  run: () => Promise<Result>,
): Promise<{ readonly grown: number; readonly result: Result }> {
  const before = server.memory();
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, server.memory())), 25);
  try {
    const result = await run();
    return { grown: peak - before, result };
  } finally {
    clearInterval(timer);
  }
}
