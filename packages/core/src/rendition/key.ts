/** What names a rendition: the recipe, the content's version and the engine's. */
import { writeRecipe, type FileRecord } from "@intaglio/contract";
import type { Target } from "../engine.ts";

/** Goes up when the same recipe gives other bytes, so that old renditions are not served for new ones. */
const engineVersion = 2;

/**
 * The text whose digest is the rendition's name. Equal plans have equal text, whatever dialect they came from. `detector`
 * is the name of the one that has a say in what the picture shows.
 */
export function describeRendition(
  file: Pick<FileRecord, "id" | "sha256">,
  layers: ReadonlyMap<string, Pick<FileRecord, "sha256">>,
  target: Target,
  detector?: string,
): string {
  const below = [...layers].map(([source, { sha256 }]) => `${source}=${sha256}`).toSorted();
  const seen = detector === undefined ? "" : `|seen by ${detector}`;
  return `${engineVersion}|${file.id}|${file.sha256}|${below.join("|")}|${writeRecipe(target)}${seen}`;
}
