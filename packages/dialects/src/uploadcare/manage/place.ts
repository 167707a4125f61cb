/** Where the server is, as its options say. */

/** Clients want absolute links, and what a request says of its host is nobody's word: without an address of its own the server calls itself `localhost`. */
export function toAbsolute(baseUrl: string): string {
  return URL.canParse(baseUrl) ? baseUrl : `http://localhost${baseUrl}`;
}

/** The path that the server's paths stand below; empty for the root. */
export function basePathOf(baseUrl: string): string {
  return URL.canParse(baseUrl) ? new URL(baseUrl).pathname.replace(/\/$/, "") : baseUrl;
}
