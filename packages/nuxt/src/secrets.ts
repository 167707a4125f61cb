/** Keeps secrets out of what browsers get: a build that would hand one over fails. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { IntaglioModuleOptions } from "./options.ts";

/** A secret and where it is set. */
export interface Secret {
  readonly path: string;
  readonly value: string;
}

/** Shorter ones would be found in any bundle by chance. */
const minLength = 8;

/** Every secret of the options, and those that the environment sets. */
export function secretsOf(
  options: IntaglioModuleOptions,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Secret[] {
  const lists: [path: string, values: readonly (string | undefined)[] | undefined][] = [
    ["intaglio.secret", [options.secret]],
    ["intaglio.database", options.database?.includes("://") ? [options.database] : []],
    ["intaglio.uploadcare.secretKeys", options.uploadcare?.secretKeys],
    ["intaglio.uploadcare.deliveryKeys", options.uploadcare?.deliveryKeys],
    ["intaglio.cloudinary.apiSecrets", options.cloudinary?.apiSecrets],
    ["intaglio.cloudinary.authTokenKeys", options.cloudinary?.authTokenKeys],
    ["intaglio.cloudflare.signingKeys", options.cloudflare?.signingKeys],
    ["intaglio.ipx.signingKeys", options.ipx?.signingKeys],
    ["NUXT_INTAGLIO_SECRET", [env["NUXT_INTAGLIO_SECRET"]]],
    ["INTAGLIO_SECRET", [env["INTAGLIO_SECRET"]]],
  ];
  return lists.flatMap(([path, values = []]) =>
    values.flatMap((value) => (value !== undefined && value.length >= minLength ? [{ path, value }] : [])),
  );
}

/** Throws when a value that Nuxt hands to browsers, under whatever name, holds a secret. It names places, never values. */
export function checkPublic(name: string, value: unknown, secrets: readonly Secret[]): void {
  if (typeof value === "string") {
    const found = secrets.find((secret) => value.includes(secret.value));
    if (found) throw leak(found, name);
  } else if (typeof value === "object" && value !== null)
    for (const [key, inner] of Object.entries(value)) checkPublic(`${name}.${key}`, inner, secrets);
}

/** Throws when a file below a folder that is served to browsers holds a secret. */
export function checkFolder(folder: string, secrets: readonly Secret[]): void {
  if (secrets.length === 0) return;
  const needles = secrets.map((secret) => ({ secret, bytes: Buffer.from(secret.value) }));
  for (const entry of globSync("**/*", { cwd: folder, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const content = readFileSync(file);
    const found = needles.find(({ bytes }) => content.includes(bytes));
    if (found) throw leak(found.secret, file);
  }
}

function leak({ path }: Secret, place: string): Error {
  return new Error(`Intaglio: the secret ${path} would reach browsers by ${place}. Use it on the server only`);
}
