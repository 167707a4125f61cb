/** Which paths are Uploadcare's, and which recipe answers them. */
import { isFileId, type Route } from "@intaglio/contract";
import { uploadPath } from "./intake/upload-path.ts";
import { endpointsAt } from "./manage/endpoints.ts";
import { readPartAddress } from "./manage/upload/part-address.ts";
import { groupRouteOf } from "./parse/group.ts";
import { isProxied } from "./parse/proxied.ts";

const upload: Route = { recipe: "upload", methods: ["POST"] };
const part: Route = { recipe: "part", methods: ["PUT"] };
const deliver: Route = { recipe: "deliver", methods: ["GET", "HEAD"] };
const group: Route = { recipe: "group", methods: ["GET", "HEAD"] };

/** The route of a path, undecoded. In a delivery an id counts only as the whole first segment, in lower case. */
export function route(path: string): Route | undefined {
  if (path === uploadPath || path === "/base") return upload;
  if (isFileId(path.slice(1, 37)) && path.startsWith("/") && (path.length === 37 || path[37] === "/")) return deliver;
  if (isProxied(path)) return deliver;
  if (readPartAddress(path)) return part;
  const asked = groupRouteOf(path);
  if (asked) return asked === "member" ? deliver : group;
  const methods = endpointsAt(path).map(({ endpoint }) => endpoint.method);
  return methods.length > 0 ? { recipe: "manage", methods } : undefined;
}

/** Which API a path is part of; undefined for deliveries. */
export function apiOf(path: string): "upload" | "rest" | undefined {
  const found = route(path);
  if (found === upload || found === part) return "upload";
  return found?.recipe === "manage" ? endpointsAt(path)[0]?.endpoint.api : undefined;
}

/** The name under which a route's callers send the public key; it stands in error texts. */
export function keyName(path: string): string {
  return /^\/+(base|multipart)(\/|$)/.test(path) ? "UPLOADCARE_PUB_KEY" : "pub_key";
}
