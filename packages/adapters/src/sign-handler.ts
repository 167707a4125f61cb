/** Answers browsers that ask for a signature: for an upload, for a picture's address, or for parameters of Cloudinary's. */
import type { UploadLimits, UploadTicket } from "@intaglio/contract";
import { signParameters, type Parameters } from "./sign-parameters.ts";

/** The parts of a server that are used. */
export interface Signer {
  sign(url: string, options?: { readonly expiresIn?: number }): string;
  signUpload(options?: UploadLimits & { readonly expiresIn?: number }): UploadTicket;
}

/** What a browser wishes to have signed. */
export type SignWish =
  | { readonly kind: "upload" }
  | { readonly kind: "url"; readonly url: string }
  | { readonly kind: "parameters"; readonly parameters: Parameters };

/** Who gets what. */
export interface SignHandlerOptions {
  /** Decides by the app's own session; only `true` is a yes. Without it everything is refused. */
  readonly authorize?: (request: Request, wish: SignWish) => boolean | Promise<boolean>;
  /** What every upload is bound to. Default: the server's own limits, for ten minutes. */
  readonly upload?: UploadLimits & { readonly expiresIn?: number };
  /** Seconds a picture's address is good for. Default: a day. */
  readonly expiresIn?: number;
  /** Sign parameters as Cloudinary's widget asks: these alone, by name, and with this secret. Default: none are signed. */
  readonly cloudinary?: { readonly apiSecret: string; readonly allow: readonly string[] };
}

const maxBytes = 65_536;

/**
 * `export const POST = toSignHandler(media, { authorize })`. The browser sends JSON from a page of the same origin:
 * `{ upload: true }` gives a ticket, `{ url }` gives `{ url }` signed, `{ paramsToSign }` gives `{ signature }`. It is
 * answered with 400 for anything else, 403 where `authorize` says no, and 415 without the type of JSON, which keeps forms of other
 * sites out.
 */
export function toSignHandler(
  media: Signer | (() => Signer),
  options: SignHandlerOptions = {},
): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.method !== "POST") return refuse(405, "Ask by POST.", { allow: "POST" });
    if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? "")) return refuse(415, "Ask with JSON.");
    if (isForeign(request)) return refuse(403, "Only pages of this site may ask.");
    const wish = await readWish(request);
    if (!wish) return refuse(400, "Ask with { upload: true }, { url } or { paramsToSign }.");
    if ((await options.authorize?.(request, wish)) !== true) return refuse(403, "You may not have this signed.");
    try {
      return answer(200, grant(typeof media === "function" ? media() : media, wish, options));
    } catch (error) {
      return refuse(400, error instanceof Error && "code" in error ? error.message : "This cannot be signed.");
    }
  };
}

function grant(media: Signer, wish: SignWish, { upload, expiresIn, cloudinary }: SignHandlerOptions): object {
  if (wish.kind === "upload") return media.signUpload(upload);
  if (wish.kind === "url") return { url: media.sign(wish.url, expiresIn === undefined ? {} : { expiresIn }) };
  return { signature: signParameters(wish.parameters, cloudinary) };
}

/** Another site's page, by what browsers say of it: a cookie goes along with its requests too. */
function isForeign({ headers }: Request): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site !== "same-origin";
  const origin = headers.get("origin");
  return origin !== null && (!URL.canParse(origin) || new URL(origin).host !== headers.get("host"));
}

async function readWish(request: Request): Promise<SignWish | undefined> {
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) return undefined;
  let asked: unknown;
  try {
    asked = JSON.parse(await request.text());
  } catch {
    return undefined;
  }
  if (typeof asked !== "object" || asked === null || Object.keys(asked).length !== 1) return undefined;
  const { upload, url, paramsToSign } = asked as Readonly<Record<string, unknown>>;
  if (upload === true) return { kind: "upload" };
  if (typeof url === "string") return { kind: "url", url };
  if (typeof paramsToSign !== "object" || paramsToSign === null || Array.isArray(paramsToSign)) return undefined;
  return { kind: "parameters", parameters: paramsToSign as Parameters };
}

function refuse(status: number, error: string, headers: Readonly<Record<string, string>> = {}): Response {
  return answer(status, { error }, headers);
}

function answer(status: number, body: object, headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store", ...headers } });
}
