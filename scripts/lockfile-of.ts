// `node scripts/lockfile-of.ts playground/nuxt`: writes the lockfile of what is not in the workspace (heavy playgrounds, the site),
// after its package.json changed.
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withoutOurs } from "./heavy-playground.ts";
import { root } from "./workspace.ts";

const source = join(root, process.argv[2] ?? "");
const folder = mkdtempSync(join(tmpdir(), "intaglio-lockfile-"));
try {
  writeFileSync(join(folder, "package.json"), JSON.stringify(withoutOurs(join(source, "package.json"))));
  copyFileSync(join(root, ".npmrc"), join(folder, ".npmrc"));
  execFileSync("npm", ["install", "--package-lock-only", "--ignore-scripts"], { cwd: folder, stdio: "inherit" });
  copyFileSync(join(folder, "package-lock.json"), join(source, "package-lock.json"));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
