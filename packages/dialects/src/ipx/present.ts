/** Answers beside pictures, which ipx has none of, and the headers of its deliveries. */
import { IntaglioError, type Answer, type Route } from "@intaglio/contract";

function refuse(): never {
  const hint = "ipx answers pictures only";
  throw new IntaglioError("OPERATION_UNSUPPORTED", hint, { hint });
}

/** The gap, stated: each throws `OPERATION_UNSUPPORTED`. */
export const presents: Readonly<Record<"presentUpload" | "present" | "presentInfo", () => Answer>> = {
  presentUpload: refuse,
  present: refuse,
  presentInfo: refuse,
};

/** Headers of every answer. ipx lets nothing in a picture run, and says nothing about other sites. */
export function toHeaders({ methods }: Route, preflight: boolean): Readonly<Record<string, string>> {
  return {
    "Content-Security-Policy": "default-src 'none'",
    ...(preflight && { Allow: [...methods, "OPTIONS"].join(", ") }),
  };
}
