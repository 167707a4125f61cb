/** Which addresses hooks may name. */
import { isIP } from "node:net";
import { IntaglioError } from "@intaglio/contract";
import type { HookOptions } from "../settings.ts";
import { isPublicAddress } from "./addresses.ts";
import { matches, readRule } from "../origin-rule.ts";
import type { RemoteTarget } from "./remote.ts";

const maxLength = 255;

/** Judges hooks' addresses: when a hook is made, and again before each message. */
export interface HookGuard {
  /**
   * The address, if messages may go there: `http:` or `https:`, any port, no user info, not this server's own, and no
   * address that is not public, unless the options list its origin. What a name leads to is only seen when it is
   * connected to. Throws `FIELD_INVALID`, with a hint.
   */
  admit(url: string): RemoteTarget;
}

/** `isOwn`: true for an address that this very server answers. */
export function createHookGuard({ origins }: HookOptions, isOwn: (url: URL) => boolean): HookGuard {
  const rules = origins.map(readRule);
  return {
    admit(text) {
      const url = readUrl(text);
      if (url.username !== "" || url.password !== "") throw refused("must not hold a user name or a password");
      if (isOwn(url)) throw refused("must not be one of this server's own");
      const reaches = rules.some((rule) => rule.private && matches(rule, url)) ? () => true : isPublicAddress;
      const host = literalOf(url);
      if (host !== undefined && !reaches(host)) throw refused("must be public");
      return { url, reaches };
    },
  };
}

function readUrl(text: string): URL {
  const isPlain = text.length <= maxLength && text.isWellFormed() && !/[\0-\x20\x7f\\]/.test(text);
  const url = isPlain && URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw refused(`must be an http or https URL of at most ${maxLength} characters`);
  return url;
}

/** The network address that stands in the URL itself, or that its name always has. */
function literalOf({ hostname }: URL): string | undefined {
  if (/(^|\.)localhost\.?$/.test(hostname)) return "127.0.0.1";
  const host = hostname.replace(/^\[|\]$/g, "");
  return isIP(host) === 0 ? undefined : host;
}

function refused(what: string): IntaglioError {
  const hint = `A webhook's address ${what}.`;
  return new IntaglioError("FIELD_INVALID", hint, { hint });
}
