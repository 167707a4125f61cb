import { defineConfig } from "nitro";

export default defineConfig({
  preset: "node-server",
  serverDir: "./",
  traceDeps: ["@intaglio/core"], // it starts a file of its own in other processes, so it must stay files
});
