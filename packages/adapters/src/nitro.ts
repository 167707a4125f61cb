/** Nitro's handlers are h3's: of h3 2 in Nitro 3, of h3 1 in Nitro 2 and Nuxt 4. */
export { toH3Handler as toNitroHandler } from "./h3.ts";
export type { H3Handler as NitroHandler } from "./h3.ts";
