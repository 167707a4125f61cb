/** What looks for secrets in files for browsers: used by Next's builds and by Nuxt's. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { withIntaglio } from "../src/next-config.ts";
import { checkFolder, checkValue, listSecrets } from "../src/secrets.ts";

const secrets = listSecrets({
  SECRET: "a secret for tests that is long enough",
  keys: ["0a".repeat(16), "0b".repeat(16)],
  database: 'postgres://user:"pass\\word"@127.0.0.1/media',
  short: "1234567",
  unset: undefined,
});

test("a name may have several; what is unset, or so short that it is anywhere, is none", () => {
  expect(secrets.map(({ name }) => name)).toEqual(["SECRET", "keys", "keys", "database"]);
});

test.for(secrets)("$name is found in a value, however deep, and not shown", ({ name, value }) => {
  const check = (): void => checkValue("public", { list: [{ text: `before ${value} after` }] }, secrets);
  expect(check).toThrow(`the secret ${name} would reach browsers by public.list.0.text`);
  expect(check).not.toThrow(value);
});

test("other values pass", () => {
  const values = { a: [1, null, undefined, true, "text"], b: { c: "demopublickey" } };
  expect(() => checkValue("public", values, secrets)).not.toThrow();
});

test.for(secrets)("$name is found in a file that is served, bare or quoted", ({ name, value }) => {
  const folder = newFolder();
  mkdirSync(join(folder, "chunks"));
  writeFileSync(join(folder, "chunks", "app.js"), `const key = ${JSON.stringify("key")};`);
  expect(() => checkFolder(folder, secrets)).not.toThrow();
  const file = join(folder, "chunks", "other.js");
  for (const text of [value, `const key = ${JSON.stringify(value)};`]) {
    writeFileSync(file, text);
    expect(() => checkFolder(folder, secrets)).toThrow(`the secret ${name} would reach browsers by ${file}`);
  }
});

test("withIntaglio adds to what an app has set, and takes nothing away", async () => {
  const ran: string[] = [];
  const compiler = { removeConsole: true, runAfterProductionCompile: async () => void ran.push("the app's own") };
  const config = {
    serverExternalPackages: ["sharp"],
    skipTrailingSlashRedirect: false,
    compiler,
    poweredByHeader: true,
  };
  const made = withIntaglio(config, { secrets: { key: "a key of eight or more" } });
  expect(made).toMatchObject({
    serverExternalPackages: ["sharp", "intaglio"],
    skipTrailingSlashRedirect: false,
    poweredByHeader: true,
    compiler: { removeConsole: true },
  });
  const afterCompile: (build: { projectDir: string; distDir: string }) => Promise<void> =
    made.compiler.runAfterProductionCompile;
  const projectDir = newFolder();
  const distDir = join(projectDir, ".next");
  const build = (): Promise<void> => afterCompile({ projectDir, distDir });
  await build();
  expect(ran).toEqual(["the app's own"]);
  for (const folder of ["public", ".next/static"]) {
    mkdirSync(join(projectDir, folder), { recursive: true });
    const file = join(projectDir, folder, "a.js");
    writeFileSync(file, "a key of eight or more");
    await expect(build()).rejects.toThrow(`the secret key would reach browsers by ${file}`);
    rmSync(file);
  }
  await build();
  expect(withIntaglio({})).toMatchObject({ serverExternalPackages: ["intaglio"], skipTrailingSlashRedirect: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "intaglio-secrets-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
