/** One message, posted to a hook's address. */
import type { IncomingMessage } from "node:http";
import type { HookMessage } from "@intaglio/contract";
import { requestGuarded, type Destination } from "../guarded-request.ts";

/** How long each part of a try may take, in milliseconds. */
export interface PostTimes {
  readonly connectMs: number;
  readonly totalMs: number;
}

/** The promised times. */
const postTimes: PostTimes = { connectMs: 5_000, totalMs: 15_000 };

/** More of an answer's body is not read. */
const maxAnswerBytes = 65_536;

/**
 * Gives the answer's status; its body is of no interest, and a redirect is an answer like any other. Throws an `Error`
 * in a few words when no answer comes; they hold neither path nor query. `signal` ends it early.
 */
export async function post(
  destination: Destination,
  { headers, body }: HookMessage,
  signal: AbortSignal,
  { connectMs, totalMs }: PostTimes = postTimes,
): Promise<number> {
  const late = AbortSignal.timeout(totalMs);
  try {
    const response = await requestGuarded(destination, {
      method: "POST",
      headers: { ...headers, "content-length": String(Buffer.byteLength(body)) },
      body,
      connectMs,
      idleMs: totalMs,
      signal: AbortSignal.any([signal, late]),
    });
    await drain(response);
    return response.statusCode ?? 0;
  } catch (cause) {
    if (late.aborted) throw new Silence(`no answer within ${totalMs / 1000} s`, { cause });
    throw cause;
  }
}

/** No answer came in time. */
export class Silence extends Error {}

/** The status counts, whatever becomes of the body; what is left of it goes with the connection. */
async function drain(response: IncomingMessage): Promise<void> {
  let bytes = 0;
  try {
    for await (const chunk of response) if ((bytes += (chunk as Uint8Array).byteLength) > maxAnswerBytes) break;
  } catch {
    response.destroy();
  }
}
