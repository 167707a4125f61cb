/** The playground as an Express app: Intaglio's own URLs, a small JSON API for the page, and the page. */
import express, { type Express, type RequestHandler } from "express";
import { fileURLToPath } from "node:url";
import { createIntaglio, format, scaleCrop, type Intaglio } from "intaglio";
import { cloudflare } from "intaglio/cloudflare";
import { cloudinary } from "intaglio/cloudinary";
import { toExpressHandler } from "intaglio/express";
import { ipx } from "intaglio/ipx";
import { uploadcare } from "intaglio/uploadcare";
import { createApi } from "./api.ts";
import type { PlaygroundSettings } from "./settings.ts";

/** What {@link createApp} needs: where to listen is the server's business. */
export type AppOptions = Omit<PlaygroundSettings, "port" | "host">;

const publicFolder = fileURLToPath(new URL("./public", import.meta.url));

/** The app, and the media server inside it: close that when the app stops. */
export function createApp(options: AppOptions): { readonly app: Express; readonly media: Intaglio } {
  const { secret, data, delivery, uploads, publicKey, secretKey, deliveryKey } = options;
  const media = createIntaglio({
    secret,
    data,
    delivery,
    uploads,
    dialects: [
      uploadcare({ publicKey, secretKeys: [secretKey], deliveryKeys: [deliveryKey] }), // its clients want the root
      cloudinary(),
      cloudflare(),
      ipx(),
    ],
    presets: {
      thumb: [scaleCrop(320, 320), format("auto")],
      thumbLarge: [scaleCrop(640, 640), format("auto")], // for screens with two pixels a dot
    },
  });

  const app = express();
  app.disable("x-powered-by");
  app.use(toExpressHandler(media)); // before anything that reads bodies: uploads are streams
  app.use("/api", createApi(media, { delivery, uploads }));
  app.use(sealPage);
  app.use(express.static(publicFolder, { cacheControl: true, maxAge: 0 }));
  return { app, media };
}

/** The page runs nothing but its own files and talks to nobody but this server. `blob:` is the studio's preview. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const sealPage: RequestHandler = (_request, response, next) => {
  response.setHeader("Content-Security-Policy", policy);
  response.setHeader("X-Content-Type-Options", "nosniff");
  response.setHeader("Referrer-Policy", "same-origin");
  next();
};
