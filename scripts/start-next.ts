// `npm run playground:next`: installs and builds the playground of Next where that was not done yet, and starts it.
import { join } from "node:path";
import { installNextApp, quietly } from "./next-app.ts";
import { run } from "./run.ts";
import { root } from "./workspace.ts";

const folder = await installNextApp();
run("npx", ["next", "start"], { cwd: folder, env: { ...quietly, INTAGLIO_DATA: join(root, ".intaglio") } });
