/** The script of a page whose Uppy a test drives: `uppy`, and `stored`, the ids it was told of. */
import Uppy from "@uppy/core";
import { IntaglioUpload } from "intaglio/uppy";

const stored: string[] = [];
const uppy = new Uppy().use(IntaglioUpload, { ticket: "/ticket", onStored: (id) => void stored.push(id) });

export interface UppyPage {
  readonly uppy: typeof uppy;
  readonly stored: readonly string[];
}

Object.assign(globalThis, { uppy, stored } satisfies UppyPage);
