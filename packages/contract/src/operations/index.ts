/** The table of all operations. */
import { overlay } from "./overlay.ts";
import { pictureOperations, type PictureOperations } from "./picture.ts";

/** The type of {@link operations}. */
export interface Operations extends PictureOperations {
  readonly overlay: typeof overlay;
}

/** Every operation of the transform language, by name. */
export const operations: Operations = { ...pictureOperations, overlay };

/** An operation's name. */
export type OperationName = keyof Operations;
