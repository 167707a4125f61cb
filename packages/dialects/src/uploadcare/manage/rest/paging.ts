/** The parameters of lists, and the addresses of the pages around one. */
import type { RequestFields } from "../../intake/fields.ts";
import { detail, readTime, writeTime } from "./answer.ts";
import { readFlag } from "./body.ts";

/** Where a page begins and how long it is. */
export interface Paging {
  /** 1 to 1000. */
  readonly limit: number;
  readonly newestFirst: boolean;
  readonly from?: number;
  readonly to?: number;
}

/** Reads `limit`, `ordering`, `from` and `to`. `by` is what lists are ordered by. Throws `FIELD_INVALID`. */
export function readPaging(fields: RequestFields, by: string): Paging {
  const limit = last(fields, "limit");
  if (limit !== undefined && !(/^\d{1,4}$/.test(limit) && Number(limit) >= 1 && Number(limit) <= 1000))
    throw detail("limit should be an integer from 1 to 1000.");
  const ordering = last(fields, "ordering") ?? by;
  if (ordering !== by && ordering !== `-${by}`) throw detail(`ordering should be ${by} or -${by}.`);
  const [from, to] = [last(fields, "from"), last(fields, "to")];
  return {
    limit: Number(limit ?? 100),
    newestFirst: ordering.startsWith("-"),
    ...(from !== undefined && { from: readTime("from", from) }),
    ...(from === undefined && to !== undefined && { to: readTime("to", to) }),
  };
}

/** A yes or no of the query; undefined without one. Throws `FIELD_INVALID`. */
export function readFilter(fields: RequestFields, name: string): boolean | undefined {
  const text = last(fields, name);
  if (text === undefined) return undefined;
  const flag = readFlag(text);
  if (flag === undefined) throw detail(`${name} should be true or false.`);
  return flag;
}

/** The address of the page that begins at a time, or ends before it; null without one. All else stays as it was asked. */
export function pageUrl(address: string, query: string, edge: "from" | "to", time: number | undefined): string | null {
  if (time === undefined) return null;
  const asked = new URLSearchParams(query);
  for (const name of ["from", "to", "offset"]) asked.delete(name);
  asked.append(edge, writeTime(time).replace("Z", "+00:00"));
  asked.append("offset", "0");
  return `${address}?${asked.toString()}`;
}

function last(fields: RequestFields, name: string): string | undefined {
  const value = fields.get(name)?.at(-1);
  return value === "" ? undefined : value;
}
