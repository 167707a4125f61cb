import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./workspace.ts";

/** Where this clone's tarballs and installed playgrounds are: outside, so that nothing is found by way of the workspace. */
export const installs: string = join(
  tmpdir(),
  `intaglio-installs-${createHash("sha256").update(root).digest("hex").slice(0, 8)}`,
);
