/** The conditions of a search as a check of single rows: indexes only narrow down, this decides. */
import { wordsOf } from "@intaglio/contract";
import type { FileSearch, SearchRange, SearchText } from "@intaglio/contract";
import type { FileRow } from "../schema.ts";
import { hasNearly } from "./approximate.ts";

/** What of a row is looked at; the rest is there only if a condition needs it. */
export type Candidate = Pick<FileRow, "id"> & { readonly uploaded_at: number } & Partial<
    Pick<FileRow, "name" | "metadata" | "type" | "bytes" | "tags"> & { readonly is_image: number | boolean }
  >;

/** A search's conditions. */
export interface Conditions {
  /** What they need to see of a row, beside its id and time. */
  readonly columns: readonly (keyof Candidate)[];
  /** How well a row matches, from 1; 0 for one that does not. */
  score(row: Candidate): number;
}

type Condition = (row: Candidate) => number;

const columnOf = { name: "name", metadata: "metadata", type: "type" } as const;

/** Reads a search. */
export function toConditions(search: FileSearch): Conditions {
  const { exact = {}, tags, bytes, uploadedAt, isImage, query, phrase = {} } = search;
  const columns = new Set<keyof Candidate>();
  const conditions: Condition[] = [];
  const need = (column: keyof Candidate, condition: Condition): void => {
    columns.add(column);
    conditions.push(condition);
  };
  if (exact.ids) conditions.push(oneOf(exact.ids, "id"));
  if (exact.names) need("name", oneOf(exact.names, "name"));
  if (exact.types) need("type", oneOf(exact.types, "type"));
  if (exact.metadata) need("metadata", hasMetadata(exact.metadata));
  if (bytes) need("bytes", (row) => isWithin(row.bytes ?? 0, bytes));
  if (uploadedAt) conditions.push((row) => isWithin(row.uploaded_at, uploadedAt));
  if (isImage !== undefined) need("is_image", (row) => Number(Boolean(row.is_image) === isImage));
  if (tags) need("tags", hasTags(tags));
  if (query !== undefined) {
    for (const column of Object.values(columnOf)) columns.add(column);
    conditions.push(matchesQuery(query, search.fuzzy === true));
  }
  for (const [text, words] of Object.entries(phrase) as [SearchText, string][])
    need(columnOf[text], matchesPhrase(text, words, search.fuzzy === true));
  return {
    columns: [...columns],
    score(row) {
      let sum = 0;
      for (const condition of conditions) {
        const score = condition(row);
        if (score === 0) return 0;
        sum += score;
      }
      return Math.max(sum, 1);
    },
  };
}

/** True where the number lies within the bounds. */
function isWithin(value: number, { gt, gte, lt, lte }: SearchRange): number {
  const isIn =
    (gt === undefined || value > gt) &&
    (gte === undefined || value >= gte) &&
    (lt === undefined || value < lt) &&
    (lte === undefined || value <= lte);
  return Number(isIn);
}

function oneOf(values: readonly string[], column: "id" | "name" | "type"): Condition {
  const allowed = new Set(values);
  return (row) => Number(allowed.has(row[column] ?? ""));
}

function hasMetadata(wanted: Readonly<Record<string, readonly string[]>>): Condition {
  const entries = Object.entries(wanted);
  return ({ metadata = "{}" }) => {
    const own = JSON.parse(metadata) as Record<string, string>;
    return Number(entries.every(([key, values]) => Object.hasOwn(own, key) && values.includes(own[key] ?? "")));
  };
}

function hasTags({ any, all = [], none = [] }: NonNullable<FileSearch["tags"]>): Condition {
  return ({ tags = "[]" }) => {
    const own = new Set(tags === "[]" ? [] : (JSON.parse(tags) as string[]));
    const has = (tag: string): boolean => own.has(tag);
    return Number((!any || any.some(has)) && all.every(has) && !none.some(has));
  };
}

/** The words of a text with blanks around them, so that what begins a word can be told from what is within. */
function textOf(row: Candidate, text: SearchText): string {
  const { metadata = "{}" } = row;
  const plain =
    text !== "metadata" ? (row[columnOf[text]] ?? "") : metadata === "{}" ? "" : valuesOf(metadata).join(" ");
  return ` ${wordsOf(plain).join(" ")} `;
}

function valuesOf(metadata: string): string[] {
  return Object.values(JSON.parse(metadata) as Record<string, string>);
}

/** A name counts more than metadata, and that more than a type; whole words more than parts of words. */
const weights: Readonly<Record<SearchText, number>> = { name: 100, metadata: 30, type: 10 };

function matchesQuery(query: string, fuzzy: boolean): Condition {
  const words = wordsOf(query);
  const id = query.trim().toLowerCase();
  return (row) => {
    if (row.id === id) return 10_000;
    if (words.length === 0) return 0;
    const scores = (Object.keys(weights) as SearchText[]).map((text) => scoreOf(textOf(row, text), words, fuzzy, text));
    return Math.max(...scores);
  };
}

function scoreOf(text: string, words: readonly string[], fuzzy: boolean, kind: SearchText): number {
  let score = weights[kind];
  for (const word of words) {
    if (text.includes(` ${word} `)) score += 3;
    else if (text.includes(` ${word}`)) score += 2;
    else if (text.includes(word)) score += 1;
    else if (!fuzzy || !hasNearly(text, word)) return 0;
  }
  return text.trim() === words.join(" ") ? score * 2 : score;
}

function matchesPhrase(kind: SearchText, phrase: string, fuzzy: boolean): Condition {
  const words = wordsOf(phrase).join(" ");
  return (row) => (words === "" ? 0 : scoreOf(textOf(row, kind), [words], fuzzy, kind));
}
