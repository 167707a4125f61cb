/** Every endpoint of the two APIs, and which one a request means. */
import { matchPath, type Endpoint } from "./endpoint.ts";
import { capabilities } from "./rest/capabilities.ts";
import { copies } from "./rest/copies.ts";
import { files } from "./rest/files.ts";
import { groups } from "./rest/groups.ts";
import { hooks } from "./rest/hooks.ts";
import { labels } from "./rest/labels.ts";
import { project } from "./rest/project.ts";
import { begin, status } from "./upload/from-url.ts";
import { group } from "./upload/group.ts";
import { info } from "./upload/info.ts";
import { complete, start } from "./upload/multipart.ts";

const endpoints: readonly Endpoint[] = [
  info,
  begin,
  status,
  start,
  complete,
  ...group,
  ...copies,
  ...files,
  ...labels,
  ...groups,
  ...capabilities,
  ...hooks,
  project,
];

/** The endpoints at a path, one a method; the first whose pattern fits wins, so exact paths stand before open ones. */
export function endpointsAt(
  path: string,
): readonly { readonly endpoint: Endpoint; readonly parts: readonly string[] }[] {
  const found = new Map<string, { endpoint: Endpoint; parts: readonly string[] }>();
  for (const one of endpoints) {
    const parts = found.has(one.method) ? undefined : matchPath(one.path, path);
    if (parts) found.set(one.method, { endpoint: one, parts });
  }
  return [...found.values()];
}
