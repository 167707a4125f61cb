/** Intaglio in Next. */
export { toNextApiHandler, toNextHandlers } from "@intaglio/adapters/next";
export type { NextApiHandler, NextHandler, NextHandlers, NextMedia, NextOptions } from "@intaglio/adapters/next";
export { oncePerProcess } from "@intaglio/adapters/once-per-process";
export { toSignHandler } from "@intaglio/adapters/sign-handler";
export type { Signer, SignHandlerOptions, SignWish } from "@intaglio/adapters/sign-handler";
export { signPicture } from "@intaglio/adapters/signed-picture";
export type { PictureOptions, PictureSource, SignedPicture } from "@intaglio/adapters/signed-picture";
export { storeUpload } from "@intaglio/adapters/store-upload";
export type { UploadTarget } from "@intaglio/adapters/store-upload";
