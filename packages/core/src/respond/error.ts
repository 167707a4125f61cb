/** The one place that turns anything thrown into an answer. */
import { toIntaglioError, type Answer, type Dialect, type IntaglioError, type RequestFacts } from "@intaglio/contract";
import type { Logger } from "../engine.ts";

/** The dialect's way to say it, with what HTTP wants beside it. What is our fault is logged with the request's id. */
export function answerError(
  thrown: unknown,
  dialect: Dialect,
  facts: RequestFacts,
  requestId: string,
  log: Logger,
): Answer {
  const error = toIntaglioError(thrown);
  // Clients leave all the time, closing is announced elsewhere, and a flood's refusals would be a flood of lines.
  if (error.status >= 500 && error.code !== "STOPPING" && error.code !== "QUEUE_FULL")
    logFailure(error, facts.method, dialect.redact?.(facts.target.path) ?? facts.target.path, requestId, log);
  const answer = dialect.fail(error, facts);
  const headers: Record<string, string> = { ...answer.headers, "x-request-id": requestId };
  const { retryAfterSeconds, allow } = error.detail;
  if (retryAfterSeconds !== undefined) headers["retry-after"] = String(retryAfterSeconds);
  else if (error.status === 503) headers["retry-after"] = "2";
  if (allow) headers["allow"] = allow.join(", ");
  return { ...answer, headers };
}

function logFailure(error: IntaglioError, method: string, path: string, requestId: string, log: Logger): void {
  log.error("a request failed", {
    requestId,
    code: error.code,
    reason: error.message,
    method,
    path: path.split(/%3f/i, 1)[0], // a query holds tokens; an escaped one, those of another server
    cause: error.detail.cause instanceof Error ? (error.detail.cause.stack ?? error.detail.cause.message) : undefined,
  });
}
