import { randomUUID } from "node:crypto";
import { oncePerProcess } from "intaglio/next";

/** The sessions of who logged in. A real app has its own. */
const sessions = oncePerProcess("sessions", () => new Set<string>());

export const cookieName = "session";

/** Starts one; gives what goes into the cookie. */
export function startSession(): string {
  const id = randomUUID();
  sessions().add(id);
  return id;
}

export function endSession(id: string | undefined): void {
  if (id !== undefined) sessions().delete(id);
}

export function isSession(id: string | undefined): boolean {
  return id !== undefined && sessions().has(id);
}

/** True for a request of somebody who logged in. */
export function isLoggedIn(request: Request): boolean {
  const cookies = request.headers.get("cookie") ?? "";
  return isSession(/(?:^|; )session=([\w-]+)/.exec(cookies)?.[1]);
}
