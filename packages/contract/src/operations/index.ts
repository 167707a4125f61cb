/** The table of all operations. */
import { overlay } from "./overlay.ts";
import { pictureOperations } from "./picture.ts";

/** Every operation of the transform language, by name. */
export const operations = { ...pictureOperations, overlay } as const;

/** An operation's name. */
export type OperationName = keyof typeof operations;
