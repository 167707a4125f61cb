/** Signs for browsers what the app lets them have. */
import { IntaglioError } from "intaglio";
import app from "#intaglio/app";
import { createError, defineEventHandler, readBody } from "h3";
import type { ImageModifiers } from "../image-key.ts";
import type { SigningRequest } from "./define-intaglio.ts";
import { signImage } from "./intaglio.ts";

/** Addresses in one request. */
const maxImages = 100;

export default defineEventHandler(async (event) => {
  const images = readImages(await readBody(event));
  const requests = images.map((image): SigningRequest => ({ event, ...image }));
  const allowed = await Promise.all(requests.map((request) => app.maySign?.(request) ?? false));
  const refused = images.find((_image, index) => allowed[index] !== true);
  if (refused) {
    const why = app.maySign ? "it says no" : "it is not there";
    throw refusal(403, `Not signed: \`maySign\` of server/intaglio.ts decides, and ${why}.`);
  }
  try {
    return { urls: images.map(({ fileId, modifiers }) => signImage(fileId, modifiers)) };
  } catch (error) {
    if (error instanceof IntaglioError && error.status < 500) throw refusal(400, error.detail.hint ?? error.sentence);
    throw error;
  }
});

function readImages(body: unknown): { fileId: string; modifiers: ImageModifiers }[] {
  const { images } = (body ?? {}) as { images?: unknown };
  const list: unknown[] = Array.isArray(images) ? images : [];
  const isRight = list.length > 0 && list.length <= maxImages && list.every(isImage);
  if (!isRight) throw refusal(400, `images must be a list of 1 to ${maxImages} of { fileId, modifiers }`);
  return list as { fileId: string; modifiers: ImageModifiers }[];
}

function isImage(value: unknown): boolean {
  const { fileId, modifiers } = (value ?? {}) as Record<string, unknown>;
  return typeof fileId === "string" && typeof modifiers === "object" && modifiers !== null;
}

function refusal(statusCode: number, message: string): Error {
  return createError({ statusCode, message });
}
