import type { FileRecord } from "@intaglio/contract";

/**
 * Whether whoever asks may have the file: `true`, with or without a token; `undefined`, as token and policy say; anything
 * else is a no, token or not.
 */
export type AccessJudge = (asked: {
  readonly request: Request;
  readonly file: FileRecord;
}) => Verdict | Promise<Verdict>;

type Verdict = boolean | null | undefined;
