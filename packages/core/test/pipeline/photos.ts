/** The photographs of test/fixtures. */
import { readFile } from "node:fs/promises";

/** A photograph's bytes. */
export async function photo(name: "meadow" | "ladybird"): Promise<Buffer> {
  return readFile(new URL(`../../../../test/fixtures/${name}.jpg`, import.meta.url));
}
