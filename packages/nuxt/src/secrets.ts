import { listSecrets, type Secret } from "intaglio/secrets";
import type { IntaglioModuleOptions } from "./options.ts";

/** Every secret of the options, and those that the environment sets. */
export function secretsOf(
  options: IntaglioModuleOptions,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Secret[] {
  return listSecrets({
    "intaglio.secret": options.secret,
    "intaglio.database": options.database?.includes("://") ? options.database : undefined,
    "intaglio.uploadcare.secretKeys": options.uploadcare?.secretKeys,
    "intaglio.uploadcare.deliveryKeys": options.uploadcare?.deliveryKeys,
    "intaglio.cloudinary.apiSecrets": options.cloudinary?.apiSecrets,
    "intaglio.cloudinary.authTokenKeys": options.cloudinary?.authTokenKeys,
    "intaglio.cloudflare.signingKeys": options.cloudflare?.signingKeys,
    "intaglio.ipx.signingKeys": options.ipx?.signingKeys,
    NUXT_INTAGLIO_SECRET: env["NUXT_INTAGLIO_SECRET"],
    INTAGLIO_SECRET: env["INTAGLIO_SECRET"],
  });
}
