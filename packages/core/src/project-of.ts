/** Whose picture an address means. */
import type { Dialect, Hints, Project, Source, Target } from "@intaglio/contract";
import type { Engine } from "./engine.ts";

/** The sources of addresses that were read before. */
const sources = new WeakMap<Target, Source>();

/**
 * The project whose keys and policy count: that of the file. Where there is none, or it is another's whom the dialect
 * does not serve, the server's own, which has no such file. Throws what the dialect's `parse` throws.
 */
export async function projectOf(
  engine: Engine,
  dialect: Dialect,
  target: Target,
  hints: () => Hints,
): Promise<Project> {
  const own = engine.projects.own(dialect);
  const source = sources.get(target) ?? dialect.parse(target, hints()).plan.source;
  sources.set(target, source);
  const file = source.kind === "file" ? await engine.records.find(source.id) : undefined;
  return (file && (await engine.projects.ofId(dialect, file.project))) ?? own;
}
