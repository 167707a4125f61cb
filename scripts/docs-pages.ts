// The pages of the documentation's site, written from where they are kept: `docs`, the READMEs, the sources they link to.
import { copyFileSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, extname, join, normalize, relative } from "node:path";
import { root } from "./workspace.ts";

/** Where a file's page is on the site, for those that have one of their own. */
const places: readonly (readonly [pattern: string, place: (path: string) => string])[] = [
  ["site/index.md", () => "index.md"],
  ["README.md", () => "overview.md"],
  ["CHANGELOG.md", () => "changelog.md"],
  ["docs/**/*.md", (path) => path.replace(/^docs\//, "").replace(/README\.md$/, "index.md")],
  ["packages/dialects/src/*/README.md", (path) => `dialects/${path.split("/")[3]}.md`],
  ["playground/*/README.md", (path) => `playground/${path.split("/")[1]}.md`],
  ["packages/*/README.md", (path) => `packages/${path.split("/")[1]}.md`],
];

/** A link or picture of Markdown, and code, in which nothing is a link. */
const linkOrCode = /^(`{3,})[^]*?^\1$|(`+)[^`]+?\2(?!`)|(\]\()([^\s()]+)(\))/gm;

/** Writes all of them below `to`, with links that lead from page to page. What a page links to has a page, too. */
export function writePages(to: string): void {
  rmSync(to, { recursive: true, force: true });
  const pages = new Map(
    places.flatMap(([pattern, place]) => globSync(pattern, { cwd: root }).map((path) => [path, place(path)] as const)),
  );
  const seen = new Set<string>();
  const write = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    const text = pages.has(path) ? readFileSync(join(root, path), "utf8") : showSource(path);
    put(join(to, pageOf(path)), text.replace(linkOrCode, replaceLink(path)));
  };
  const pageOf = (path: string): string => pages.get(path) ?? `source/${path}.md`;
  const replaceLink =
    (from: string) =>
    (whole: string, ...groups: (string | undefined)[]): string => {
      const [, , open, target = "", close] = groups;
      if (open === undefined || /^(?:[a-z]+:|#|\/)/.test(target)) return whole;
      const [address = "", hash] = target.split("#", 2);
      const path = findFile(normalize(join(dirname(from), address)));
      if (extname(path) === ".png") {
        mkdirSync(join(to, dirname(pageOf(from)), dirname(address)), { recursive: true });
        copyFileSync(join(root, path), join(to, dirname(pageOf(from)), address));
        return whole;
      }
      write(path);
      const way = relative(dirname(pageOf(from)), pageOf(path));
      return `${open}${way.startsWith(".") ? way : `./${way}`}${hash === undefined ? "" : `#${hash}`}${close}`;
    };
  for (const path of pages.keys()) write(path);
}

/** A link to a folder means its README, where it has one. */
function findFile(path: string): string {
  const place = path.replace(/\/$/, "");
  if (!statSync(join(root, place), { throwIfNoEntry: false }))
    throw new Error(`a page links to ${place}: it is not there`);
  const readme = join(place, "README.md");
  return statSync(join(root, readme), { throwIfNoEntry: false }) ? readme : place;
}

/** A page that shows a file, or a folder's files. It is not searched. */
function showSource(path: string): string {
  const head = `---\ntitle: ${path}\nsearch: false\n---\n\n# ${path}\n\n`;
  if (statSync(join(root, path)).isFile())
    return `${head}\`\`\`\`\`${extname(path).slice(1)}\n${readFileSync(join(root, path), "utf8")}\`\`\`\`\`\n`;
  const exclude = (name: string): boolean => /(^|\/)(node_modules|dist|\.\w+|package-lock\.json)$/.test(name);
  const files = globSync("**/*.{ts,tsx,vue,js,html,json,css}", { cwd: join(root, path), exclude }).toSorted();
  return `${head}${files.map((file) => `- [${file}](${path.split("/").at(-1)}/${file})`).join("\n")}\n`;
}

function put(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
