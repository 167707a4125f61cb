/** Looks for secrets in what a build hands to browsers. */
export { checkFolder, checkValue, listSecrets } from "@intaglio/adapters/secrets";
export type { Secret, SecretValues } from "@intaglio/adapters/secrets";
