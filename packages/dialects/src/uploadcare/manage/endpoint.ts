/** One address of Uploadcare's two APIs: what it asks for, and how its answer looks. */
import type { Answer, Command, CommandName, Commands, Project, RequestFacts, UploadPermit } from "@intaglio/contract";
import type { RequestFields } from "../intake/fields.ts";

/** A request to an endpoint, read as far as all endpoints have in common. */
export interface Ask {
  readonly request: RequestFacts;
  /** Query and body together. */
  readonly fields: RequestFields;
  /** The parts of the path that the pattern leaves open, decoded. */
  readonly parts: readonly string[];
  readonly project: Project;
  /** The address that paths stand below, without a slash at its end; for links in answers. */
  readonly baseUrl: string;
  /** False where the options do not say the address: `baseUrl` only looks like one. */
  readonly hasAddress: boolean;
  /** What the credentials of an upload allow. */
  readonly permit: UploadPermit;
}

/** The methods that endpoints have. */
export type EndpointMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** One method at one path. */
export interface Endpoint<Name extends CommandName = CommandName> {
  /** Which API it is part of: that decides about credentials, errors and content types. */
  readonly api: "upload" | "rest";
  readonly method: EndpointMethod;
  /** Segments between slashes, a slash at the end; `*` stands for any one segment. */
  readonly path: string;
  /** Of the upload API: it needs a signature where the project's uploads are signed. */
  readonly isSigned?: boolean;
  /** Of the upload API: clients call it without a public key. */
  readonly isKeyless?: boolean;
  /** The command. Throws what is wrong with the request. */
  read(ask: Ask): Command<Name>;
  /** The answer. */
  present(result: Commands[Name][1], command: Command<Name>, ask: Ask): Answer;
}

/** Types an endpoint by its command. */
export function endpoint<Name extends CommandName>(what: Endpoint<Name>): Endpoint {
  return what; // the list of all endpoints forgets which command belongs to which
}

/** The segments of a path or a pattern. Double slashes and a missing last one do not matter. */
export function segmentsOf(path: string): string[] {
  return path.split("/").filter((segment) => segment !== "");
}

/** What a pattern leaves open, decoded once; undefined when the segments are another's. */
export function matchSegments(pattern: readonly string[], segments: readonly string[]): string[] | undefined {
  if (pattern.length !== segments.length) return undefined;
  const parts: string[] = [];
  for (const [at, segment] of pattern.entries()) {
    const found = segments[at] ?? "";
    if (segment === "*") parts.push(decode(found));
    else if (segment !== found) return undefined;
  }
  return parts;
}

/** What cannot be decoded is nobody's name. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** A small JSON answer of the upload API. */
export function toJson(body: unknown, status = 200, type = "application/json"): Answer {
  return {
    status,
    headers: { "Content-Type": type, "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  };
}
