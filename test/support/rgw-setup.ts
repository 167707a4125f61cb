// One S3 server for a whole run of the tests, started when the first test asks for it and ended with the run.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestProject } from "vitest/node";
import { startRgw, type Rgw } from "./rgw.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Where tests ask for the S3 server. */
    rgwStarter: string;
  }
}

/** For vitest. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let starting: Promise<Rgw> | undefined;
  const server = createServer((_, response) => {
    starting ??= startRgw();
    starting.then(
      (rgw) => response.end(JSON.stringify(rgw)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  project.provide("rgwStarter", `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return async () => {
    server.close();
    await starting?.then((rgw) => rgw.stop()).catch(() => undefined);
  };
}
