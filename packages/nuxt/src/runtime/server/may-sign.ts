import type { IntaglioApp, SigningRequest } from "./define-intaglio.ts";

/** Why these are not signed, all or none of them; undefined when they may be. Only a plain `true` is a yes. */
export async function whyNotSigned(app: IntaglioApp, requests: readonly SigningRequest[]): Promise<string | undefined> {
  const { maySign } = app;
  if (!maySign) return "server/intaglio.ts has no maySign, so nothing is signed for browsers";
  const answers = await Promise.all(requests.map(async (request): Promise<unknown> => maySign(request)));
  return answers.every((answer) => answer === true) ? undefined : "maySign of server/intaglio.ts says no";
}
