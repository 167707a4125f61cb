/** Signs for browsers what the app lets them have. Refusals are JSON too: Nuxt would answer errors with a page. */
import { IntaglioError } from "intaglio";
import app from "#intaglio/app";
import { defineEventHandler, readBody, setResponseStatus } from "h3";
import type { ImageModifiers } from "../image-key.ts";
import type { SigningRequest } from "./define-intaglio.ts";
import { signImage } from "./intaglio.ts";
import { whyNotSigned } from "./may-sign.ts";

/** Addresses in one request. */
const maxImages = 100;

interface Image {
  readonly fileId: string;
  readonly modifiers: ImageModifiers;
}

export default defineEventHandler(async (event) => {
  const refuse = (status: number, message: string): { message: string } => {
    setResponseStatus(event, status);
    return { message };
  };
  const images = readImages(await readBody(event).catch(() => undefined));
  if (!images) return refuse(400, `images must be a list of 1 to ${maxImages} of { fileId, modifiers }`);
  const requests = images.map((image): SigningRequest => ({ event, ...image }));
  const why = await whyNotSigned(app, requests);
  if (why !== undefined) return refuse(403, why);
  try {
    return { urls: images.map(({ fileId, modifiers }) => signImage(fileId, modifiers)) };
  } catch (error) {
    if (!(error instanceof IntaglioError)) throw error;
    return refuse(400, error.detail.hint ?? error.sentence);
  }
});

function readImages(body: unknown): Image[] | undefined {
  const { images } = (body ?? {}) as { images?: unknown };
  if (!Array.isArray(images) || images.length === 0 || images.length > maxImages) return undefined;
  return images.every(isImage) ? images : undefined;
}

function isImage(value: unknown): value is Image {
  const { fileId, modifiers } = (value ?? {}) as Record<string, unknown>;
  return typeof fileId === "string" && typeof modifiers === "object" && modifiers !== null;
}
