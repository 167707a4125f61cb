/** Every endpoint of the two APIs, and which one a request means. */
import { maxTargetBytes } from "@intaglio/contract";
import { matchSegments, segmentsOf, type Endpoint } from "./endpoint.ts";
import { capabilities } from "./rest/capabilities.ts";
import { copies } from "./rest/copies.ts";
import { files } from "./rest/files.ts";
import { groups } from "./rest/groups.ts";
import { hooks } from "./rest/hooks.ts";
import { labels } from "./rest/labels.ts";
import { project } from "./rest/project.ts";
import { search } from "./rest/search.ts";
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
  search,
  ...files,
  ...labels,
  ...groups,
  ...capabilities,
  ...hooks,
  project,
];

const patterns = endpoints.map((endpoint) => ({ endpoint, pattern: segmentsOf(endpoint.path) }));

/** The endpoints at a path, one a method; the first whose pattern fits wins, so exact paths stand before open ones. */
export function endpointsAt(
  path: string,
): readonly { readonly endpoint: Endpoint; readonly parts: readonly string[] }[] {
  const found = new Map<string, { endpoint: Endpoint; parts: readonly string[] }>();
  const segments = path.length > maxTargetBytes ? [] : segmentsOf(path);
  for (const { endpoint, pattern } of patterns) {
    const parts = found.has(endpoint.method) ? undefined : matchSegments(pattern, segments);
    if (parts) found.set(endpoint.method, { endpoint, parts });
  }
  return [...found.values()];
}
