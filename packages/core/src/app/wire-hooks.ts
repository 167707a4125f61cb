/** Wires webhooks: who they are, where they may be, and that they hear of what happens. */
import { mount } from "../dialect/mount.ts";
import { hookDialect } from "../call-hook.ts";
import type { Engine, Teller } from "../engine.ts";
import { createHookGuard } from "../guard/hook-targets.ts";
import { createDeliveryLog } from "../notify/delivery-log.ts";
import { createHookBook } from "../notify/hook-book.ts";
import { createSeal } from "../projects/seal.ts";
import { queueCalls } from "../queue-calls.ts";
import { deriveKey } from "./secret.ts";

/** What {@link wireHooks} works with; its teller tells listeners in this process. */
export type HookParts = Pick<Engine, "settings" | "dialects" | "records" | "log" | "clock" | "teller">;

/** The engine's parts for hooks, and a teller that tells them as well. */
export function wireHooks(parts: HookParts): Pick<Engine, "hooks" | "hookGuard" | "deliveries" | "teller"> {
  const { settings, dialects, records, clock, log, teller: listeners } = parts;
  const { documents, jobs } = records;
  const hookGuard = createHookGuard(settings.hooks, (url) => isOwn(parts, url));
  const hooks = createHookBook({
    documents,
    seal: createSeal(deriveKey(settings.secret, "hooks")),
    checkTarget: (url) => void hookGuard.admit(url),
  });
  const both: Teller = {
    async tell(event, file, circumstances = {}) {
      await queueCalls({ records, jobs, hooks, clock, log }, event, file, circumstances);
      await listeners.tell(event, file); // after the hooks: listeners may take their time
    },
  };
  const teller = hookDialect({ dialects }) ? both : listeners;
  return { hooks, hookGuard, deliveries: createDeliveryLog(documents, clock), teller };
}

/** True for an address that this server answers. */
function isOwn({ settings: { publicUrl, basePath }, dialects }: HookParts, { host, pathname }: URL): boolean {
  if (!URL.canParse(publicUrl)) return false;
  const own = new URL(publicUrl);
  if (host.replace(/\.(?=:|$)/, "") !== own.host) return false; // a dot at the end of a name changes nothing
  return mount(dialects, own.pathname.replace(/\/$/, "") + basePath, { path: pathname, query: "" }) !== undefined;
}
