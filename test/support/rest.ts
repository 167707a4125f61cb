/** Requests to Uploadcare's REST API of a server in this process. */
import type { Fetchable } from "intaglio";
import { publicKey, secretKey } from "./media.ts";

/** Who asks. */
export interface Owner {
  readonly key: string;
  readonly secret: string;
}

/** An answer of the REST API. */
export interface RestAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Asks with the secret key itself; a body is sent as JSON, or as it is when it is a form. */
export async function askRest(
  media: Fetchable,
  method: string,
  path: string,
  body?: unknown,
  { key, secret }: Owner = { key: publicKey, secret: secretKey },
): Promise<RestAnswer> {
  const isForm = body instanceof FormData || body instanceof URLSearchParams;
  const response = await media.fetch(
    new Request(`http://media.test${path}`, {
      method,
      headers: {
        accept: "application/vnd.uploadcare-v0.7+json",
        authorization: `Uploadcare.Simple ${key}:${secret}`,
        ...(body !== undefined && !isForm && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    }),
  );
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
}
