/** A door to a server that lets so many bytes of an upload in and then no more, until it is opened again. */
import { createServer, connect, type AddressInfo, type Socket } from "node:net";

/** An open door. */
export interface NarrowDoor {
  readonly url: string;
  /** From now on each connection may send so many bytes. The promise is kept when the server got that many by one of them. */
  closeAfter(bytes: number): Promise<void>;
  /** Lets everything in again, on connections of from now on. */
  open(): void;
  close(): Promise<void>;
}

/** Opens a door to a server of this machine. */
export async function openDoor(server: string): Promise<NarrowDoor> {
  const { hostname, port } = new URL(server);
  const sockets = new Set<Socket>();
  let allowed = Infinity;
  let full = (): void => {};
  const door = createServer((client) => {
    const inside = connect(Number(port), hostname);
    for (const socket of [client, inside]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => sockets.delete(socket));
    }
    client.on("close", () => inside.end()); // what came in before is still the server's
    inside.on("close", () => client.destroy());
    let passed = 0;
    inside.pipe(client);
    client.on("data", (chunk) => {
      const fitting = chunk.subarray(0, Math.max(0, allowed - passed));
      passed += fitting.length;
      inside.write(fitting, () => {
        if (passed >= allowed) full(); // what comes more is lost: the connection leads nowhere from here on
      });
    });
  });
  await new Promise<void>((resolve) => void door.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(door.address() as AddressInfo).port}`,
    closeAfter: (bytes) =>
      new Promise((resolve) => {
        allowed = bytes;
        full = resolve;
      }),
    open() {
      allowed = Infinity;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => void door.close(resolve));
    },
  };
}
