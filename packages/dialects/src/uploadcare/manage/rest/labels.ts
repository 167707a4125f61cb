/** `/files/<uuid>/metadata/` and `/files/<uuid>/tags/`. */
import type { TagChange } from "@intaglio/contract";
import { endpoint, toJson, type Endpoint } from "../endpoint.ts";
import { checkKey, checkValue, cleanTags } from "../../intake/labels.ts";
import { detail, toNothing, toRest, vendorType } from "./answer.ts";
import { readJson, readObject } from "./body.ts";
import { readId } from "./files.ts";

const metadata = endpoint<"file.read">({
  api: "rest",
  method: "GET",
  path: "/files/*/metadata/",
  read: ({ parts }) => ({ kind: "file.read", id: readId(parts[0]) }),
  present(file) {
    if (file.removedAt !== null) throw detail("Not found.", "FILE_NOT_FOUND");
    return toRest(file.metadata);
  },
});

const value = endpoint<"file.read">({
  api: "rest",
  method: "GET",
  path: "/files/*/metadata/*/",
  read: ({ parts }) => ({ kind: "file.read", id: readId(parts[0]) }),
  present(file, _, { parts: [, key = ""] }) {
    if (file.removedAt !== null) throw detail("Not found.", "FILE_NOT_FOUND");
    if (!Object.hasOwn(file.metadata, key)) throw detail("Not found.", "METADATA_MISSING");
    return toRest(file.metadata[key]);
  },
});

const setValue = endpoint<"file.setMetadata">({
  api: "rest",
  method: "PUT",
  path: "/files/*/metadata/*/",
  read({ parts: [id, key = ""], request }) {
    const given = readJson(request);
    if (typeof given !== "string") throw detail("Expected a JSON string.");
    checkKey(key);
    checkValue(key, given);
    return { kind: "file.setMetadata", id: readId(id), key, value: given };
  },
  present: ({ isNew }, command) => toJson(JSON.stringify(command.value), isNew ? 201 : 200, vendorType),
});

const dropValue = endpoint<"file.dropMetadata">({
  api: "rest",
  method: "DELETE",
  path: "/files/*/metadata/*/",
  read: ({ parts: [id, key = ""] }) => ({ kind: "file.dropMetadata", id: readId(id), key }),
  present: toNothing,
});

const tags = endpoint<"file.read">({
  api: "rest",
  method: "GET",
  path: "/files/*/tags/",
  read: ({ parts }) => ({ kind: "file.read", id: readId(parts[0]) }),
  present(file) {
    if (file.removedAt !== null) throw detail("Not found.", "FILE_NOT_FOUND");
    return toRest({ tags: file.tags });
  },
});

const setTags = endpoint<"file.setTags">({
  api: "rest",
  method: "PUT",
  path: "/files/*/tags/",
  read({ parts, request }) {
    const { tags: given } = readObject(request);
    if (!isTexts(given)) throw detail("`tags` must be a list of strings.");
    return { kind: "file.setTags", id: readId(parts[0]), tags: cleanTags(given) };
  },
  present: presentChange,
});

const changeTags = endpoint<"file.changeTags">({
  api: "rest",
  method: "PATCH",
  path: "/files/*/tags/",
  read({ parts, request }) {
    const { add = [], delete: remove = [] } = readObject(request);
    if (!isTexts(add) || !isTexts(remove)) throw detail("`add` and `delete` must be lists of strings.");
    return { kind: "file.changeTags", id: readId(parts[0]), add: cleanTags(add), remove: cleanTags(remove) };
  },
  present: presentChange,
});

function presentChange({ tags: now, added, removed }: TagChange) {
  return toRest({ tags: now, added: added.toSorted(), deleted: removed.toSorted() });
}

function isTexts(value_: unknown): value_ is string[] {
  return Array.isArray(value_) && value_.every((one) => typeof one === "string");
}

/** The endpoints. */
export const labels: readonly Endpoint[] = [metadata, value, setValue, dropValue, tags, setTags, changeTags];
