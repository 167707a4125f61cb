import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { packages, root } from "./workspace.ts";

/** Packs every published package, as it is built now, into `folder`; gives the tarballs' paths. */
export function packPackages(folder: string): string[] {
  const names = packages.flatMap(({ manifest }) => ["--workspace", manifest.name]);
  const args = ["pack", ...names, "--pack-destination", folder, "--ignore-scripts", "--loglevel", "error"];
  const printed = execFileSync("npm", args, { cwd: root, encoding: "utf8" });
  return printed
    .split("\n")
    .filter((line) => line.endsWith(".tgz"))
    .map((file) => join(folder, file));
}
