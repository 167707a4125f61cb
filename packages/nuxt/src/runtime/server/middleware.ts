/** Answers what is Intaglio's, and lets pages sign. */
import { defineEventHandler } from "h3";
import { toNitroHandler } from "intaglio/nitro";
import { signImage, useIntaglio } from "./intaglio.ts";

const answer = toNitroHandler(useIntaglio());

export default defineEventHandler((event) => {
  event.context["intaglioSign"] = signImage;
  return answer(event);
});
