/** Signed pictures in React. Needs the package `react`. */
export { SignedImage } from "@intaglio/adapters/react";
export type { SignedImageProps } from "@intaglio/adapters/react";
