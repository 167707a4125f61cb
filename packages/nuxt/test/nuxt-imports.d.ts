// What the module's runtime uses of the app it is built into. Nuxt itself is too heavy for this workspace; playground/nuxt
// has it, and runs all this.
declare module "#imports" {
  import type { Ref } from "vue";

  export interface RequestEvent {
    readonly context: object;
  }
  export const $fetch: <Answer>(url: string, options: { method: string; body: unknown }) => Promise<Answer>;
  export function defineNuxtPlugin(setup: () => void): unknown;
  export function useRequestEvent(): RequestEvent | undefined;
  export function useState<Value>(key: string, init: () => Value): Ref<Value>;
}

declare module "#intaglio/app" {
  import type { IntaglioApp } from "../src/runtime/server/define-intaglio.ts";

  const app: IntaglioApp;
  export default app;
}

declare module "nitropack/runtime" {
  export function useRuntimeConfig(): Readonly<Record<string, unknown>>;
  export function defineNitroPlugin(
    setup: (nitro: { hooks: { hook(name: "close", listener: () => Promise<void>): void } }) => void,
  ): unknown;
}
