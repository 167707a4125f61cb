import { createHash } from "node:crypto";
import { globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "./workspace.ts";

/** What stands for the content of files below the root: equal as long as none of them changes. Installed and built ones are left out. */
export function fingerprint(patterns: readonly string[]): string {
  const made = /(^|\/)(node_modules|dist|\.next[^/]*)(\/|$)/;
  const files = globSync(patterns, { cwd: root, exclude: (path) => made.test(path) });
  const hash = createHash("sha256").update(process.version);
  for (const path of files.toSorted()) {
    if (!statSync(join(root, path)).isFile()) continue;
    hash.update(`\0${path}\0`).update(readFileSync(join(root, path)));
  }
  return hash.digest("hex").slice(0, 16);
}
