export default defineNuxtConfig({
  modules: ["@intaglio/nuxt", "@nuxt/image"],
  intaglio: {
    uploads: "open", // anybody may upload here; leave it out, and only tickets and signatures are good
    uploadcare: {
      publicKey: "demopublickey",
      // For trying only: anybody can read it here. Leave it out, and one is derived from NUXT_INTAGLIO_SECRET.
      deliveryKeys: ["00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"],
    },
    limits: { uploadBytes: 100_000_000, uploadTypes: ["image/*"] },
  },
  image: { provider: "intaglio" },
  css: ["@uppy/core/css/style.min.css", "@uppy/dashboard/css/style.min.css"],
  compatibilityDate: "2026-11-01",
  telemetry: false,
});
