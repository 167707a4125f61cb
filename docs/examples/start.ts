import express from "express";
import { createIntaglio, format, scaleCrop } from "intaglio";
import { toExpressHandler } from "intaglio/express";
import { uploadcare } from "intaglio/uploadcare";

const media = createIntaglio({ secret: process.env.INTAGLIO_SECRET, dialects: [uploadcare()] });

const app = express();
app.use(toExpressHandler(media)); // before any body parser; it answers only the URLs it owns

app.post("/ticket", (_request, response) => {
  response.json(media.signUpload({ maxBytes: 10_000_000, types: ["image/*"] })); // good for one upload
});
app.get("/photo/:id", (request, response) => {
  response.redirect(media.url(request.params.id, [scaleCrop(400, 300), format("auto")], { expiresIn: 3600 }));
});
app.get("/", (_request, response) => response.sendFile(new URL("start.html", import.meta.url).pathname));

const server = app.listen(Number(process.env.PORT ?? 3000), "127.0.0.1", () => {
  const address = server.address();
  if (address !== null && typeof address === "object") console.log(`http://127.0.0.1:${address.port}`);
});
