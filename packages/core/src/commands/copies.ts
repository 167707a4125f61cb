/** Copies of files. */
import { copyFile, exportFile } from "../copy-file.ts";
import type { Executors } from "./executor.ts";

/** The executors. */
export const copies: Executors<"file.copy" | "file.export"> = {
  "file.copy": (engine, project, command) => copyFile(engine, project, command),
  "file.export": (engine, project, command) => exportFile(engine, project, command),
};
