/** From a delivery URL to its meaning. */
import {
  IntaglioError,
  checkPlan,
  decodeOnce,
  isCustomId,
  isFileId,
  maxTargetBytes,
  type Delivery,
  type Source,
  type Target,
} from "@intaglio/contract";
import type { IpxAddressOptions } from "./options.ts";
import { compile } from "./vocabulary/compile.ts";
import type { Asked } from "./vocabulary/asked.ts";
import { words } from "./vocabulary.ts";

/** More modifiers than any client writes. */
const maxModifiers = 100;

/**
 * A delivery URL's meaning: `<prefix>/<modifiers>/<id>`; the query is not read. Throws `TARGET_*`, `FILE_ID_MISSING`,
 * `OPERATION_*` or `PLAN_*`.
 */
export function parse(target: Target, options: IpxAddressOptions = {}): Delivery {
  const { prefix = "/_ipx", strict = false } = options;
  const { path } = target;
  if (path.length > maxTargetBytes) throw new IntaglioError("TARGET_TOO_LONG");
  if (!path.startsWith(`${prefix}/`)) throw new IntaglioError("TARGET_INVALID", "the path lacks the prefix");
  const rest = path.slice(prefix.length + 1);
  const slash = rest.indexOf("/");
  const modifiers = slash < 0 ? rest : rest.slice(0, slash);
  if (modifiers === "") throw malformed("modifiers are missing: _ stands for none");
  const source = readSource(slash < 0 ? "" : rest.slice(slash + 1));
  const { notices, ...asked } = readModifiers(modifiers, strict);
  const plan = checkPlan({ source, ...compile(asked) });
  const all = [...(notices ?? []), ...noticesOf(asked)];
  return { answer: "image", plan, ...(all.length > 0 && { notices: all }) };
}

/** What a list of modifiers asks for. With `strict`, unknown ones are refused instead of ignored. */
function readModifiers(text: string, strict: boolean): Asked {
  const given = splitModifiers(text);
  let asked: Asked = {};
  const notices: string[] = [];
  for (const [name, word] of Object.entries(words)) {
    const args = given.get(name);
    if (args === undefined) continue;
    const read = word.read(args, asked);
    if (read === undefined) {
      const hint = `${name} takes ${word.takes}, not ${quoted(args.join("_"))}`;
      throw new IntaglioError("PLAN_INVALID", hint, { hint });
    }
    notices.push(...(read.notices ?? []));
    asked = { ...asked, ...read };
  }
  for (const name of given.keys()) {
    if (Object.hasOwn(words, name)) continue;
    const hint = `there is no modifier ${quoted(name)}`;
    if (strict) throw new IntaglioError("OPERATION_UNKNOWN", hint, { hint });
    notices.push(`${hint}: it was ignored`);
  }
  return { ...asked, notices };
}

/** Modifiers by name, each with its arguments; of one given twice the last counts. */
function splitModifiers(text: string): ReadonlyMap<string, readonly string[]> {
  const given = new Map<string, readonly string[]>();
  if (text === "_") return given;
  const parts = text.split(/[&,]/);
  if (parts.length > maxModifiers) throw new IntaglioError("PLAN_TOO_LARGE", "too many modifiers");
  for (const part of parts) {
    const [name = "", ...values] = part.split(/[:=_]/);
    // A value may hold escaped separators, which split it further, as in ipx.
    const args = values.map(decodeOnce).join("_");
    if (name !== "" || args !== "") given.set(name, values.length === 0 ? [] : args.split("_"));
  }
  return given;
}

/** What ipx leaves out in silence. */
function noticesOf({ kernel, size, rotate, position, fit, enlarge, grayscale, tint }: Asked): string[] {
  const isBox = size?.width !== undefined && size.height !== undefined;
  const lost: string[] = [];
  const boxOnly = { kernel, position, fit };
  for (const [name, value] of Object.entries(boxOnly))
    if (value !== undefined && !isBox) lost.push(`${name} has no effect without a box`);
  if (grayscale === true && tint !== undefined) lost.push("tint has no effect beside grayscale");
  if (enlarge === true && !size) lost.push("enlarge has no effect without a size");
  if (fit === "contain" && isBox && size.early && rotate !== undefined && rotate % 180 === 90)
    lost.push("rotate with resize and fit contain: the picture is turned first");
  return lost;
}

/** The id: a stored file's, an address with one or two slashes behind its scheme, or a name. */
function readSource(raw: string): Source {
  const id = decodeOnce(raw);
  if (id === "" || id === "/") throw new IntaglioError("FILE_ID_MISSING");
  const isFile: boolean = isFileId(id);
  if (isFile) return { kind: "file", id };
  // URL would drop some of these in silence.
  if (/[\p{Cc}\\]/u.test(id) || !id.isWellFormed()) throw malformed("the id has characters no id may have");
  if (/^https?:/i.test(id)) return readUrl(id);
  const name = id.replace(/^\/+/, "").normalize("NFC");
  if (!isCustomId(name)) throw malformed("the id is neither a file's id, nor a name, nor an address");
  return { kind: "name", names: [name] };
}

function readUrl(id: string): Source {
  const url = id.replace(/^(https?):\/*/i, "$1://");
  if (!URL.canParse(url)) throw malformed("the id is no address");
  return { kind: "url", url: new URL(url).href };
}

function malformed(hint: string): IntaglioError {
  return new IntaglioError("TARGET_INVALID", hint, { hint });
}

/** A stranger's text, short and without surprises. */
function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 40)).replace(/[^\x20-\x7e]/g, "?");
}
