/** Signed pictures in Vue. Needs the package `vue`. */
export { SignedImage } from "@intaglio/adapters/vue";
