/** One request on its way through a recipe. */
import type { Dialect, RequestFacts, Route, Target } from "@intaglio/contract";

/** A request, the dialect that understands it, and what the dialect may read of it. */
export interface Exchange {
  readonly request: Request;
  readonly dialect: Dialect;
  readonly route: Route;
  readonly target: Target;
  /** A random UUID: in the log and in error answers. */
  readonly requestId: string;
}

/** The request's parts a dialect may read. */
export function toFacts(
  { request, target }: Pick<Exchange, "request" | "target">,
  fields: RequestFacts["fields"] = new Map(),
): RequestFacts {
  return { method: request.method, target, header: (name) => request.headers.get(name), fields };
}
