import { IntaglioError, type ErrorCode } from "@intaglio/contract";
import { uploadcare } from "@intaglio/dialects/uploadcare";
import { describe, expect, test } from "vitest";
import { dialect, errorOf, host, id, now, project, record, request } from "./fixture.ts";

const open = { ...project, uploads: "open" as const };
const placed = uploadcare({}).create({ ...host, baseUrl: "https://media.example.com/up" });
const wish = { UPLOADCARE_PUB_KEY: "demopublickey", filename: "a.bin", size: "20000000", content_type: "a/b" };
const read = (fields: Record<string, string | readonly string[]>, url = "/multipart/start/") =>
  placed.command(request(url, { fields: { ...wish, ...fields } }), now, open);
/** Name and text of the service's refusal. */
const refusalOf = (fields: Record<string, string | readonly string[]>): string => {
  const error = errorOf(() => read(fields));
  if (!error) return "nothing";
  const answer = placed.fail(error, request("/multipart/start/?jsonerrors=1"));
  const { error: said } = JSON.parse(answer.body) as {
    error: { status_code: number; error_code: string; content: string };
  };
  return `${said.status_code} ${said.error_code}: ${said.content}`;
};

describe("/multipart/start/", () => {
  test("a wish is read from body and query together", () => {
    const fields = { UPLOADCARE_STORE: "1", "metadata[k]": "v", tags: "A,b", part_size: "6000000", source: "local" };
    expect(read(fields)).toEqual({
      kind: "parts.begin",
      wish: {
        name: "a.bin",
        statedType: "a/b",
        bytes: 20_000_000,
        partBytes: 6_000_000,
        intent: { store: true, metadata: { k: "v" }, tags: ["a", "b"], access: null },
        permit: { limits: {} },
      },
    });
    expect(read({ size: "" }, "/multipart/start/?size=10485760")).toMatchObject({
      wish: { bytes: 10_485_760, partBytes: 5_242_880 },
    });
  });

  test.each<[Record<string, string | readonly string[]>, string]>([
    [{ filename: "" }, "400 RequestParamRequiredError: filename is required."],
    [{ size: "" }, "400 RequestParamRequiredError: size is required."],
    [{ content_type: "" }, "400 RequestParamRequiredError: content_type is required."],
    [{ size: "1e9" }, "400 MultipartSizeInvalidError: size should be integer."],
    [{ size: "20000000.5" }, "400 MultipartSizeInvalidError: size should be integer."],
    [{ size: "9".repeat(16) }, "400 MultipartSizeInvalidError: size should be integer."],
    [
      { size: "10485759" },
      "400 MultipartFileSizeTooSmallError: File size can not be less than 10485760 bytes. Please use direct upload instead of multipart.",
    ],
    [
      { size: "-20000000" },
      "400 MultipartFileSizeTooSmallError: File size can not be less than 10485760 bytes. Please use direct upload instead of multipart.",
    ],
    [{ size: ["20000000", "20000001"] }, "400 UploadViewsError: size is given twice."],
    [{ part_size: "x" }, "400 MultipartPartSizeInvalidError: Multipart Upload Part Size should be an integer."],
    [
      { part_size: "5242879" },
      "400 MultipartPartSizeTooSmallError: Multipart Upload Part Size can not be less than 5242880 bytes.",
    ],
    [
      { part_size: "5368709121" },
      "400 MultipartPartSizeTooBigError: Multipart Upload Part Size can not be more than 5368709120 bytes.",
    ],
    [{ UPLOADCARE_STORE: "x" }, "400 UploadViewsError: UPLOADCARE_STORE should be one of 0, 1, auto."],
    [{ "metadata[]": "x" }, "400 FileMetadataKeyEmptyError: File's metadata key can not be empty."],
    [{ filename: "a\0" }, "400 NullCharactersForbiddenError: Null characters are not allowed."],
  ])("%j is refused", (fields, said) => expect(refusalOf(fields)).toBe(said));

  test("without an address of its own, the server says which option it lacks", () => {
    const error = errorOf(() => dialect.command(request("/multipart/start/", { fields: wish }), now, open));
    expect(error).toMatchObject({ code: "OPTIONS_INVALID", detail: { hint: expect.stringContaining("publicUrl") } });
  });

  test("is signed where uploads are", () => {
    const ask = () => placed.command(request("/multipart/start/", { fields: wish }), now, project);
    expect(errorOf(ask)?.code).toBe("UPLOAD_SIGNATURE_MISSING");
  });

  test("the answer holds whole addresses, which are read back", () => {
    const parts = [0, 1, 12].map((index) => ({ id, index, token: index.toString(16).repeat(64).slice(0, 64) }));
    const command = read({}) as never;
    const answer = placed.present(
      { kind: "parts.begin", command, result: { id, parts } },
      request("/multipart/start/"),
      open,
    );
    const { uuid, parts: urls } = JSON.parse(answer.body) as { uuid: string; parts: string[] };
    expect(uuid).toBe(id);
    for (const [at, url] of urls.entries()) {
      expect(url).toMatch(/^https:\/\/media\.example\.com\/up\/multipart\//);
      const path = url.slice("https://media.example.com/up".length);
      expect(placed.route(path)).toEqual({ recipe: "part", methods: ["PUT"] });
      expect(placed.part?.({ path, query: "" })).toEqual(parts[at]);
      expect(placed.redact?.(path)).toBe(`/multipart/${id}/${parts[at]?.index}/.../`);
    }
  });
});

describe("/multipart/complete/", () => {
  const ask = (uuid: string) =>
    placed.command(
      request("/multipart/complete/", { fields: { UPLOADCARE_PUB_KEY: "demopublickey", uuid } }),
      now,
      project,
    );
  test("needs an id and no signature", () => {
    expect(ask(id)).toEqual({ kind: "parts.complete", id });
    expect(errorOf(() => ask(""))?.code).toBe("FILE_ID_MISSING");
    expect(errorOf(() => ask(id.toUpperCase()))?.code).toBe("FILE_ID_INVALID");
  });
  test("answers file info", () => {
    const outcome = { kind: "parts.complete", command: { kind: "parts.complete", id }, result: record } as const;
    expect(JSON.parse(placed.present(outcome, request("/multipart/complete/"), project).body)).toMatchObject({
      uuid: id,
      is_ready: true,
      size: 12_345,
    });
  });
});

test.each<[ErrorCode, string, string, number]>([
  ["FILE_ID_MISSING", "MultipartFileIdRequiredError", "uuid is required.", 400],
  ["FILE_ID_INVALID", "UUIDInvalidError", "uuid is invalid.", 400],
  ["FILE_NOT_FOUND", "MultipartFileNotFoundError", "File is not found.", 404],
  ["FILE_TOO_LARGE", "MultipartFileSizeLimitExceededError", "File size exceeds project limit.", 400],
  ["PARTS_INCOMPLETE", "MultipartUploadSizeTooSmallError", "File size mismatch. Not all parts uploaded?", 400],
  ["PARTS_COMPLETE", "MultipartFileAlreadyUploadedError", "File is already uploaded.", 400],
  ["PART_INVALID", "MultipartUploadSizeTooLargeError", "Uploaded size is more than expected.", 400],
  ["FILE_TYPE_FORBIDDEN", "FileTypeForbiddenError", "Uploading of these file types is not allowed.", 400],
  ["KEY_MISSING", "ProjectPublicKeyRequiredError", "UPLOADCARE_PUB_KEY is required.", 403],
  ["OPTIONS_INVALID", "UploadAPIError", "Internal error.", 500],
])("%s is %s", (code, name, text, status) => {
  const answer = placed.fail(new IntaglioError(code, "for the log"), request("/multipart/complete/?jsonerrors=1"));
  expect(JSON.parse(answer.body)).toEqual({ error: { status_code: status, content: text, error_code: name } });
});

test.each([
  `/multipart/${id}/0/${"a".repeat(63)}/`,
  `/multipart/${id}/0/${"A".repeat(64)}/`,
  `/multipart/${id}/00/${"a".repeat(64)}/`,
  `/multipart/${id}/1000000/${"a".repeat(64)}/`,
  `/multipart/${id.toUpperCase()}/0/${"a".repeat(64)}/`,
  `//multipart/${id}/0/${"a".repeat(64)}/`,
  `/multipart/${id}/0/${"a".repeat(64)}//`,
  `/multipart/${id}/0/`,
])("%s is no part's address", (path) => expect(placed.route(path)).toBeUndefined());
