// A real S3 server of one's own: Ceph's gateway over the smallest cluster there is, in memory, on loopback.
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

/** The programs it takes; Debian has them in `ceph-mon`, `ceph-osd`, `radosgw` and `ceph-common`. */
export const rgwPrograms = ["ceph-mon", "ceph-osd", "radosgw", "radosgw-admin", "ceph", "monmaptool"] as const;

/** Keys of one account. */
export interface RgwKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A running server. */
export interface Rgw {
  readonly endpoint: string;
  /** Of the account that the tests' buckets are of. */
  readonly owner: RgwKeys;
  /** Of an account that may do nothing with them. */
  readonly stranger: RgwKeys;
  stop(): Promise<void>;
}

const run = promisify(execFile);
const startMs = 60_000;

/** Starts one; it takes about ten seconds. Throws with what the programs logged. */
export async function startRgw(): Promise<Rgw> {
  const folder = await mkdtemp(join(tmpdir(), "intaglio-rgw-"));
  const daemons: ChildProcess[] = [];
  const stop = async (): Promise<void> => {
    for (const daemon of daemons) {
      if (daemon.exitCode !== null || daemon.signalCode !== null) continue;
      const ended = once(daemon, "exit");
      daemon.kill("SIGKILL"); // nothing of it is kept
      await ended;
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    return { ...(await boot(folder, daemons)), stop };
  } catch (error) {
    const logs = await Promise.all(
      ["mon", "osd", "rgw"].map((name) => readFile(join(folder, `${name}.log`), "utf8").catch(() => "")),
    );
    await stop();
    throw new Error(`Ceph did not start: ${String(error)}\n${logs.map((log) => log.slice(-2_000)).join("\n")}`, {
      cause: error,
    });
  }
}

async function boot(folder: string, daemons: ChildProcess[]): Promise<Omit<Rgw, "stop">> {
  const [monitorPort, port] = await freePorts();
  const [cluster, disk] = [randomUUID(), randomUUID()];
  const monitor = `[v2:127.0.0.1:${monitorPort}/0]`;
  const config = join(folder, "ceph.conf");
  const call = (program: string, ...args: string[]) => run(program, [...args, "-c", config], { timeout: startMs });
  const daemon = (program: string, ...args: string[]): void => {
    // The kernel ends it with us, however we end.
    const all = ["--pdeathsig", "KILL", program, ...args, "-c", config, "-f"];
    daemons.push(spawn("setpriv", all, { stdio: "ignore" }));
  };
  for (const name of ["mon", "osd", "run"]) await mkdir(join(folder, name));
  await writeFile(config, settings(folder, cluster, monitor, port));
  await run("monmaptool", ["--create", "--fsid", cluster, "--addv", "a", monitor, join(folder, "monmap")]);
  await call("ceph-mon", "-i", "a", "--mkfs", "--monmap", join(folder, "monmap"));
  daemon("ceph-mon", "-i", "a");
  await call("ceph", "--connect-timeout", "30", "osd", "new", disk, "0");
  await call("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", disk);
  daemon("ceph-osd", "-i", "0");
  const [owner, stranger] = [await newAccount(call, "owner"), await newAccount(call, "stranger")];
  daemon("radosgw", "-n", "client.admin");
  const endpoint = `http://127.0.0.1:${port}`;
  await answers(endpoint);
  return { endpoint, owner, stranger };
}

function settings(folder: string, cluster: string, monitor: string, port: number): string {
  return `[global]
fsid = ${cluster}
mon host = ${monitor}
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind msgr1 = false
ms mon client mode = crc
auth cluster required = none
auth service required = none
auth client required = none
run dir = ${folder}/run
admin socket = ${folder}/run/$name.asok
pid file =
crash dir = ${folder}/run
mon data = ${folder}/mon
mon data avail crit = 0
mon allow pool size one = true
mon max pg per osd = 1000
osd data = ${folder}/osd
osd objectstore = memstore
memstore device bytes = 8589934592
osd crush chooseleaf type = 0
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pg autoscale mode = off
rgw data = ${folder}/run
rgw frontends = beast endpoint=127.0.0.1:${port}
[mon.a]
log file = ${folder}/mon.log
[osd.0]
log file = ${folder}/osd.log
[client.admin]
log file = ${folder}/rgw.log
`;
}

async function newAccount(
  call: (program: string, ...args: string[]) => Promise<unknown>,
  name: string,
): Promise<RgwKeys> {
  const keys = { accessKeyId: randomBytes(10).toString("hex"), secretAccessKey: randomBytes(20).toString("hex") };
  const given = ["--access-key", keys.accessKeyId, "--secret-key", keys.secretAccessKey];
  await call("radosgw-admin", "user", "create", "--uid", name, "--display-name", name, ...given);
  return keys;
}

/** Two ports that are free now. */
async function freePorts(): Promise<[number, number]> {
  const servers = [createServer(), createServer()];
  const ports: number[] = [];
  for (const server of servers) {
    await once(server.listen(0, "127.0.0.1"), "listening");
    ports.push((server.address() as AddressInfo).port);
  }
  for (const server of servers) server.close();
  return [ports[0] ?? 0, ports[1] ?? 0];
}

async function answers(endpoint: string): Promise<void> {
  for (let waited = 0; waited < startMs; waited += 100) {
    if (
      await fetch(endpoint).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return;
    await sleep(100);
  }
  throw new Error(`nothing answers at ${endpoint}`);
}
