// `npm run lockfile`: adds to package-lock.json the optional packages, binaries for other systems, that the registry lacked
// when npm wrote it. npm leaves those out, and `npm ci` of npm 11 then refuses the file. `--check` only looks.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./workspace.ts";

type Entry = { version?: string; dev?: boolean; optionalDependencies?: Record<string, string> };

const file = join(root, "package-lock.json");
const lockfile = JSON.parse(readFileSync(file, "utf8")) as { packages: Record<string, Entry> };
const missing = Object.entries(lockfile.packages).flatMap(([path, { dev, optionalDependencies = {} }]) =>
  Object.entries(optionalDependencies)
    .filter(([name]) => !isThere(path, name))
    .map(([name, version]) => [`node_modules/${name}`, toEntry(name, version, dev ?? false)] as const),
);

if (process.argv.includes("--check")) {
  if (missing.length === 0) process.exit();
  console.error(`package-lock.json lacks ${missing.length} optional packages: npm run lockfile`);
  process.exit(1);
}
const all = Object.entries({ ...lockfile.packages, ...Object.fromEntries(missing) });
const packages = Object.fromEntries(all.toSorted(([a], [b]) => a.localeCompare(b, "en")));
writeFileSync(file, `${JSON.stringify({ ...lockfile, packages }, null, 2)}\n`);
console.log(`package-lock.json: ${missing.length} optional packages added`);

/** Looks where Node would: in the package's own node_modules, then outwards. */
function isThere(path: string, name: string): boolean {
  if (`${path ? `${path}/` : ""}node_modules/${name}` in lockfile.packages) return true;
  return path !== "" && isThere(path.slice(0, Math.max(0, path.lastIndexOf("/node_modules/"))), name);
}

/** What npm needs to know to skip the package on other systems, in npm's own order. */
function toEntry(name: string, version: string, dev: boolean): Entry {
  const [, os, cpu, abi = ""] =
    /\b(android|darwin|freebsd|linux|openharmony|win32)-([a-z0-9]+)(?:-(\w+))?$/.exec(name) ?? [];
  const libc = abi.startsWith("gnu") ? ["glibc"] : abi.startsWith("musl") ? ["musl"] : undefined;
  return {
    version,
    ...(cpu && { cpu: [cpu] }),
    ...(dev && { dev }),
    ...(os === "linux" && libc && { libc }),
    optional: true,
    ...(os && { os: [os] }),
  } as Entry;
}
