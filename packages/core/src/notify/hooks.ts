/** Listeners in this process, told in the order they were added. */
import type { EventName, Events, Listener } from "@intaglio/contract";
import type { Logger } from "../engine.ts";

/** Adds listeners and tells them. */
export interface Hooks {
  /** Adds a listener; the result takes it away again. */
  on<Name extends EventName>(name: Name, listener: Listener<Name>): () => void;
  /** Tells all listeners, one after the other. What they throw is logged: the fact stands. */
  tell<Name extends EventName>(name: Name, payload: Events[Name]): Promise<void>;
}

/** No listeners yet. */
export function createHooks(log: Logger): Hooks {
  const listeners = new Map<EventName, Set<Listener<EventName>>>();
  return {
    on(name, listener) {
      const own = listeners.get(name) ?? new Set();
      listeners.set(name, own);
      own.add(listener as Listener<EventName>);
      return () => own.delete(listener as Listener<EventName>);
    },
    async tell(name, payload) {
      for (const listener of [...(listeners.get(name) ?? [])])
        try {
          await listener(payload);
        } catch (error) {
          log.error("a listener failed", { event: name, file: payload.id, reason: String(error) });
        }
    },
  };
}
