import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startServer, type ServerProcess } from "../support/server-process.ts";
import { fetchAll, hammer, quantile, sample, uploadFile } from "./load.ts";
import { photoFile } from "./photo.ts";
import { median, type Question, type Row } from "./question.ts";
import { signed } from "./sign.ts";
import { cpuSeconds } from "./usage.ts";

const script = (name: string): string => new URL(`servers/${name}.ts`, import.meta.url).pathname;
const rounds = 5;

/** A kept rendition, again and again. */
export const hot: Question = {
  name: "hot",
  asks: "What does a signed rendition cost that is already there, on 32 connections, beside plain node:http and Next?",
  async answer() {
    const photo = await photoFile();
    const rows: Row[] = [];
    const base = { DATA: join(photo.folder, "data"), DELIVERY: "signed" };
    for (const through of ["node", "srvx", "h3"]) {
      const ours = await startServer(script("intaglio"), { ...base, THROUGH: through });
      const id = await uploadFile(ours.url, photo.bytes);
      const small = ours.url + signed(`/${id}/-/preview/950x950/-/format/webp/`);
      const large = ours.url + signed(`/${id}/-/preview/3500x3500/-/format/jpeg/-/quality/lighter/`);
      const compare = beside(ours, photo.folder, through);
      rows.push(...(await compare("30 kB", small, 0.7)));
      rows.push(...(await compare("300 kB", large, 0.9)));
      rows.push(...(await compare("304", small, 0.8, true)));
      if (through === "node") rows.push(...(await besideNext(ours, photo.folder, small)));
      await ours.stop();
    }
    return rows;
  },
};

/** A kept rendition through each adapter. */
export const adapters: Question = {
  name: "adapters",
  asks: "What does a signed 30 kB rendition cost through each adapter, beside the least handler of the same framework?",
  async answer() {
    const photo = await photoFile();
    const rows: Row[] = [];
    for (const through of ["node", "express", "koa", "fastify", "hono", "h3", "srvx"]) {
      const env = { DATA: join(photo.folder, "data"), DELIVERY: "signed", THROUGH: through };
      const ours = await startServer(script("intaglio"), env);
      const id = await uploadFile(ours.url, photo.bytes);
      const url = ours.url + signed(`/${id}/-/preview/950x950/-/format/webp/`);
      await writeFile(join(photo.folder, "body"), Buffer.from(await (await fetch(url)).arrayBuffer()));
      const least = await startServer(script("plain"), { FILE: join(photo.folder, "body"), THROUGH: through });
      const pairs: Pairs = [];
      for (let round = 0; round < rounds; round += 1)
        pairs.push([await stretch(ours, url, ""), await stretch(least, least.url + new URL(url).pathname, "")]);
      await Promise.all([ours.stop(), least.stop()]);
      rows.push(toRow(`30 kB, through ${through}`, "its least handler", pairs, "", { least: 0.85 }));
    }
    return rows;
  },
};

/** A stretch of load: requests a second, and what each took of the server's processor, in seconds. */
interface Stretch {
  readonly rate: number;
  readonly cpu: number;
}
type Pairs = [mine: Stretch, theirs: Stretch][];

async function stretch({ pid }: ServerProcess, url: string, headers: string): Promise<Stretch> {
  const before = cpuSeconds(pid);
  const { rate, requests } = await hammer(url, 32, 2, headers);
  return { rate, cpu: (cpuSeconds(pid) - before) / requests };
}

/** Compares with plain Node, and, where we come through a framework, with the least handler that it can have. */
function beside(ours: ServerProcess, folder: string, through: string) {
  return async (what: string, url: string, least: number, again = false): Promise<Row[]> => {
    const answer = await fetch(url);
    const body = Buffer.from(await answer.arrayBuffer());
    const file = join(folder, "body");
    await writeFile(file, body);
    const plain = await startServer(script("plain"), { FILE: file });
    const alone = through === "node" ? undefined : await startServer(script("plain"), { FILE: file, THROUGH: through });
    const condition = (tag: string | null): string => (again ? `If-None-Match: ${tag}\r\n` : "");
    const { pathname } = new URL(url); // a signed address is long, whoever answers it
    const [besidePlain, besideAlone, aloneBesidePlain]: [Pairs, Pairs, Pairs] = [[], [], []];
    for (let round = 0; round < rounds; round += 1) {
      const node = await stretch(plain, plain.url + pathname, condition('"plain"'));
      const mine = await stretch(ours, url, condition(answer.headers.get("etag")));
      besidePlain.push([mine, node]);
      if (!alone) continue;
      const theirs = await stretch(alone, alone.url + pathname, condition('"plain"'));
      besideAlone.push([mine, theirs]);
      aloneBesidePlain.push([theirs, node]);
    }
    await Promise.all([plain.stop(), alone?.stop()]);
    const rows = [
      toRow(`${what}, through ${through}`, plainNode, besidePlain, `, ${body.byteLength} bytes`, { least }),
      toRow("", `${through}'s least handler`, besideAlone),
      toRow(`${what}, ${through}'s least handler`, plainNode, aloneBesidePlain),
    ];
    return alone ? rows : rows.slice(0, 1);
  };
}

