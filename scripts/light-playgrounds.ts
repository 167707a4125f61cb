// The playgrounds of this workspace as their users have them: in a folder outside of it, from packed tarballs.
import { copyFileSync, cpSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installPacked, withoutOurs } from "./heavy-playground.ts";
import { madeOnce } from "./made-once.ts";
import { packageInputs } from "./packed.ts";
import { root, type Manifest } from "./workspace.ts";

/** The folders in `playground` that are in the workspace. */
export const lightPlaygrounds = ["express", "fastify", "h3", "hono", "koa", "node", "srvx"] as const;

/**
 * Installs all of them at once, unless that is done; gives the folder that holds a folder of each. What one may import is
 * in its own manifest. The first time takes 10 to 40 s.
 */
export function installLightPlaygrounds(): Promise<string> {
  const sources = lightPlaygrounds.map((name) => `playground/${name}/**/*`);
  return madeOnce("light-playgrounds", [...packageInputs, "playground/media.ts", ...sources], async (to) => {
    const manifest = join(to, "package.json");
    copyFileSync(join(root, "playground", "media.ts"), join(to, "media.ts"));
    copyFileSync(join(root, ".npmrc"), join(to, ".npmrc"));
    writeFileSync(manifest, JSON.stringify({ private: true, type: "module", dependencies: copyAll(to) }));
    await installPacked(to);
    const { version } = JSON.parse(readFileSync(join(to, "node_modules/intaglio/package.json"), "utf8")) as Manifest;
    const shared = { name: "playground-media", private: true, type: "module", dependencies: { intaglio: version } };
    writeFileSync(manifest, JSON.stringify(shared)); // what `media.ts` may import
  });
}

/** Copies the playgrounds; gives what they all depend on, but for our own packages. */
function copyAll(to: string): Record<string, string> {
  const all: Record<string, string> = {};
  for (const name of lightPlaygrounds) {
    const source = join(root, "playground", name);
    for (const entry of globSync("*", { cwd: source, exclude: ["node_modules"] }))
      cpSync(join(source, entry), join(to, name, entry), { recursive: true });
    Object.assign(all, withoutOurs(join(source, "package.json")).dependencies);
  }
  return all;
}
