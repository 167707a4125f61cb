/** A request's body as a Node stream, watched for clients that are too slow or gone. */
import { Readable, Transform } from "node:stream";
import { IntaglioError } from "@intaglio/contract";

/** How slow a client may be. */
export interface Pace {
  /** Milliseconds in all. */
  readonly totalMs: number;
  /** Milliseconds without a byte. */
  readonly idleMs: number;
  /** On average, from 10 seconds on. */
  readonly bytesPerSecond: number;
}

/** Until then a slow start is forgiven. */
const graceMs = 10_000;
const checkEveryMs = 1_000;

interface NodeBacked {
  readonly runtime?: { readonly node?: { readonly req?: Readable } };
}

/** A body on its way. */
export interface OpenBody {
  readonly stream: Readable;
  /** Nobody else reads along: its chunks are the reader's alone. */
  readonly own: boolean;
}

/**
 * The body as a stream of bytes. Requests that came through Node's server give their own stream: converting it to a
 * web stream and back costs time and memory. Throws `BODY_CONSUMED` when a body parser was there first, and
 * `BODY_TYPE_UNSUPPORTED` for a compressed body. The stream fails with `BODY_CUT` when it ends before its stated length:
 * Next passes on 10 MB of any body, and no word, where there is a proxy file.
 */
export function openBody(request: Request, pace: Pace): OpenBody {
  const encoding = request.headers.get("content-encoding");
  if (encoding !== null && encoding !== "identity")
    throw new IntaglioError("BODY_TYPE_UNSUPPORTED", `content-encoding ${encoding}`, { hint: "content-encoding" });
  const statedBytes = Number(request.headers.get("content-length") ?? 0);
  const node = (request as NodeBacked).runtime?.node?.req;
  const consumed = node ? node.readableDidRead || node.readableEnded : request.bodyUsed;
  if (consumed)
    throw new IntaglioError(
      "BODY_CONSUMED",
      "a body parser read the body first: register Intaglio before body parsers",
    );
  if (node) {
    const own = node.listenerCount("data") + node.listenerCount("readable") === 0;
    return { stream: paced(node, pace, statedBytes), own };
  }
  const body = request.body ? Readable.fromWeb(request.body as never) : Readable.from([]);
  return { stream: paced(body, pace, statedBytes), own: false };
}

function paced(source: Readable, { totalMs, idleMs, bytesPerSecond }: Pace, statedBytes: number): Readable {
  const start = performance.now();
  let bytes = 0;
  const fail = (what: string) => () => gate.destroy(new IntaglioError("BODY_TOO_SLOW", what));
  const total = setTimeout(fail(`not complete after ${totalMs} ms`), totalMs);
  const idle = setTimeout(fail(`nothing for ${idleMs} ms`), idleMs);
  const rate = setInterval(() => {
    const elapsedMs = performance.now() - start;
    if (elapsedMs > graceMs && bytes < (bytesPerSecond * elapsedMs) / 1000)
      fail(`${bytes} bytes in ${Math.round(elapsedMs)} ms`)();
  }, checkEveryMs).unref();
  const gate = new Transform({
    highWaterMark: 256 * 1024,
    transform(chunk: Uint8Array, _encoding, done) {
      idle.refresh();
      bytes += chunk.byteLength;
      done(null, chunk);
    },
    flush(done) {
      const isCut = bytes < statedBytes; // over HTTP a client cannot do that: the connection would have broken off
      done(isCut ? new IntaglioError("BODY_CUT", `${bytes} bytes of ${statedBytes}`) : null);
    },
    destroy(error, done) {
      clearTimeout(total);
      clearTimeout(idle);
      clearInterval(rate);
      source.unpipe(gate);
      done(error);
    },
  });
  gate.on("error", () => {}); // whoever reads hears of it; without a listener a client that nobody reads ends the process
  source.once("error", (cause) => gate.destroy(new IntaglioError("BODY_MALFORMED", "the body broke off", { cause })));
  source.once("close", () => {
    if (!source.readableEnded) gate.destroy(new IntaglioError("BODY_MALFORMED", "the body broke off"));
  });
  return source.pipe(gate);
}
