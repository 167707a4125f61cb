export * from "@intaglio/adapters/nitro";
