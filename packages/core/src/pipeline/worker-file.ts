/** The file that worker processes run. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { IntaglioError } from "@intaglio/contract";

const extension = import.meta.url.endsWith(".ts") ? ".ts" : ".js";

/** Its path: it lies beside this one. */
export const workerFile: string = fileURLToPath(new URL(`./worker${extension}`, import.meta.url));

/** Whether it is run from sources. */
export const isSource: boolean = extension === ".ts";

/** Throws `OPTIONS_INVALID` when a bundler has taken this package's code and left that file behind. */
export function checkWorkerFile(file: string = workerFile): void {
  if (existsSync(file)) return;
  throw new IntaglioError(
    "OPTIONS_INVALID",
    `${file} is missing: a bundler has taken the package @intaglio/core apart. Have it left as files ` +
      '(Nitro 3: `traceDeps: ["@intaglio/core"]`; others call it "external"), or set `render.renderer` to "inline"',
  );
}
