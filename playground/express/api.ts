/**
 * The app's own JSON API: what the page asks for. A real app puts its own login in front of all of these: whoever
 * reaches them may list and remove every file, and have any URL signed.
 */
import express, { type ErrorRequestHandler, type RequestHandler, type Router } from "express";
import { IntaglioError, type Intaglio, type PlanPart } from "intaglio";
import type { AppOptions } from "./app-options.ts";
import { presentFile } from "./present-file.ts";
import { Refusal } from "./refusal.ts";
import { addUploaderRoutes } from "./uploader.ts";

const uploadBytes = 25_000_000;
const pageSize = 24;
const dayInSeconds = 86_400;

const otherDialects = ["cloudinary", "cloudflare", "ipx"] as const;

/** The same plan in another service's words, or what of it that one cannot say. */
async function sayIn(
  media: Intaglio,
  url: string,
  dialect: string,
): Promise<{ readonly url: string } | { readonly why: string }> {
  const translation = await media.translate(url, dialect);
  return translation.refused
    ? { why: `${translation.refused.step}: ${translation.refused.why}` }
    : { url: translation.url };
}

/** The same server, whose addresses are paths: the page and the pictures come from one place, whatever name it was opened by. */
function withPaths(media: Intaglio, publicUrl: string): Intaglio {
  const toPath = (url: string): string => url.slice(publicUrl.length);
  return {
    ...media,
    url: (...given) => toPath(media.url(...given)),
    signUpload: (limits) => {
      const ticket = media.signUpload(limits);
      return { ...ticket, url: toPath(ticket.url) };
    },
    translate: async (...given) => {
      const said = await media.translate(...given);
      return said.refused ? said : { ...said, url: toPath(said.url) };
    },
  };
}

/** The routes under `/api`. */
export function createApi(server: Intaglio, options: AppOptions): Router {
  const { delivery, uploads, publicKey, publicUrl } = options;
  const media = withPaths(server, publicUrl);
  const api = express.Router();
  api.use(refuseOtherSites, express.json({ limit: "20kb" }));

  api.get("/settings", (_request, response) => {
    response.json({ delivery, uploads, publicKey, uploadBytes });
  });
  api.get("/files", async (request, response) => {
    const { after } = request.query;
    if (after !== undefined && typeof after !== "string") throw new Refusal(400, "`after` must be given once");
    const page = await media.files.list({ newestFirst: true, limit: pageSize, ...(after ? { after } : {}) });
    response.json({ files: page.files.map((file) => presentFile(media, file)), next: page.next ?? null });
  });
  api.get("/files/:id", async (request, response) => {
    const file = await media.files.find(request.params.id);
    if (!file) throw new Refusal(404, "This file is not here any more.");
    response.json(presentFile(media, file));
  });
  api.delete("/files/:id", async (request, response) => {
    await media.files.remove(request.params.id);
    response.status(204).end();
  });
  api.post("/ticket", (_request, response) => {
    response.json(media.signUpload({ maxBytes: uploadBytes, types: ["image/*"], expiresIn: 600 }));
  });
  api.post("/sign", (request, response) => {
    const { id, parts } = readPicture(request.body);
    response.json({ url: media.url(id, parts, { expiresIn: readExpiry(request.body) }) });
  });
  api.post("/words", async (request, response) => {
    const { id, parts } = readPicture(request.body);
    const url = media.url(id, parts, { signed: false });
    const words = otherDialects.map(async (dialect) => ({ dialect, ...(await sayIn(media, url, dialect)) }));
    response.json({ words: await Promise.all(words) });
  });
  api.post("/bake", async (request, response) => {
    const { id, parts } = readPicture(request.body);
    response.status(201).json(presentFile(media, await media.bake(id, parts)));
  });

  addUploaderRoutes(api, server, options);

  api.use((_request, _response, next) => next(new Refusal(404, "There is nothing at this address.")));
  api.use(answerError);
  return api;
}

/**
 * Another site's page can make a visitor's browser send requests here. Browsers mark them, so that a server without
 * a login, on somebody's own machine, need not obey.
 */
const refuseOtherSites: RequestHandler = (request, response, next) => {
  response.setHeader("Cache-Control", "no-store");
  response.setHeader("X-Content-Type-Options", "nosniff");
  const site = request.headers["sec-fetch-site"] ?? "none";
  if (site !== "same-origin" && site !== "none") throw new Refusal(403, "This API answers its own page only.");
  next();
};

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null;

function readFields(body: unknown): Fields {
  if (!isObject(body) || Array.isArray(body)) throw new Refusal(400, "A JSON object is expected.");
  return body;
}

/** Which file, and what to make of it. The engine checks every part; here only the outer shape is. */
function readPicture(body: unknown): { readonly id: string; readonly parts: readonly PlanPart[] } {
  const { id, parts } = readFields(body);
  if (typeof id !== "string") throw new Refusal(400, "`id` must be a file's id.");
  if (!Array.isArray(parts) || !parts.every(isObject)) throw new Refusal(400, "`parts` must be a list of steps.");
  return { id, parts: parts as PlanPart[] };
}

function readExpiry(body: unknown): number {
  const { expiresIn = 3600 } = readFields(body);
  if (typeof expiresIn !== "number" || !Number.isInteger(expiresIn) || expiresIn < 1 || expiresIn > 30 * dayInSeconds)
    throw new Refusal(400, "`expiresIn` must be whole seconds, from 1 to 30 days.");
  return expiresIn;
}

const answerError: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  const { status, ...body } = toAnswer(error);
  if (status >= 500) console.error(error);
  response.status(status).json(body);
};

function toAnswer(error: unknown): { readonly status: number; readonly error: string; readonly code?: string } {
  if (error instanceof Refusal) return { status: error.status, error: error.message };
  if (error instanceof IntaglioError) {
    const { hint } = error.detail;
    return { status: error.status, error: hint ? `${error.sentence} (${hint})` : error.sentence, code: error.code };
  }
  // What Express's body parser throws carries the status to answer; its text may echo the body, so it stays here.
  const status = error instanceof Error && "status" in error ? Number(error.status) : 500;
  if (status === 413) return { status, error: "The request is too large." };
  if (status >= 400 && status < 500) return { status, error: "The request is malformed." };
  return { status: 500, error: "Something went wrong on the server." };
}
