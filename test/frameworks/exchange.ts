/** Requests whose target goes out exactly as it is written, and answers byte for byte. */
import { request } from "node:http";

/** What came back. Headers that differ by time or by connection are left out. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A request to send. */
export interface Question {
  readonly method?: string;
  /** The raw target. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

/** Of the connection or the moment, not of the answer; and the names that frameworks sign with. */
const passing = new Set(["date", "connection", "keep-alive", "transfer-encoding", "x-powered-by", "x-request-id"]);

/** Sends it on a connection of its own. */
export function send(origin: string, { method = "GET", path, headers = {}, body }: Question): Promise<Answer> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const sending = request({ hostname, port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: Object.fromEntries(
            Object.entries(response.headers)
              .filter(([name]) => !passing.has(name))
              .map(([name, value]): [string, string] => [name, String(value)])
              .toSorted(([one], [other]) => (one < other ? -1 : 1)),
          ),
          body: Buffer.concat(chunks),
        }),
      );
    });
    sending.on("error", reject);
    sending.end(body);
  });
}

/** The JSON of an answer. */
export function json(answer: Answer): Record<string, unknown> {
  return JSON.parse(answer.body.toString()) as Record<string, unknown>;
}

/** A multipart body with its header. Parts in their order; files have a name. */
export function multipart(
  parts: readonly (readonly [name: string, value: Uint8Array | string, fileName?: string, type?: string])[],
): { readonly headers: Readonly<Record<string, string>>; readonly body: Buffer } {
  const boundary = "a-boundary-of-tests";
  const chunks = parts.flatMap(([name, value, fileName, type = "application/octet-stream"]) => [
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"` +
        (fileName === undefined ? "\r\n\r\n" : `; filename="${fileName}"\r\nContent-Type: ${type}\r\n\r\n`),
    ),
    Buffer.from(value),
    Buffer.from("\r\n"),
  ]);
  const body = Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]);
  return {
    headers: { "content-type": `multipart/form-data; boundary=${boundary}`, "content-length": String(body.length) },
    body,
  };
}
