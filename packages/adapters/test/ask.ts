/** Requests that nothing tidies up on their way, and a server that says what arrived. */
import { request } from "node:http";
import { connect } from "node:net";
import type { Fetchable } from "@intaglio/contract";

/** Says what arrived, so that a test sees what an adapter did to it. It owns all below /own. */
export const echo: Fetchable = {
  owns: (url) => /^(https?:\/\/[^/]*)?\/own\//.test(url),
  fetch: async (incoming) => {
    const node = (incoming as { runtime?: { node?: { req?: { url?: string } } } }).runtime?.node?.req;
    const url = (node?.url ?? incoming.url).replace(/^https?:\/\/[^/]*/, "");
    const body = incoming.method === "HEAD" ? "" : await incoming.text();
    return Response.json({ url, method: incoming.method, body, used: incoming.headers.get("x-test") });
  },
};

/** Sends a path exactly as it is written, which `fetch` would not. */
export function ask(
  port: number,
  path: string,
  method = "GET",
  body = "",
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; text: string; headers: Readonly<Record<string, string | string[] | undefined>> }> {
  return new Promise((resolve, reject) => {
    const sending = request({ host: "127.0.0.1", port, path, method, headers }, (response) => {
      let text = "";
      response
        .on("data", (chunk: Buffer) => (text += chunk.toString()))
        .on("end", () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }));
    });
    sending.on("error", reject).end(body);
  });
}

/** A request as text, so that nothing helps to get it right. */
export async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.end(text);
  const chunks = await Array.fromAsync(socket as AsyncIterable<Buffer>);
  return Buffer.concat(chunks).toString();
}
