import type { H3Event } from "h3";

/** The sessions of who logged in. A real app has its own. */
const sessions = new Set<string>();
const cookieName = "session";

export function startSession(event: H3Event): void {
  const id = crypto.randomUUID();
  sessions.add(id);
  setCookie(event, cookieName, id, { httpOnly: true, sameSite: "lax" });
}

export function endSession(event: H3Event): void {
  sessions.delete(getCookie(event, cookieName) ?? "");
  deleteCookie(event, cookieName);
}

/** True for the cookies of somebody who logged in. */
export function isLoggedIn(cookies: string | null | undefined): boolean {
  const id = /(?:^|; )session=([\w-]+)/.exec(cookies ?? "")?.[1];
  return id !== undefined && sessions.has(id);
}
