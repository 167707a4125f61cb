// `npm run docs`: builds the documentation's site and says where it lies. `--serve` then serves it on port 4173.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { writePages } from "./docs-pages.ts";
import { run } from "./run.ts";
import { packages, root } from "./workspace.ts";

const site = join(root, "site");
const pages = join(site, ".pages");

install();
writePages(pages);
run("npx", ["typedoc"], { cwd: site });
nameReference();
run("npx", ["vitepress", "build"], { cwd: site });
console.log(`\nThe site lies in ${join(site, "dist")}`);
if (process.argv.includes("--serve")) execFileSync("npx", ["vitepress", "preview"], { cwd: site, stdio: "inherit" });

/** By the site's own lockfile, and again only when that has changed. */
function install(): void {
  const mark = join(site, "node_modules", ".intaglio-lockfile");
  const lockfile = readFileSync(join(site, "package-lock.json"), "utf8");
  if (existsSync(mark) && readFileSync(mark, "utf8") === lockfile) return;
  run("npm", ["ci", "--include=dev", "--ignore-scripts", "--prefer-offline", "--loglevel", "error"], { cwd: site });
  writeFileSync(mark, lockfile);
}

/** Pages made of types are named as what one imports. */
function nameReference(): void {
  const entries = packages.find(({ manifest }) => manifest.name === "intaglio")?.manifest.exports ?? {};
  for (const [entry, { "@intaglio/source": source = "" }] of Object.entries(entries)) {
    const file = join(pages, "reference", `${basename(source, ".ts")}.md`);
    const name = entry.replace(/^\./, "intaglio");
    writeFileSync(
      file,
      `---
title: ${name}
---

# \`${name}\`

${readFileSync(file, "utf8")}`,
    );
  }
  rmSync(join(pages, "reference", "overview.md")); // the sidebar lists them
}
