import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startServer } from "../support/server-process.ts";
import { fetchAll, hammer, quantile, sample, uploadFile } from "./load.ts";
import { photoFile } from "./photo.ts";
import { median, type Question, type Row } from "./question.ts";
import { signed } from "./sign.ts";

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
      rows.push(await beside(photo.folder, `30 kB, through ${through}`, small, 0.7));
      rows.push(await beside(photo.folder, `300 kB, through ${through}`, large, 0.9));
      rows.push(await beside(photo.folder, `304, through ${through}`, small, 0.8, true));
      if (through === "node") rows.push(await besideNext(photo.folder, small));
      await ours.stop();
    }
    return rows;
  },
};

async function beside(folder: string, what: string, url: string, least: number, again = false): Promise<Row> {
  const answer = await fetch(url);
  const body = Buffer.from(await answer.arrayBuffer());
  await writeFile(join(folder, "body"), body);
  const plain = await startServer(script("plain"), { FILE: join(folder, "body") });
  const condition = (tag: string | null): string => (again ? `If-None-Match: ${tag}\r\n` : "");
  const pairs: [number, number][] = [];
  for (let round = 0; round < rounds; round += 1) {
    const theirs = await hammer(plain.url, 32, 2, condition('"plain"'));
    const mine = await hammer(url, 32, 2, condition(answer.headers.get("etag")));
    pairs.push([mine.rate, theirs.rate]);
  }
  await plain.stop();
  return toRow(what, "node:http with a Buffer", least, pairs, `, ${body.byteLength} bytes`);
}

async function besideNext(folder: string, url: string): Promise<Row> {
  const next = await startServer(script("next"), { PUBLIC: folder });
  const theirUrl = `${next.url}/_next/image?url=%2Fphoto.jpg&w=960&q=75`;
  const accept = "Accept: image/webp\r\n";
  for (let turn = 0; turn < 3; turn += 1)
    await (await fetch(theirUrl, { headers: { accept: "image/webp" } })).arrayBuffer();
  const pairs: [number, number][] = [];
  for (let round = 0; round < 3; round += 1) {
    const theirs = await hammer(theirUrl, 32, 2, accept);
    const mine = await hammer(url, 32, 2, accept);
    pairs.push([mine.rate, theirs.rate]);
  }
  await next.stop();
  return toRow("30 kB", "Next's optimizer", 4, pairs, "");
}

function toRow(what: string, peer: string, least: number, pairs: readonly [number, number][], note: string): Row {
  const [mine, theirs] = pairs.at(-1) ?? [0, 0];
  return {
    what,
    ratio: median(pairs.map(([one, other]) => one / other)),
    of: `x ${peer}`,
    promise: { least },
    figures: `${mine.toFixed(0)} beside ${theirs.toFixed(0)} requests/s${note}`,
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
