/** Which paths are Uploadcare's, and which recipe answers them. */
import { isFileId, type Route } from "@intaglio/contract";

const upload: Route = { recipe: "upload", methods: ["POST"] };
const manage: Route = { recipe: "manage", methods: ["GET"] };
const deliver: Route = { recipe: "deliver", methods: ["GET", "HEAD"] };

/** The route of a path, undecoded. An id counts only as the whole first segment, in lower case. */
export function route(path: string): Route | undefined {
  if (path === "/base/" || path === "/base") return upload;
  if (path === "/info/" || path === "/info") return manage;
  return isFileId(path.slice(1, 37)) && path.startsWith("/") && (path.length === 37 || path[37] === "/")
    ? deliver
    : undefined;
}

/** The name under which a route's callers send the public key; it stands in error texts. */
export function keyName(path: string): string {
  return route(path)?.recipe === "upload" ? "UPLOADCARE_PUB_KEY" : "pub_key";
}
