/** Requests of the two APIs: who asks, what is asked, and the answer. */
import {
  IntaglioError,
  type Answer,
  type Command,
  type Outcome,
  type Project,
  type RequestFacts,
  type UploadPermit,
} from "@intaglio/contract";
import type { Ask, Endpoint } from "./manage/endpoint.ts";
import { endpointsAt } from "./manage/endpoints.ts";
import { checkNoNull, readFields, readPublicKey } from "./intake/fields.ts";
import { basePathOf, toAbsolute } from "./manage/place.ts";
import { checkRest, readRestKey } from "./manage/rest/auth.ts";
import { vendorType } from "./manage/rest/answer.ts";

/** Checks an upload request's credentials and gives what they allow; throws what is wrong with them. `now` is in Unix seconds. */
export type CheckUpload = (request: RequestFacts, now: number, project: Project) => UploadPermit;

/** Where the server is, and how credentials are checked. */
export interface Surroundings {
  /** The address that paths stand below, without a slash at its end; empty where the options do not say. */
  readonly baseUrl: string;
  readonly checkUpload: CheckUpload;
}

/**
 * The project's key that the request names; `ownKey`, the server's own, where none is asked for. Throws `KEY_MISSING`,
 * `CREDENTIALS_AMBIGUOUS` or `CREDENTIALS_INVALID`.
 */
export function identify(request: RequestFacts, ownKey: string): string {
  const endpoint = find(request)?.endpoint;
  if (endpoint?.api === "rest") return readRestKey(request);
  return endpoint?.isKeyless ? ownKey : readPublicKey(readFields(request));
}

/** The request's command, its credentials checked. Throws what is wrong, as the service would say it. */
export function readCommand(request: RequestFacts, now: number, project: Project, around: Surroundings): Command {
  const { endpoint, ask } = open(request, project, around);
  if (endpoint.api === "rest") {
    checkAccept(request);
    checkRest(request, project, basePathOf(around.baseUrl), now);
  } else checkNoNull(ask.fields);
  if (!endpoint.isSigned) return endpoint.read(ask);
  return endpoint.read({ ...ask, permit: around.checkUpload(request, now, project) });
}

/** The answer to a command. */
export function present(
  { command, result }: Outcome,
  request: RequestFacts,
  project: Project,
  around: Surroundings,
): Answer {
  const { endpoint, ask } = open(request, project, around);
  return endpoint.present(result, command, ask);
}

function open(request: RequestFacts, project: Project, { baseUrl }: Surroundings): { endpoint: Endpoint; ask: Ask } {
  const found = find(request);
  if (!found) throw new IntaglioError("ROUTE_UNKNOWN");
  const { endpoint, parts } = found;
  const place = { baseUrl: toAbsolute(baseUrl), hasAddress: URL.canParse(baseUrl) };
  return { endpoint, ask: { request, fields: readFields(request), parts, project, permit: { limits: {} }, ...place } };
}

function find({ method, target }: RequestFacts) {
  const wanted = method === "HEAD" ? "GET" : method;
  return endpointsAt(target.path).find(({ endpoint }) => endpoint.method === wanted);
}

/** Clients say which version they speak. */
function checkAccept(request: RequestFacts): void {
  const accept = request.header("accept") ?? "";
  if (accept.includes(vendorType)) return;
  const hint =
    "Incorrect Accept header provided. Make sure to specify API version. Refer to REST API docs for details.";
  throw new IntaglioError("VERSION_UNACCEPTABLE", hint, { hint });
}
