/** What an `<img>` needs, signed on the server; the components of React and Vue show it. */
export { signPicture } from "./signed-picture.ts";
export type { PictureOptions, PictureSource, SignedPicture } from "./signed-picture.ts";
