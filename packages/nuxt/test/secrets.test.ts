import { expect, test } from "vitest";
import { secretsOf } from "../src/secrets.ts";

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
test("every secret is known, and what is public is none", () => {
  expect(secretsOf(options, environment).map(({ value }) => value)).toEqual([
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
