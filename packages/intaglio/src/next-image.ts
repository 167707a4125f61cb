/** A Server Component for pictures. */
export { IntaglioImage } from "@intaglio/adapters/next-image";
export type { IntaglioImageProps } from "@intaglio/adapters/next-image";
