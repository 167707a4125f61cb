/** Load from this process: bounded in count, or in time. */
import autocannon from "autocannon";

/** What a stretch of load showed. */
export interface Load {
  /** Requests a second. */
  readonly rate: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
}

/** One URL over `connections` kept-alive connections for some seconds. */
export async function hammer(url: string, connections: number, seconds: number): Promise<Load> {
  const result = await autocannon({ url, connections, duration: seconds });
  return {
    rate: result.requests.average,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: result.errors + result.non2xx + result.timeouts,
  };
}

/** Each of the URLs once, `inFlight` at a time. Gives the seconds it took. Throws when an answer is not 200. */
export async function fetchAll(urls: readonly string[], inFlight: number): Promise<number> {
  const left = [...urls];
  const start = performance.now();
  const run = async (): Promise<void> => {
    for (let url = left.pop(); url !== undefined; url = left.pop()) {
      const response = await fetch(url, { headers: { accept: "image/webp" } });
      const body = await response.arrayBuffer();
      if (response.status !== 200 || body.byteLength === 0) throw new Error(`${url}: ${response.status} ${Buffer.from(body).toString().slice(0, 200)}`);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, run));
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
export async function sample(url: string, until: Promise<unknown>, headers: Readonly<Record<string, string>> = {}): Promise<number[]> {
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
