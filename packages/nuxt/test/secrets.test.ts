import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { checkFolder, checkPublic, secretsOf } from "../src/secrets.ts";

const options = {
  secret: "a secret for tests that is long enough",
  database: "postgres://user:password@127.0.0.1/media",
  uploadcare: {
    publicKey: "demopublickey",
    secretKeys: ["upload-secret-1", "upload-secret-2"],
    deliveryKeys: ["0a".repeat(16)],
  },
  cloudinary: { apiKey: "1234567890", apiSecrets: ["cloudinary-secret"], authTokenKeys: ["0b".repeat(16)] },
  cloudflare: { signingKeys: ["cloudflare-secret"] },
  ipx: { signingKeys: ["ipx-secret-key"] },
};
const environment = {
  NUXT_INTAGLIO_SECRET: "of Nuxt's environment",
  INTAGLIO_SECRET: "of the environment",
  PATH: "/usr/local/bin",
};
const secrets = secretsOf(options, environment);

test("every secret is known, and what is public is none", () => {
  expect(secrets.map(({ value }) => value)).toEqual([
    options.secret,
    options.database,
    ...options.uploadcare.secretKeys,
    ...options.uploadcare.deliveryKeys,
    ...options.cloudinary.apiSecrets,
    ...options.cloudinary.authTokenKeys,
    ...options.cloudflare.signingKeys,
    ...options.ipx.signingKeys,
    environment.NUXT_INTAGLIO_SECRET,
    environment.INTAGLIO_SECRET,
  ]);
});

test("what is not set, or a path of a database, is no secret", () => {
  expect(secretsOf({ secret: "", database: "records.sqlite" }, {})).toEqual([]);
});

test.for(secrets)("$path is found in a public value, however deep, and not shown", ({ path, value }) => {
  const check = (): void => checkPublic("public", { list: [{ text: `before ${value} after` }] }, secrets);
  expect(check).toThrow(`the secret ${path} would reach browsers by public.list.0.text`);
  expect(check).not.toThrow(value);
});

test("other public values pass", () => {
  expect(() =>
    checkPublic("public", { a: [1, null, undefined, true, "text"], b: { c: "demopublickey" } }, secrets),
  ).not.toThrow();
});

test.for(secrets)("$path is found in a file that is served", ({ path, value }) => {
  const folder = newFolder();
  mkdirSync(join(folder, "_nuxt"));
  writeFileSync(join(folder, "_nuxt", "app.js"), `const key = ${JSON.stringify("key")};`);
  expect(() => checkFolder(folder, secrets)).not.toThrow();
  const file = join(folder, "_nuxt", "other.js");
  writeFileSync(file, `const key = "${value}";`);
  expect(() => checkFolder(folder, secrets)).toThrow(`the secret ${path} would reach browsers by ${file}`);
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "intaglio-nuxt-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
