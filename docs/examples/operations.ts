import { once } from "node:events";
import { createServer } from "node:http";
import { createIntaglio, diskBlobs } from "intaglio";
import { toNodeHandler } from "intaglio/node";
import { uploadcare } from "intaglio/uploadcare";

const { INTAGLIO_SECRET, DATABASE = "", FILES = "", CACHE = "", BACKUP = "", PUBLIC_URL = "", PORT } = process.env;

const media = createIntaglio({
  secret: INTAGLIO_SECRET,
  dialects: [uploadcare()],
  publicUrl: PUBLIC_URL, //                                                https://media.example.com
  database: DATABASE, //                                                   postgres://…, or a path of an SQLite file
  blobs: diskBlobs({ folder: FILES }), //                                  or s3({ … })
  renditions: { blobs: diskBlobs({ folder: CACHE, durable: false }) }, //  they can be made again
  backup: diskBlobs({ folder: BACKUP }),
  limits: { uploadBytes: 20_000_000 },
  render: { workers: 4, memoryBytes: 512 * 1024 * 1024 },
});
media.on("file.uploaded", ({ id, bytes }) => console.log(JSON.stringify({ uploaded: id, bytes })));

const handle = toNodeHandler(media);
const server = createServer((request, response) => {
  if (request.url === "/health") response.end("ok");
  else handle(request, response);
});

await media.ready(); // rejects, and so ends the process, where the database or a store cannot be opened
server.listen(Number(PORT ?? 3000), "127.0.0.1");
await once(server, "listening");
const address = server.address();
if (address !== null && typeof address === "object") console.log(`http://127.0.0.1:${address.port}`);

process.once("SIGTERM", () => {
  server.close(); // no new connections
  void media.close(); // waits up to 10 s for what is under way, then closes the stores
});
