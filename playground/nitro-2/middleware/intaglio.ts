import { defineEventHandler } from "h3";
import { toNitroHandler } from "intaglio/nitro";
import { media } from "../../media.ts";

export default defineEventHandler(toNitroHandler(media)); // it answers only the URLs it owns
