// What users will download: packs each built package and lets publint and attw (are the types wrong?) judge the tarball.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packPackages } from "./pack.ts";
import { run } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "intaglio-pack-"));
try {
  for (const tarball of packPackages(folder)) {
    console.log(`\n${tarball}`);
    run("publint", ["run", tarball, "--strict"]);
    run("attw", [tarball, "--profile", "esm-only", "--format", "ascii", "--no-emoji"]);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
