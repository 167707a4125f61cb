/** A query: our credentials, and the rest, which may belong to a source. */
import { IntaglioError } from "@intaglio/contract";

/** A query's parts, undecoded. */
export interface Query {
  /** Undefined without a signature. */
  readonly signature: string | undefined;
  /** Without a signature an `exp` is the source's own. */
  readonly expiry: string | undefined;
  /** Without the signature: what it covers. */
  readonly signed: string;
  /** Without the credentials: the source's own query. */
  readonly rest: string;
}

/** Splits a query. Throws `CREDENTIALS_AMBIGUOUS` where a credential is given twice. */
export function readQuery(query: string): Query {
  const pairs = query === "" ? [] : query.split("&");
  const signature = only(pairs, "sig");
  const signed = pairs.filter((pair) => nameOf(pair) !== "sig");
  if (signature === undefined) return { signature, expiry: undefined, signed: query, rest: query };
  const expiry = only(pairs, "exp");
  return {
    signature,
    expiry,
    signed: signed.join("&"),
    rest: signed.filter((pair) => nameOf(pair) !== "exp").join("&"),
  };
}

function only(pairs: readonly string[], name: string): string | undefined {
  const found = pairs.filter((pair) => nameOf(pair) === name);
  if (found.length > 1) throw new IntaglioError("CREDENTIALS_AMBIGUOUS", `${name} is given twice`, { hint: name });
  const [pair] = found;
  return pair === undefined ? undefined : pair.slice(pair.includes("=") ? pair.indexOf("=") + 1 : pair.length);
}

/** A name as whoever decodes it would read it. */
function nameOf(pair: string): string {
  const name = pair.split("=", 1)[0] ?? "";
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // a foreign parameter's broken name is nobody's credential
  }
}
