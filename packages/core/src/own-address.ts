/** Addresses of this very server: what is there is taken without going through the network. */
import type { Engine } from "./engine.ts";
import { mount, targetOf, type Mounted } from "./dialect/mount.ts";

/** The delivery that an absolute address of this server means; undefined for any other address. Throws `TARGET_*`. */
export function ownAddress({ settings, dialects }: Engine, url: string): Mounted | undefined {
  const { publicUrl, basePath } = settings;
  if (publicUrl === "" || !url.startsWith(`${publicUrl}/`)) return undefined;
  const mounted = mount(dialects, basePath, targetOf(url, publicUrl));
  return mounted?.route.recipe === "deliver" ? mounted : undefined;
}
