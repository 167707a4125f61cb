/** Makes a picture and closes; nothing may keep the process alive, and closing must not be cut off either. */
import { preview } from "intaglio";
import { createTestMedia, makePhoto } from "./media.ts";

const server = await createTestMedia();
const id = await server.upload(await makePhoto());
const response = await server.get(server.media.url(id, [preview(50, 50)]));
await server.close();
process.exitCode = response.status === 200 ? 0 : 1;
