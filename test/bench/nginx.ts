/** nginx with its image filter, where it is installed: Debian's `nginx` and `libnginx-mod-http-image-filter`. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const program = "/usr/sbin/nginx";
const filter = "/usr/lib/nginx/modules/ngx_http_image_filter_module.so";

/** A running nginx. */
export interface Nginx {
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves `/resize/<name>?w=…&h=…` from a folder with as many workers as cores; undefined where it is not installed. */
export async function startNginx(folder: string): Promise<Nginx | undefined> {
  if (!existsSync(program) || !existsSync(filter)) return undefined;
  const port = await freePort();
  const own = join(folder, "nginx");
  await mkdir(own);
  await chmod(folder, 0o755);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${join(own, name)};`,
  );
  await writeFile(
    join(own, "nginx.conf"),
    `load_module ${filter};
user root;
daemon off;
worker_processes auto;
pid ${join(own, "pid")};
error_log ${join(own, "error.log")};
events {}
http {
  access_log off;
  ${temporary.join("\n  ")}
  server {
    listen 127.0.0.1:${port};
    location /resize/ {
      alias ${folder}/;
      image_filter resize $arg_w $arg_h;
      image_filter_buffer 40M;
      image_filter_jpeg_quality 74;
    }
  }
}
`,
  );
  const child = spawn(program, ["-c", join(own, "nginx.conf"), "-p", own], { stdio: ["ignore", "inherit", "inherit"] });
  const end = (): void => void child.kill("SIGTERM"); // to its master, which ends the workers
  process.once("exit", end); // also when a question fails
  const url = `http://127.0.0.1:${port}`;
  for (let turn = 0; turn < 100; turn += 1) {
    if (
      await fetch(url).then(
        () => true,
        () => false,
      )
    )
      break;
    await sleep(50);
  }
  return {
    url,
    async stop() {
      const ended = once(child, "exit");
      process.off("exit", end);
      end();
      await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
