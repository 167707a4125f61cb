/** The server that explains and translates: the one of a project, or one without files. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { createIntaglio, type Intaglio } from "@intaglio/core";
import { cloudflare } from "@intaglio/dialects/cloudflare";
import { cloudinary } from "@intaglio/dialects/cloudinary";
import { ipx } from "@intaglio/dialects/ipx";
import { uploadcare } from "@intaglio/dialects/uploadcare";
import { UsageError } from "./terminal.ts";

/** Which server is meant. */
export interface ServerChoice {
  /** A module that exports `media`. */
  readonly config?: string | undefined;
  readonly "cloud-name"?: string | undefined;
  readonly "account-hash"?: string | undefined;
}

type Speaker = Pick<Intaglio, "explain" | "translate" | "backups" | "close">;

/** Runs `work` with the server, which ends with it. `isReal` is false for the one without files. Throws {@link UsageError}. */
export async function withServer<T>(
  choice: ServerChoice,
  work: (media: Speaker, isReal: boolean) => Promise<T>,
): Promise<T> {
  if (choice.config === undefined) return withoutFiles(choice, (media) => work(media, false));
  if (choice["cloud-name"] !== undefined || choice["account-hash"] !== undefined)
    throw new UsageError("--cloud-name and --account-hash are for calls without --config");
  return withOwnServer(choice.config, (media) => work(media, true));
}

/** Runs `work` with the server that a module exports, which ends with it. Throws {@link UsageError}. */
export async function withOwnServer<T>(config: string, work: (media: Speaker) => Promise<T>): Promise<T> {
  const media = await load(config);
  try {
    return await work(media);
  } catch (error) {
    // Its database may be away, or its options wrong.
    if (!(error instanceof Error) || error instanceof UsageError) throw error;
    throw new UsageError(`the server of ${config} does not answer: ${error.message}`);
  } finally {
    await media.close().catch(() => {}); // what never opened cannot close, and that was told
  }
}

async function load(path: string): Promise<Speaker> {
  const loaded: unknown = await import(pathToFileURL(resolve(path)).href).catch((error: unknown) => {
    throw new UsageError(`${path} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`);
  });
  const media: unknown = Reflect.get(Object(loaded), "media");
  if (!isSpeaker(media)) throw new UsageError(`${path} exports no media: export const media = createIntaglio({ … })`);
  return media;
}

function isSpeaker(value: unknown): value is Speaker {
  const names = ["explain", "translate", "close"] as const;
  return (
    typeof value === "object" && value !== null && names.every((name) => typeof Reflect.get(value, name) === "function")
  );
}

/** All dialects, no files, and nobody turned away for lack of a token. */
async function withoutFiles<T>(choice: ServerChoice, work: (media: Speaker) => Promise<T>): Promise<T> {
  const data = await mkdtemp(join(tmpdir(), "intaglio-cli-"));
  const nothing = (): void => {};
  try {
    const media = createIntaglio({
      secret: "nothing is signed here, and nothing is checked",
      dialects: dialectsOf(choice),
      data,
      database: ":memory:",
      delivery: "open",
      logger: { info: nothing, warn: nothing, error: nothing },
    });
    try {
      return await work(media);
    } finally {
      await media.close();
    }
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}

function dialectsOf({ "cloud-name": cloudName, "account-hash": accountHash }: ServerChoice) {
  try {
    return [
      uploadcare(),
      cloudinary(cloudName === undefined ? {} : { cloudName }),
      cloudflare({ flexibleVariants: true, ...(accountHash === undefined ? {} : { accountHash }) }),
      ipx(),
    ];
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
