/** One request on its way through a recipe. */
import type { Dialect, RequestFacts, Route, Target } from "@intaglio/contract";

/** A request, the dialect that understands it, and what the dialect may read of it. */
export interface Exchange {
  readonly request: Request;
  readonly dialect: Dialect;
  readonly route: Route;
  readonly target: Target;
}

/** The request's parts a dialect may read. */
export function toFacts(
  { request, target }: Pick<Exchange, "request" | "target">,
  fields: RequestFacts["fields"] = new Map(),
  body: Uint8Array = noBytes,
): RequestFacts {
  return { method: request.method, target, header: (name) => request.headers.get(name), fields, body };
}

const noBytes = new Uint8Array(0);

interface NodeBacked {
  readonly runtime?: { readonly node?: { readonly req?: { readonly url?: string } } };
}

/** The request's URL byte for byte: the bridge from Node resolves dot segments in `request.url`, and Node itself does not. */
export function rawUrl(request: Request): string {
  return (request as NodeBacked).runtime?.node?.req?.url ?? request.url;
}
