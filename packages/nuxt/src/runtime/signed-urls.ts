import { useState } from "#imports";
import type { Ref } from "vue";

/** The signed addresses of a page by their keys: filled on the server, and part of the payload. */
export const useSignedUrls = (): Ref<Record<string, string>> => useState("intaglio:urls", () => ({}));