const plainNode = "node:http with a Buffer";

/** Beside Next's optimizer; and what plain Node would be there, which no server on it can pass. */
async function besideNext(server: ServerProcess, folder: string, url: string): Promise<Row[]> {
  await writeFile(join(folder, "body"), Buffer.from(await (await fetch(url)).arrayBuffer()));
  const plain = await startServer(script("plain"), { FILE: join(folder, "body") });
  const next = await startServer(script("next"), { PUBLIC: folder });
  const theirUrl = `${next.url}/_next/image?url=%2Fphoto.jpg&w=960&q=75`;
  const accept = "Accept: image/webp\r\n";
  for (let turn = 0; turn < 3; turn += 1)
    await (await fetch(theirUrl, { headers: { accept: "image/webp" } })).arrayBuffer();
  const [ours, bound]: [Pairs, Pairs] = [[], []];
  for (let round = 0; round < 3; round += 1) {
    const theirs = await stretch(next, theirUrl, accept);
    ours.push([await stretch(server, url, accept), theirs]);
    bound.push([await stretch(plain, plain.url, accept), theirs]);
  }
  await Promise.all([next.stop(), plain.stop()]);
  return [
    toRow("30 kB", "Next's optimizer", ours, "", { least: 4 }),
    toRow("30 kB, node:http with a Buffer", "Next's optimizer", bound),
  ];
}

function toRow(what: string, peer: string, pairs: Readonly<Pairs>, note = "", promise?: { least: number }): Row {
  const [mine, theirs] = pairs.at(-1) ?? [];
  const cpu = median(pairs.map(([one, other]) => other.cpu / one.cpu));
  return {
    what,
    ratio: median(pairs.map(([one, other]) => one.rate / other.rate)),
    of: `x ${peer}`,
    ...(promise ? { promise } : {}),
    figures: `${mine?.rate.toFixed(0)} beside ${theirs?.rate.toFixed(0)} requests/s, ${cpu.toFixed(2)} by processor time${note}`,
  };
}

/** A kept rendition while the renderer has all hands full. */
export const hotUnderCold: Question = {
  name: "hot-under-cold",
  asks: "What does a hot URL's p99 become while 50 cold AVIFs are wanted?",
  async answer() {
    const photo = await photoFile();
    const ratios: number[] = [];
    let figures = "";
    for (let round = 0; round < 3; round += 1) {
      const server = await startServer(script("intaglio"), {
        DATA: join(photo.folder, `data${round}`),
        DELIVERY: "open",
      });
      const id = await uploadFile(server.url, photo.bytes);
      const url = `${server.url}/${id}/-/preview/950x950/-/format/webp/`;
      await fetch(url);
      await sample(url, after(1000)); // both sides get warm
      const calm = await sample(url, after(4000));
      const cold = Array.from({ length: 50 }, (_, at) => `${server.url}/${id}/-/resize/${1200 + at}x/-/format/auto/`);
      const busy = await sample(url, fetchAll(cold, 50));
      ratios.push(quantile(busy, 0.99) / quantile(calm, 0.99));
      figures = `p99 ${quantile(busy, 0.99).toFixed(1)} beside ${quantile(calm, 0.99).toFixed(1)} ms, ${busy.length} and ${calm.length} requests`;
      await server.stop();
    }
    return [
      { what: "p99 under 50 cold renders", ratio: median(ratios), of: "x its calm p99", promise: { most: 3 }, figures },
    ];
  },
};

function after(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
