/** What an `<img>` needs, signed on the server, for any framework. */
export { signPicture } from "@intaglio/adapters/picture";
export type { PictureOptions, PictureSource, SignedPicture } from "@intaglio/adapters/picture";
