/** ipx, as its README sets it up, over a folder. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createIPX, createIPXFetchHandler, ipxFSStorage } from "ipx";
import { toNodeHandler } from "srvx/node";

const ipx = createIPX({ storage: ipxFSStorage({ dir: process.env["DIR"] ?? "." }) });
const server = createServer(toNodeHandler(createIPXFetchHandler(ipx)) as never);
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
