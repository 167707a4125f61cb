/** A real receiver of webhooks on loopback. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** One message that came. */
export interface ReceivedCall {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  /** The raw body. */
  readonly body: string;
  readonly json: WebhookBody;
}

/** A webhook's body, as far as tests look into it. */
export interface WebhookBody {
  readonly initiator: unknown;
  readonly hook: { readonly event: string; readonly [name: string]: unknown };
  readonly data: { readonly uuid: string; readonly [name: string]: unknown };
  readonly file: string;
  readonly previous_values?: unknown;
}

/** A receiver, and what it received. */
export interface Receiver {
  readonly url: string;
  readonly calls: readonly ReceivedCall[];
  /** Waits until so many messages came, 15 s at most. */
  count(wanted: number): Promise<readonly ReceivedCall[]>;
  close(): void;
}

/** Answers 200 unless told otherwise. `at` counts from 0. */
export async function startReceiver(
  answer: (response: ServerResponse, call: ReceivedCall, at: number) => void = (response) => void response.end("ok"),
): Promise<Receiver> {
  const calls: ReceivedCall[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method, url: path, headers } = request;
      const body = Buffer.concat(chunks).toString();
      const call = { method, path, headers, body, json: JSON.parse(body) as WebhookBody };
      calls.push(call);
      answer(response, call, calls.length - 1);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    async count(wanted) {
      for (const end = Date.now() + 15_000; calls.length < wanted && Date.now() < end;) await sleep(20);
      if (calls.length < wanted) throw new Error(`${calls.length} messages came, not ${wanted}`);
      return calls;
    },
    close: () => server.close().closeAllConnections(),
  };
}
