/** The Nuxt module. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  addImports,
  addPlugin,
  addServerHandler,
  addServerImports,
  addServerPlugin,
  createResolver,
  defineNuxtModule,
} from "@nuxt/kit";
import { checkFolder, checkValue } from "intaglio/secrets";
import { defaults, type IntaglioModuleOptions } from "./options.ts";
import { secretsOf } from "./secrets.ts";

export type { IntaglioModuleOptions } from "./options.ts";

/** `modules: ["@intaglio/nuxt"]`, with a block `intaglio` beside it. */
const intaglioModule = defineNuxtModule<IntaglioModuleOptions>({
  meta: { name: "@intaglio/nuxt", configKey: "intaglio", compatibility: { nuxt: ">=4.0.0" } },
  defaults,
  setup(options, nuxt) {
    const { resolve } = createResolver(import.meta.url);
    const runtime = (name: string): string => resolve("runtime", name);
    nuxt.options.runtimeConfig["intaglio"] = options;

    // The app's own part is optional code, so it is found now and bundled by Nitro.
    const own = join(nuxt.options.serverDir, "intaglio.ts");
    nuxt.options.nitro.virtual ??= {};
    nuxt.options.nitro.virtual["#intaglio/app"] = () =>
      existsSync(own) ? `export { default } from ${JSON.stringify(own)}` : "export default {}";

    addServerHandler({ middleware: true, handler: runtime("server/middleware") });
    addServerHandler({ route: "/_intaglio/sign", method: "post", handler: runtime("server/sign") });
    addServerPlugin(runtime("server/close"));
    addServerImports([
      { name: "useIntaglio", from: runtime("server/intaglio") },
      { name: "defineIntaglio", from: runtime("server/define-intaglio") },
    ]);
    addPlugin({ src: runtime("plugin-server"), mode: "server" });
    addPlugin({ src: runtime("plugin-browser"), mode: "client" });
    addImports({ name: "useIntaglioUrl", from: runtime("use-intaglio-url") });
    addImageProvider(nuxt.options, runtime("provider"));
    if (nuxt.options.dev) addDevTools(nuxt, runtime("server/devtools"));

    const secrets = secretsOf(options);
    nuxt.hook("build:before", () => {
      checkValue("runtimeConfig.public", nuxt.options.runtimeConfig.public, secrets);
      checkValue("runtimeConfig.app", nuxt.options.runtimeConfig.app, secrets);
      checkValue("appConfig", nuxt.options.appConfig, secrets);
    });
    if (nuxt.options.dev) return; // there the folder holds the server's code too
    nuxt.hook("nitro:init", (nitro) => {
      nitro.hooks.hook("compiled", () => checkFolder(nitro.options.output.publicDir, secrets));
    });
  },
});

export default intaglioModule;

/** Nuxt Image, whether it is set up before or after this module, finds the provider in its own options. */
function addImageProvider(nuxtOptions: object, provider: string): void {
  const withImage = nuxtOptions as { image?: { providers?: Record<string, unknown> } };
  withImage.image ??= {};
  withImage.image.providers = { intaglio: { name: "intaglio", provider }, ...withImage.image.providers };
}

/** A tab that shows the library and explains addresses. */
function addDevTools(nuxt: { hook(name: never, listener: never): unknown }, handler: string): void {
  addServerHandler({ route: "/_intaglio/devtools/**", handler });
  const addTab = (tabs: object[]): void =>
    void tabs.push({
      name: "intaglio",
      title: "Intaglio",
      icon: "carbon:image-search",
      view: { type: "iframe", src: "/_intaglio/devtools/" },
    });
  nuxt.hook("devtools:customTabs" as never, addTab as never);
}
