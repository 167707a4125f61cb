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
import type { AppOptions } from "./app-options.ts";

const publicFolder = fileURLToPath(new URL("./public", import.meta.url));
/** Uploadcare's File Uploader as its package has it. */
const uploaderFolder = fileURLToPath(
  new URL(".", import.meta.resolve("@uploadcare/file-uploader/web/uc-basic.min.css")),
);

/** The app, and the media server inside it: close that when the app stops. */
export function createApp(options: AppOptions): { readonly app: Express; readonly media: Intaglio } {
  const { secret, data, publicUrl, delivery, uploads, publicKey, secretKey, deliveryKey, privateOrigins } = options;
  const media = createIntaglio({
    secret,
    data,
    publicUrl,
    delivery,
    uploads,
    remote: { origins: privateOrigins.map((origin) => ({ origin, private: true })) },
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
  app.use("/api", createApi(media, options));
  app.use(sealPages(publicUrl));
  app.use("/file-uploader", express.static(uploaderFolder, { index: false }));
  app.use(express.static(publicFolder, { cacheControl: true, maxAge: 0 }));
  return { app, media };
}

/**
 * A page runs nothing but this server's files and talks to nobody else. The server is itself under the name in
 * `publicUrl`, too: that is how it writes its own addresses. `blob:` is a picture that the page holds. Uploadcare's
 * uploader needs more: styles in its markup, a picture in its script, and a film of the camera.
 */
function sealPages(publicUrl: string): RequestHandler {
  const server = `'self' ${new URL(publicUrl).origin}`;
  const strict = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": `${server} blob:`,
    "connect-src": server,
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
  };
  const policy = writePolicy(strict);
  const uploaderPolicy = writePolicy({
    ...strict,
    "style-src": "'self' 'unsafe-inline'",
    "img-src": `${server} blob: data:`,
    "media-src": "blob:",
  });
  return (request, response, next) => {
    response.setHeader("Content-Security-Policy", request.path === "/uploader.html" ? uploaderPolicy : policy);
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "same-origin");
    next();
  };
}

const writePolicy = (rules: Readonly<Record<string, string>>): string =>
  Object.entries(rules)
    .map((rule) => rule.join(" "))
    .join("; ");
