/** Ends the server with Nitro's. */
import { defineNitroPlugin } from "nitropack/runtime";
import { useIntaglio } from "./intaglio.ts";

export default defineNitroPlugin((nitro) => {
  nitro.hooks.hook("close", () => useIntaglio().close());
});
