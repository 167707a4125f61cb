/** Load from this process: bounded in count, or in time. */
import { Agent, request } from "node:http";
import { connect, type Socket } from "node:net";

/** What a stretch of load showed. */
export interface Load {
  /** Requests a second. */
  readonly rate: number;
  readonly requests: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/**
 * One URL over `connections` kept-alive connections for some seconds. Answers are told apart by their length alone,
 * which is the same each time, so that this side costs a fraction of the server's. `headers` are whole lines.
 */
export async function hammer(url: string, connections: number, seconds: number, headers = ""): Promise<Load> {
  const { host, hostname, port, pathname, search } = new URL(url);
  const question = `GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\n${headers}\r\n`;
  const latencies: number[] = [];
  const end = performance.now() + seconds * 1000;
  const lane = async (): Promise<void> => {
    const socket = connect(Number(port), hostname).setNoDelay();
    const length = await firstAnswer(socket, question);
    await new Promise<void>((resolve, reject) => {
      let [left, asked] = [0, 0];
      const ask = (): void => {
        left = length;
        asked = performance.now();
        socket.write(question);
      };
      socket.on("error", reject).on("close", () => reject(new Error(`${url}: the connection broke`)));
      socket.on("data", (chunk: Buffer) => {
        left -= chunk.byteLength;
        if (left > 0) return;
        const now = performance.now();
        latencies.push(now - asked);
        if (left < 0) reject(new Error(`${url}: answers differ in length`));
        else if (now < end) ask();
        else resolve();
      });
      ask();
    });
    socket
      .removeAllListeners()
      .on("error", () => {})
      .destroy();
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: connections }, lane));
  const rate = latencies.length / ((performance.now() - start) / 1000);
  return { rate, requests: latencies.length, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
}

/** Asks once and gives the whole answer's length in bytes. Throws unless it is 200 or 304. */
function firstAnswer(socket: Socket, question: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let seen = Buffer.alloc(0);
    const read = (chunk: Buffer): void => {
      seen = Buffer.concat([seen, chunk]);
      const head = seen.indexOf("\r\n\r\n");
      if (head < 0) return;
      const text = seen.subarray(0, head).toString();
      const body = text.startsWith("HTTP/1.1 304") ? 0 : Number(/content-length: (\d+)/i.exec(text)?.[1]);
      if (!/^HTTP\/1\.1 (200|304)/.test(text) || !(body >= 0)) return reject(new Error(text));
      if (seen.byteLength < head + 4 + body) return;
      socket.off("data", read);
      resolve(head + 4 + body);
    };
    socket.on("data", read).once("error", reject).write(question);
  });
}

/** One request whose body is counted and dropped: on a small machine the client's work counts as well. */
function get(agent: Agent, url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { agent, headers: { accept: "image/avif,image/webp" } }, (response) => {
      let bytes = 0;
      let text = "";
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.byteLength;
        if (response.statusCode !== 200) text += chunk.toString();
      });
      response.on("end", () =>
        response.statusCode === 200 ? resolve(bytes) : reject(new Error(`${url}: ${response.statusCode} ${text}`)),
      );
    })
      .on("error", reject)
      .end();
  });
}

/** Each of the URLs once, `inFlight` at a time. Gives the seconds it took. Throws when an answer is not 200. */
export async function fetchAll(urls: readonly string[], inFlight: number): Promise<number> {
  const left = [...urls];
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
  const start = performance.now();
  const run = async (): Promise<void> => {
    for (let url = left.pop(); url !== undefined; url = left.pop())
      if ((await get(agent, url)) === 0) throw new Error(`${url}: nothing`);
  };
  await Promise.all(Array.from({ length: inFlight }, run));
  agent.destroy();
  return (performance.now() - start) / 1000;
}

/** A file's upload by multipart, as browsers send it; gives the new file's id. */
export async function uploadFile(url: string, bytes: Uint8Array, type = "image/jpeg"): Promise<string> {
  const form = new FormData();
  form.set("file", new File([bytes as never], "photo.jpg", { type }));
  form.set("UPLOADCARE_PUB_KEY", "bench");
  const response = await fetch(`${url}/base/`, { method: "POST", body: form });
  if (!response.ok) throw new Error(`upload: ${response.status} ${await response.text()}`);
  return ((await response.json()) as { file: string }).file;
}

/** Latencies in milliseconds of one URL asked again and again, one at a time, until `until` resolves. */
export async function sample(
  url: string,
  until: Promise<unknown>,
  headers: Readonly<Record<string, string>> = {},
): Promise<number[]> {
  const latencies: number[] = [];
  let going = true;
  void until.finally(() => (going = false)).catch(() => {});
  while (going) {
    const start = performance.now();
    const response = await fetch(url, { headers });
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`${url}: ${response.status}`);
    latencies.push(performance.now() - start);
  }
  return latencies;
}

/** The value below which `share` of the values lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
