/** The conditions of a search, from the body's JSON. */
import {
  wordsOf,
  type FileSearch,
  type RequestFacts,
  type SearchOrder,
  type SearchRange,
  type SearchText,
} from "@intaglio/contract";
import { readTime } from "./answer.ts";
import { readJson } from "./body.ts";
import { problem } from "./search-problems.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Shorter words are not searched for by the service. */
const leastLetters = 4;
/** More values than anybody lists. */
const maxValues = 100;
const maxLetters = 1000;

const texts: Readonly<Record<string, SearchText>> = {
  original_filename: "name",
  detected_mime_type: "type",
  metadata: "metadata",
};
const orders: Readonly<Record<string, SearchOrder["by"]>> = {
  score: "score",
  datetime_uploaded: "uploadedAt",
  size: "bytes",
  original_filename: "name",
};
const conditions = ["query", "phrase", "exact", "datetime_uploaded", "size", "is_image", "tags"] as const;

/** Reads the body. Throws `FIELD_INVALID` with the messages by field. */
export function readSearch(request: RequestFacts): Omit<FileSearch, "project" | "offset" | "limit"> {
  const body = readJson(request);
  if (!isObject(body)) throw problem("non_field_errors", "A JSON object with conditions is expected.");
  const given = (name: string): boolean => body[name] !== undefined && body[name] !== null;
  if (!conditions.some(given))
    throw problem("non_field_errors", `At least one condition is required: ${conditions.join(", ")}.`);
  const phrase = given("phrase") ? readPhrase(objectOf(body, "phrase")) : undefined;
  const exact = given("exact") ? readExact(objectOf(body, "exact")) : undefined;
  checkOverlap(objectOr(body["phrase"]), objectOr(body["exact"]));
  return {
    ...(given("query") && { query: readText(body["query"], "query") }),
    ...(phrase && { phrase }),
    ...(exact && { exact }),
    ...(given("datetime_uploaded") && {
      uploadedAt: readRange(objectOf(body, "datetime_uploaded"), "datetime_uploaded", readMoment),
    }),
    ...(given("size") && { bytes: readRange(objectOf(body, "size"), "size", readSize) }),
    ...(given("is_image") && { isImage: readFlag(body, "is_image") }),
    ...(given("tags") && { tags: readTags(objectOf(body, "tags")) }),
    ...(given("fuzziness") && { fuzzy: readFlag(body, "fuzziness") }),
    ...(given("sort") && { order: readSort(body["sort"]) }),
  };
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function objectOr(value: unknown): Fields {
  return isObject(value) ? value : {};
}

function objectOf(body: Fields, name: string): Fields {
  const value = body[name];
  if (isObject(value) && Object.keys(value).length > 0) return value;
  throw problem(name, "A JSON object with at least one key is expected.");
}

function readText(value: unknown, field: string): string {
  if (typeof value !== "string") throw problem(field, "A text is expected.");
  if ([...value.trim()].length < leastLetters) throw problem(field, `Must be at least ${leastLetters} characters.`);
  if (value.length > maxLetters) throw problem(field, `Must be at most ${maxLetters} characters.`);
  if (wordsOf(value).length === 0) throw problem(field, "Letters or digits are expected.");
  return value;
}

function readPhrase(given: Fields): NonNullable<FileSearch["phrase"]> {
  const phrase: Partial<Record<SearchText, string>> = {};
  for (const [name, value] of Object.entries(given)) {
    const text = Object.hasOwn(texts, name) ? texts[name] : undefined;
    if (!text) throw unknown(`phrase.${short(name)}`, Object.keys(texts));
    phrase[text] = readText(value, `phrase.${name}`);
  }
  return phrase;
}

function readExact(given: Fields): NonNullable<FileSearch["exact"]> {
  const metadata: Record<string, readonly string[]> = Object.create(null) as Record<string, readonly string[]>;
  let exact: NonNullable<FileSearch["exact"]> = {};
  for (const [name, value] of Object.entries(given)) {
    const field = `exact.${short(name)}`;
    const [, key] = /^metadata\[([^[\]]{1,64})\]$/.exec(name) ?? [];
    const values = readValues(value, field);
    if (key !== undefined) metadata[key] = values;
    else if (name === "uuid") exact = { ...exact, ids: values.map((id) => id.toLowerCase()) };
    else if (name === "original_filename") exact = { ...exact, names: values };
    else if (name === "detected_mime_type") exact = { ...exact, types: values };
    else throw unknown(field, ["uuid", "original_filename", "detected_mime_type", "metadata[key]"]);
  }
  return Object.keys(metadata).length > 0 ? { ...exact, metadata } : exact;
}

function readValues(value: unknown, field: string): string[] {
  const isList = Array.isArray(value) && value.length > 0 && value.length <= maxValues;
  if (isList && value.every((one) => typeof one === "string" && one !== "" && one.length <= maxLetters)) return value;
  throw problem(field, `A list of 1 to ${maxValues} texts is expected, none of them empty.`);
}

/** What is asked for as words and as values in one text is a mistake, says the service. */
function checkOverlap(phrase: Fields, exact: Fields): void {
  for (const name of Object.keys(phrase))
    if (Object.keys(exact).some((other) => other.replace(/\[.*$/s, "") === name))
      throw problem(`exact.${name}`, "Cannot be in both phrase and exact.");
}

function readRange(
  given: Fields,
  name: string,
  read: (value: unknown, field: string, bound: string) => number,
): SearchRange {
  const range: Record<string, number> = {};
  for (const [bound, value] of Object.entries(given)) {
    const field = `${name}.${short(bound)}`;
    if (!["gt", "gte", "lt", "lte"].includes(bound)) throw unknown(field, ["gt", "gte", "lt", "lte"]);
    range[bound] = read(value, field, bound);
  }
  return range;
}

/** Times here are whole milliseconds, so a part of one only matters to where bounds lie. */
function readMoment(value: unknown, field: string): number {
  if (typeof value !== "string") throw problem(field, "An ISO 8601 time is expected.");
  try {
    return readTime(field, value);
  } catch {
    throw problem(field, "An ISO 8601 time is expected.");
  }
}

function readSize(value: unknown, field: string): number {
  if (Number.isSafeInteger(value) && Number(value) >= 0) return Number(value);
  throw problem(field, "A whole number of bytes is expected.");
}

function readFlag(body: Fields, name: string): boolean {
  const value = body[name];
  if (typeof value === "boolean") return value;
  throw problem(name, "Must be a boolean value.");
}

/** As tags are stored: in small letters, without blanks around. */
function readTags(given: Fields): NonNullable<FileSearch["tags"]> {
  const tags: Partial<Record<"any" | "all" | "none", readonly string[]>> = {};
  for (const [name, value] of Object.entries(given)) {
    if (name !== "any" && name !== "all" && name !== "none")
      throw unknown(`tags.${short(name)}`, ["any", "all", "none"]);
    const list = readValues(value, `tags.${name}`).map((tag) => tag.trim().toLowerCase());
    if (list.includes("")) throw problem(`tags.${name}`, "No tag is empty.");
    tags[name] = list;
  }
  return tags;
}

function readSort(value: unknown): SearchOrder[] {
  const names = Object.keys(orders);
  if (!Array.isArray(value) || value.length === 0 || value.length > names.length)
    throw problem("sort", `A list of 1 to ${names.length} keys is expected.`);
  const order = value.map((key): SearchOrder => {
    const name = typeof key === "string" ? key.replace(/^-/, "") : "";
    const by = Object.hasOwn(orders, name) ? orders[name] : undefined;
    if (!by) throw problem("sort", `Keys are ${names.join(", ")}, each with - before it to be turned round.`);
    return { by, descending: String(key).startsWith("-") };
  });
  if (new Set(order.map(({ by }) => by)).size < order.length) throw problem("sort", "No key may be there twice.");
  return order;
}

function unknown(field: string, known: readonly string[]): ReturnType<typeof problem> {
  return problem(field, `Is not known; there are ${known.join(", ")}.`);
}

/** A client's word in an answer: short, and nothing but plain ASCII. */
function short(name: string): string {
  return name.slice(0, 40).replace(/[^\w[\] -]/g, "?");
}
