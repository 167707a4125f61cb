/** A unit of isolation: its own keys, its own settings, its own files, and nothing of another's. */
import type { UploadLimits } from "./intent.ts";

/** Who gets what without a token: nobody, everybody for named plans, everybody. */
export type DeliveryPolicy = "signed" | "presets" | "open";

/** What a project may set for itself. Absent: as the server's own options say. */
export interface ProjectSettings {
  /** Shown to people. Default: the key. */
  readonly name: string;
  /** Keeps uploads that do not say otherwise; else they go after a day. */
  readonly autoStore: boolean;
  /** Whether uploads need credentials. */
  readonly uploads: "signed" | "open";
  readonly delivery: DeliveryPolicy;
  /** The storage that stored files are copied to, by its name; false: none. */
  readonly backup: string | false;
  /** Narrower than the server's own. */
  readonly limits: UploadLimits;
  /**
   * Where pictures in its addresses may come from beside its own files, in place of the server's list: `example.com` or
   * `https://example.com`, and `*.example.com` for all hosts below one. An empty list: from nowhere. Null: as the server says.
   */
  readonly origins: readonly string[] | null;
}

/** One project, complete. */
export interface Project extends ProjectSettings {
  /** What its records carry; the server's own project has the empty text. Never changes. */
  readonly id: string;
  /** What clients send in the open: 1 to 100 letters, digits, `_` and `-`. Unique. */
  readonly key: string;
  /** Live secret keys, 8 to 512 printable characters: a signature is good under any of them. */
  readonly secretKeys: readonly string[];
  /** Keys of signed delivery addresses, 32 to 512 hex digits each: a token is good under any of them. */
  readonly deliveryKeys: readonly string[];
}

/** The keys of a project. */
export type ProjectKeys = Pick<Project, "key" | "secretKeys" | "deliveryKeys">;
