/** What became of messages to hooks, kept for a week as documents of kind `delivery`, the last 1,000 of a project. */
import type { DocumentRecord, DocumentTable, Happening, HookEvent } from "@intaglio/contract";

const kind = "delivery";
const keptMs = 7 * 86_400_000;
const maxKept = 1_000;

/** A message to a hook, and how its delivery went. Times are Unix milliseconds. */
export interface HookDelivery {
  /** What receivers get as `X-Intaglio-Event-Id`: the same at every try, and when it is replayed. */
  readonly id: string;
  /** Whose hook it is; the empty text for the server's own project. */
  readonly project: string;
  readonly hook: number;
  readonly event: HookEvent;
  readonly fileId: string;
  /**
   * `retrying`: it failed, and will be tried again. `given-up`: it failed for good. `dropped`: the hook was removed,
   * switched off or turned to another event before it arrived.
   */
  readonly state: "delivered" | "retrying" | "given-up" | "dropped";
  /** Tries so far. */
  readonly attempts: number;
  /** The last answer's; null where none came. */
  readonly status: number | null;
  /** What went wrong last, in a few words; null where nothing did. */
  readonly error: string | null;
  /** When it happened, or was replayed last. */
  readonly since: number;
  /** When it was tried last. */
  readonly triedAt: number;
}

/** Where deliveries are noted. */
export interface DeliveryLog {
  /** Notes how the last try went. */
  note(delivery: HookDelivery, happening: Happening): Promise<void>;
  /** Newest first; `limit` is 1 to 1,000. Throws `FIELD_INVALID` for another. */
  list(project: string, limit: number): Promise<HookDelivery[]>;
  /** With what was to be told. */
  find(id: string): Promise<{ readonly delivery: HookDelivery; readonly happening: Happening } | undefined>;
}

interface DeliveryBody {
  readonly delivery: HookDelivery;
  readonly happening: Happening;
}

/** The log of a server. */
export function createDeliveryLog(documents: DocumentTable, clock: () => number): DeliveryLog {
  /** One after the other may go at once: a few more than the limit stay for a moment. */
  const trim = async (project: string): Promise<void> => {
    const surplus = (await documents.count(kind, project)) - maxKept;
    if (surplus <= 0) return;
    for (const { id } of await documents.list({ kind, project, limit: Math.min(surplus, maxKept) }))
      await documents.remove(kind, id);
  };
  return {
    async note(delivery, happening) {
      const { id, project } = delivery;
      const body: DeliveryBody = { delivery, happening };
      const expiresAt = clock() + keptMs;
      for (;;) {
        const known = await documents.find(kind, id);
        if (known) {
          if (await documents.update(kind, id, known.revision, { body, expiresAt })) return;
        } else if (await documents.add({ kind, id, project, name: null, body, expiresAt })) return trim(project);
      }
    },
    async list(project, limit) {
      const found = await documents.list({ kind, project, newestFirst: true, limit });
      return found.map((document) => bodyOf(document).delivery);
    },
    async find(id) {
      const found = await documents.find(kind, id);
      return found && bodyOf(found);
    },
  };
}

function bodyOf({ body }: DocumentRecord): DeliveryBody {
  return body as DeliveryBody;
}
