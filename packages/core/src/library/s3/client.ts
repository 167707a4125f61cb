/** Requests to one bucket: signed, tried again where that harms nothing, their refusals in our words. */
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { IntaglioError } from "@intaglio/contract";
import { AwsV4Signer } from "aws4fetch";
import { toBrokenError, toRefusalError } from "./errors.ts";
import { isCredentials, type S3Credentials, type S3Settings } from "./options.ts";
import { bodyOf, Connections } from "./send.ts";
import { textOf } from "./xml.ts";

/** Refusals are small; whoever sends more is no S3. A page of a list has up to 1,000 keys. */
const mostTextBytes = 4 << 20;
const tries = 3;
const firstPauseMs = 200;

/** What is asked of the bucket. */
export interface Ask {
  readonly method: "GET" | "HEAD" | "PUT" | "POST" | "DELETE";
  /** Absent: the bucket itself. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly signal?: AbortSignal;
  /** Codes of refusals that are answers; all others throw. */
  readonly accept?: readonly string[];
  /** Asking twice does the same as asking once. Default: so it is for all methods but POST. */
  readonly repeatable?: boolean;
}

/** What the bucket said. */
export interface Said {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Of an accepted refusal. A refusal of HEAD has no words: its code is its status. */
  readonly code: string | undefined;
  /** To be read, or destroyed. Of a refusal it is at its end. */
  readonly stream: IncomingMessage;
}

/** One bucket. All calls throw `STORAGE_FAILED` or `STORAGE_FULL`, or the signal's reason. */
export class S3Client {
  readonly settings: S3Settings;
  readonly #connections = new Connections();
  readonly #signingKeys = new Map<string, ArrayBuffer>();

  constructor(settings: S3Settings) {
    this.settings = settings;
  }

  async ask(ask: Ask): Promise<Said> {
    const { method, key, query = {}, signal, repeatable = method !== "POST" } = ask;
    const what = [method, key ?? "the bucket", ...Object.keys(query).slice(0, 1)].join(" ");
    for (let left = repeatable ? tries - 1 : 0; ; left -= 1) {
      const said = await this.#tryOnce(ask).catch((error: unknown) => {
        signal?.throwIfAborted();
        if (left === 0 || error instanceof IntaglioError) throw toBrokenError(error, this.host, what);
        return undefined;
      });
      const refusal = said && (await this.#refusalOf(method, said, what));
      const passes = refusal !== undefined && (refusal.status >= 500 || refusal.code === "SlowDown");
      if (said && refusal && ask.accept?.includes(refusal.code)) return { ...said, code: refusal.code };
      if (refusal && !(passes && left > 0)) throw toRefusalError(refusal, this.settings.bucket, what);
      if (said && !refusal) return said;
      await sleep(firstPauseMs * 4 ** (tries - 1 - left) * (0.5 + Math.random()), undefined, { signal }).catch(() =>
        signal?.throwIfAborted(),
      );
    }
  }

  /** The same, read to its end as text. */
  async askText(ask: Ask): Promise<Said & { readonly text: string }> {
    const said = await this.ask(ask);
    return { ...said, text: said.code === undefined ? await this.#read(said.stream, ask.method) : "" };
  }

  /** The service's host, for errors. */
  get host(): string {
    return new URL(this.settings.base).host;
  }

  close(): void {
    this.#connections.close();
  }

  /** An address, as clients reach it, with the right to do one thing there until it runs out; `headers` must come with it exactly so. */
  async presign(ask: Pick<Ask, "method" | "key" | "query" | "headers">, expiresInSeconds: number): Promise<string> {
    const query = { ...ask.query, "X-Amz-Expires": String(expiresInSeconds) };
    const url = this.#urlOf({ ...ask, query }, this.settings.uploadBase);
    const signed = await this.#signer(ask, url, await this.#credentials(), true).sign();
    return signed.url.href;
  }

  async #tryOnce(ask: Ask): Promise<Said> {
    const { method, body, signal } = ask;
    const url = this.#urlOf(ask);
    const signer = this.#signer(ask, url, await this.#credentials(), false);
    const headers = Object.fromEntries((await signer.sign()).headers);
    const stream = await this.#connections.send({
      method,
      url,
      headers,
      ...(body && { body }),
      ...(signal && { signal }),
    });
    stream.on("error", () => {}); // whoever reads it hears of it all the same
    return { status: stream.statusCode ?? 0, headers: stream.headers, code: undefined, stream };
  }

  #signer(
    ask: Pick<Ask, "method" | "headers" | "body">,
    url: URL,
    keys: S3Credentials,
    signQuery: boolean,
  ): AwsV4Signer {
    const { method, headers = {}, body } = ask;
    // TLS guards a body on its way; without it the signature does.
    const guarded = url.protocol === "http:" && !signQuery;
    const digest = guarded && {
      "x-amz-content-sha256": createHash("sha256")
        .update(body ?? "")
        .digest("hex"),
    };
    return new AwsV4Signer({
      ...keys,
      method,
      url: url.href,
      headers: { ...headers, ...digest },
      service: "s3",
      region: this.settings.region,
      cache: this.#signingKeys,
      signQuery,
      allHeaders: true,
    });
  }

  #urlOf({ key, query = {} }: Pick<Ask, "key" | "query">, base = this.settings.base): URL {
    const { prefix } = this.settings;
    const url = new URL(key === undefined ? `${base}/` : `${base}/${prefix}${key}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  }

  async #credentials(): Promise<S3Credentials> {
    const given = await this.settings.credentials();
    if (isCredentials(given)) return given;
    throw new IntaglioError("STORAGE_FAILED", "the function for S3's credentials gave none");
  }

  async #refusalOf(method: string, { status, headers, stream }: Said, what: string) {
    if (status >= 200 && status < 300) return undefined;
    const text = method === "HEAD" ? "" : await this.#read(stream, what);
    if (method === "HEAD") stream.resume();
    const code = textOf(text, "Code") || String(status);
    return { status, code, message: textOf(text, "Message").slice(0, 300), date: headers.date ?? "" };
  }

  async #read(stream: IncomingMessage, what: string): Promise<string> {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    try {
      for await (const chunk of bodyOf(stream)) {
        bytes += chunk.byteLength;
        if (bytes > mostTextBytes) throw new Error("more than any answer of S3's");
        chunks.push(chunk);
      }
    } catch (error) {
      throw toBrokenError(error, this.host, what);
    }
    return Buffer.concat(chunks).toString();
  }
}
