/** `POST /files/search/`: the conditions are in the body, paging is in the query. */
import { maxFound, type FileFinding, type FileSearch } from "@intaglio/contract";
import { endpoint, type Ask } from "../endpoint.ts";
import { toRest } from "./answer.ts";
import { presentFile, wantsAppData } from "./file.ts";
import { highlight } from "./highlight.ts";
import { readSearch } from "./search-body.ts";
import { problem, readCount } from "./search-problems.ts";

/** Searches the project's files. */
export const search = endpoint<"file.search">({
  api: "rest",
  method: "POST",
  path: "/files/search/",
  read({ request }) {
    const query = new URLSearchParams(request.target.query);
    const limit = readCount(query, "limit", 1, 100) ?? 20;
    const offset = readCount(query, "offset", 0, Number.MAX_SAFE_INTEGER) ?? 0;
    if (offset + limit > maxFound) throw problem("offset", `The sum of offset and limit must not exceed ${maxFound}.`);
    const include = query.get("include");
    if (include !== null && include !== "appdata") throw problem("include", '"appdata" is all that can be included.');
    return { kind: "file.search", search: { ...readSearch(request), limit, offset } };
  },
  present(found, { search: asked }, ask) {
    return toRest({
      ...linksOf(found, asked, ask),
      total: found.total,
      per_page: asked.limit,
      results: found.files.map((file) => {
        const marks = highlight(file, asked);
        const shown = presentFile(file, ask.baseUrl, wantsAppData(ask.fields));
        return { ...shown, ...(marks && { highlight: marks }) };
      }),
    });
  },
});

function linksOf(
  { total }: FileFinding,
  { limit, offset }: Pick<FileSearch, "limit" | "offset">,
  { baseUrl, request }: Ask,
) {
  const linkTo = (place: number): string => {
    const query = new URLSearchParams(request.target.query);
    query.set("limit", String(limit));
    query.set("offset", String(place));
    return `${baseUrl}/files/search/?${query.toString()}`;
  };
  const next = offset + limit;
  return {
    next: next < total && next + limit <= maxFound ? linkTo(next) : null,
    previous: offset > 0 ? linkTo(Math.max(0, offset - limit)) : null,
  };
}
