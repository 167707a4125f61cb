/** What Uploadcare's File Uploader asks an app for: signatures of its uploads, and tokens for the addresses it writes. */
import { generateSecureSignature } from "@uploadcare/signed-uploads";
import type { Router } from "express";
import type { Intaglio } from "intaglio";
import type { AppOptions } from "./app-options.ts";
import { Refusal } from "./refusal.ts";

/**
 * Two routes. A real app asks in both who the visitor is: whoever gets a signature may upload until it ends, and whoever
 * gets a token sees the picture. Here anybody may, as there is no login; but a token is for one address and nothing else.
 */
export function addUploaderRoutes(api: Router, media: Intaglio, { secretKey }: Pick<AppOptions, "secretKey">): void {
  api.get("/uploader/signature", (_request, response) => {
    response.json(generateSecureSignature(secretKey, { lifetime: 600_000 }));
  });
  // Its `secure-delivery-proxy`: the uploader asks here for each picture, by the address that it would have without tokens.
  api.get("/uploader/preview", (request, response) => {
    const { url } = request.query;
    if (typeof url !== "string") throw new Refusal(400, "`url` must be given once.");
    response.redirect(media.sign(url, { expiresIn: 600 }));
  });
}
