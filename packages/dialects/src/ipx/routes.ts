/** Which paths are ipx's. There are deliveries only. */
import type { Route } from "@intaglio/contract";
import { words } from "./vocabulary.ts";

const deliver: Route = { recipe: "deliver", methods: ["GET", "HEAD"] };

/** The route of a path below the prefix, undecoded. Without a prefix, the first segment must look like modifiers. */
export function route(path: string, prefix: string): Route | undefined {
  if (!path.startsWith(`${prefix}/`)) return undefined;
  if (prefix !== "") return deliver;
  const [, first = "", ...rest] = path.split("/", 3);
  return rest.length > 0 && looksLikeModifiers(first) ? deliver : undefined;
}

function looksLikeModifiers(segment: string): boolean {
  return segment === "_" || (segment.length <= 1000 && segment.split(/[&,]/).some(looksLikeOne));
}

/** A single letter alone may be anybody's folder. */
function looksLikeOne(part: string): boolean {
  const [name = "", ...values] = part.split(/[:=_]/);
  return Object.hasOwn(words, name) && (name.length > 1 || values.length > 0);
}
