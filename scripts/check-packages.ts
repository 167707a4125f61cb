// What users will download: packs each built package and lets publint and attw (are the types wrong?) judge the tarball.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { packPackages } from "./pack.ts";
import { run } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "intaglio-pack-"));
try {
  for (const tarball of packPackages(folder)) {
    run("publint", ["run", tarball, "--strict"], { quiet: true });
    run("attw", [tarball, "--profile", "esm-only", "--format", "ascii", "--no-emoji"], { quiet: true });
    console.log(`${basename(tarball)}: publint and attw find nothing`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
