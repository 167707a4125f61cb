import { defineNitroConfig } from "nitropack/config";

export default defineNitroConfig({ preset: "node-server", srcDir: "./", compatibilityDate: "2026-11-01" });
