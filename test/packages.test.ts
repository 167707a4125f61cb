// The packages as users get them: built, packed, installed into an empty project, imported by plain Node.
import { execFileSync } from "node:child_process";
import { globSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packedPackages } from "../scripts/packed.ts";
import { packages } from "../scripts/workspace.ts";
import { readSources, resolveImport } from "./support/sources.ts";

/** Import names, such as `intaglio/express`, with what their sources export, sorted; types are marked. */
const entryPoints = readEntryPoints();

describe("manifests", () => {
  const first = packages[0]?.manifest;

  test.for(packages)("$manifest.name agrees with the others", ({ manifest }) => {
    expect(manifest).toMatchObject({
      version: first?.version,
      license: "MIT",
      type: "module",
      engines: first?.engines,
    });
  });

  test.for(packages)("$manifest.name asks for exactly this version of ours", ({ manifest }) => {
    const ours = Object.entries(manifest.dependencies ?? {}).filter(([name]) =>
      packages.some((other) => other.manifest.name === name),
    );
    expect(ours.map(([, version]) => version)).toEqual(ours.map(() => manifest.version));
  });

  test.for(packages)("$manifest.name names source, types and code of each entry alike", ({ manifest }) => {
    for (const targets of Object.values(manifest.exports)) {
      const path = targets["@intaglio/source"]?.replace(/^\.\/src\/(.*)\.ts$/, "$1");
      const expected = {
        "@intaglio/source": `./src/${path}.ts`,
        types: `./dist/${path}.d.ts`,
        default: `./dist/${path}.js`,
      };
      expect(Object.entries(targets)).toEqual(Object.entries(expected)); // in this order: the first match wins
    }
  });
});

test("the entry points export what test/entry-points.txt lists", async () => {
  const listed = entryPoints.map(({ name, exports }) => `${[name, ...exports].join("\n  ")}\n`).join("\n");
  await expect(listed).toMatchFileSnapshot("entry-points.txt"); // a wanted change: npm test -- -u
});

/** What some entries need and a plain install does not bring. */
const optionalPeers = [
  "aws4fetch",
  "react@^19.3.1",
  "vue@^3.5.45",
  "@tus/server@^2.4.5",
  "@uppy/core@^6.3.1",
  "@uppy/tus@^6.0.0",
];

describe("installed from the tarballs", () => {
  const project = mkdtempSync(join(tmpdir(), "intaglio-user-"));
  afterAll(() => rmSync(project, { recursive: true, force: true }));

  beforeAll(async () => {
    writeFileSync(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }));
    // No package may need its install script: many users block those.
    const options = ["--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel", "error"];
    runPlain("npm", ["install", ...options, ...(await packedPackages()), ...optionalPeers], project);
  }, 180_000);

  test.for(entryPoints)("$name exports the same values as its source", ({ name, exports }) => {
    const print = `console.log(JSON.stringify(Object.keys(await import(${JSON.stringify(name)}))))`;
    const values = JSON.parse(runPlain("node", ["--input-type=module", "--eval", print], project)) as string[];
    expect(values.toSorted()).toEqual(exports.filter((line) => !line.startsWith("type ")));
  });

  test("they take a photo and show it, with workers that run the built code", () => {
    const photo = fileURLToPath(new URL("fixtures/meadow.jpg", import.meta.url));
    const script = `
      import { readFileSync } from "node:fs";
      import { createIntaglio, format, scaleCrop } from "intaglio";
      import { uploadcare } from "intaglio/uploadcare";
      const media = createIntaglio({ dialects: [uploadcare({})], uploads: "open" });
      const form = new FormData();
      form.set("file", new File([readFileSync(${JSON.stringify(photo)})], "a.jpg"));
      form.set("UPLOADCARE_PUB_KEY", "demopublickey");
      const uploaded = await media.fetch(new Request("http://h/base/", { method: "POST", body: form }));
      const { file } = await uploaded.json();
      const url = "http://h" + media.url(file, [scaleCrop(100, 100), format("webp")]);
      const picture = await media.fetch(new Request(url));
      console.log(picture.status, picture.headers.get("content-type"));
      await media.close();`;
    expect(runPlain("node", ["--input-type=module", "--eval", script], project)).toBe("200 image/webp\n");
  });

  test("the program runs", () => {
    const address = "/6f6e6c79-2074-4573-a420-64617461aa01/-/resize/300x/";
    const program = join(project, "node_modules", ".bin", "intaglio");
    expect(runPlain(program, ["translate", address, "--to", "cloudinary"], project)).toBe(
      "/demo/image/upload/c_scale,w_300/f_auto/6f6e6c79-2074-4573-a420-64617461aa01\n",
    );
    expect(runPlain(program, ["explain", address], project)).toContain("300 x 225");
  });

  test.for(packages)(
    "$manifest.name carries code, types, sources and the licence, and nothing else",
    ({ manifest }) => {
      const folder = join(project, "node_modules", manifest.name);
      const files = globSync("**/*.*", { cwd: folder, exclude: ["node_modules/**"] }).concat(
        globSync("LICENSE", { cwd: folder }),
      );
      const targets = Object.values(manifest.exports).flatMap((entry) => Object.values(entry));
      expect(files).toEqual(expect.arrayContaining(["LICENSE", ...targets.map((path) => path.slice("./".length))]));
      expect(files.filter((file) => !/^(dist|src)\/|^(LICENSE|README\.md|package\.json)$/.test(file))).toEqual([]);
    },
  );
});

/** Runs a program as a user would: without the condition that leads to sources. */
function runPlain(program: string, args: readonly string[], cwd: string): string {
  return execFileSync(program, args, { cwd, encoding: "utf8", env: { ...process.env, NODE_OPTIONS: "" } });
}

function readEntryPoints(): { name: string; exports: string[] }[] {
  const sources = readSources();
  return packages.flatMap(({ manifest }) =>
    Object.keys(manifest.exports).map((subpath) => {
      const name = manifest.name + subpath.slice(".".length);
      const source = sources.get(resolveImport("", name) ?? "");
      return {
        name,
        exports: (source?.exports ?? []).map((out) => (out.type ? `type ${out.name}` : out.name)).toSorted(),
      };
    }),
  );
}
