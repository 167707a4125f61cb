import { readFileSync } from "node:fs";
import { errorCodes, IntaglioError, type ErrorCode, type RequestFacts } from "@intaglio/contract";
import { describe, expect, test } from "vitest";
import { sanitizeName } from "../../src/uploadcare/manage/file-info.ts";
import { uploadcare } from "@intaglio/dialects/uploadcare";
import { dialect, errorOf, host, id, otherId, read, record, request, intake, presentFile } from "./fixture.ts";

const upload = request("/base/");
const uploadJson = request("/base/?jsonerrors=1");
const info = request("/info/?jsonerrors=1", { method: "GET" });
const delivery = request(`/${id}/-/x/`, { method: "GET" });
const say = (code: ErrorCode, facts: RequestFacts, detail = {}) =>
  dialect.fail(new IntaglioError(code, undefined, detail), facts);

describe("routes", () => {
  test.each([
    ["/base/", "upload", "POST"],
    ["/base", "upload", "POST"],
    ["/info/", "manage", "GET"],
    ["/info", "manage", "GET"],
    [`/${id}`, "deliver", "GET,HEAD"],
    [`/${id}/`, "deliver", "GET,HEAD"],
    [`/${id}/-/preview/`, "deliver", "GET,HEAD"],
    [`/${id}//x`, "deliver", "GET,HEAD"],
  ])("%s", (path, recipe, methods) => {
    expect(dialect.route(path)?.recipe).toBe(recipe);
    expect(dialect.route(path)?.methods.join()).toBe(methods);
  });
  test.each([
    "",
    "/",
    "/base/x",
    "/Base/",
    "//base/",
    "/base//",
    "/%62ase/",
    "/info/x",
    `/${id.toUpperCase()}/`,
    `//${id}/`,
    `/${id}x/`,
    `/${id}~0/`,
    `/${id}%2f`,
    "/-/preview/",
    "/-/preview/http%3A%2F%2Fx/",
    "/-/preview/ftp://x/",
    "/-/preview/HTTP://x/",
    "//https://x/",
    "/x/https://example.com/",
    `/${id.replace("-4573", "-1573")}/`,
    id,
  ])("%s is not ours", (path) => expect(dialect.route(path)).toBeUndefined());
});

describe("errors", () => {
  test("every code has an answer on every address, and none leaks", () => {
    for (const code of Object.keys(errorCodes) as ErrorCode[])
      for (const facts of [upload, uploadJson, info, delivery, request("/nowhere")]) {
        const answer = dialect.fail(new IntaglioError(code, "secret detail for the log"), facts);
        expect(answer.body).not.toContain("secret");
        expect(answer.body.length).toBeGreaterThan(3);
        expect(answer.headers).toMatchObject({ "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store" });
        const json = facts === uploadJson || facts === info;
        expect(answer.status === 200).toBe(json);
        const { status_code: status } = json
          ? (JSON.parse(answer.body) as { error: { status_code: number } }).error
          : { status_code: answer.status };
        expect(status).toBeGreaterThanOrEqual(400);
        if (errorCodes[code][0] < 500) expect(status).toBeLessThan(500); // a stranger's fault stays one
      }
  });

  test.each<[ErrorCode, string, string, number]>([
    ["KEY_MISSING", "ProjectPublicKeyRequiredError", "UPLOADCARE_PUB_KEY is required.", 403],
    ["KEY_UNKNOWN", "ProjectPublicKeyInvalidError", "UPLOADCARE_PUB_KEY is invalid.", 403],
    ["UPLOAD_SIGNATURE_MISSING", "SignatureRequiredError", "`signature` is required.", 400],
    ["UPLOAD_EXPIRY_MISSING", "SignatureExpirationRequiredError", "`expire` is required.", 400],
    ["UPLOAD_EXPIRY_MALFORMED", "SignatureExpirationInvalidError", "`expire` must be a UNIX timestamp.", 400],
    ["SIGNATURE_EXPIRED", "SignatureExpirationError", "Expired signature.", 403],
    ["SIGNATURE_INVALID", "SignatureInvalidError", "Invalid signature.", 403],
    ["TOKEN_EXPIRED", "AccessTokenExpiredError", "Expired token.", 401],
    ["TOKEN_OUT_OF_SCOPE", "ScopeForbiddenError", "`uc.restrictions.scope` does not allow this endpoint.", 403],
    ["TICKET_SPENT", "OperationsLimitExceededError", "The operation limit of the token is exhausted.", 403],
    ["BODY_MALFORMED", "PostRequestParserFailedError", "HTTP POST request parsing failed.", 400],
    ["TOO_MANY_FILES", "RequestFileNumberLimitExceededError", "The request contains too many files.", 400],
    [
      "TOO_MANY_FIELDS",
      "RequestFiledsNumberLimitExceededError",
      "The request contains too many HTTP POST fields.",
      400,
    ],
    ["BODY_TOO_LARGE", "RequestSizeLimitExceededError", "The size of the request is too large.", 413],
    ["FILE_MISSING", "FilesRequiredError", "Request does not contain files.", 400],
    ["FILE_EMPTY", "FileRequiredError", "There should be a file.", 400],
    ["FILE_TOO_LARGE", "FileSizeLimitExceededError", "File is too large.", 400],
    ["FILE_TYPE_FORBIDDEN", "FileTypeForbiddenError", "Uploading of these file types is not allowed.", 400],
    ["FILE_ID_MISSING", "FileIdRequiredError", "file_id is required.", 400],
    ["FILE_ID_INVALID", "FileIdInvalidError", "file_id is invalid.", 400],
    ["FILE_NOT_FOUND", "FileNotFoundError", "File is not found.", 404],
    ["METHOD_NOT_ALLOWED", "MethodNotAllowedError", "HTTP method POST is not allowed for /base/", 405],
    ["QUEUE_FULL", "RequestThrottledError", "Request was throttled.", 429],
    ["INTERNAL", "UploadAPIError", "Internal error.", 500],
  ])("%s", (code, name, text, status) => {
    expect(JSON.parse(say(code, uploadJson).body)).toEqual({
      error: { status_code: status, content: text, error_code: name },
    });
    expect(say(code, uploadJson)).toMatchObject({ status: 200, headers: { "Content-Type": "application/json" } });
    expect(say(code, upload)).toMatchObject({
      status,
      body: text,
      headers: { "Content-Type": "text/plain; charset=utf-8" },
    });
  });

  test("info names its own key", () => expect(say("KEY_MISSING", info).body).toContain("pub_key is required."));
  test("a token's reason is told", () =>
    expect(say("TOKEN_INVALID", upload, { hint: "`iat` is required." })).toMatchObject({
      status: 401,
      body: "Invalid token. Reason: `iat` is required.",
    }));
  test("jsonerrors counts in the body too, and a broken query breaks nothing", () => {
    expect(say("FILE_MISSING", request("/base/", { fields: { jsonerrors: "1" } })).status).toBe(200);
    expect(say("TARGET_INVALID", request("/base/?jsonerrors=%zz&%")).status).toBe(400);
    expect(say("FILE_MISSING", request("/base/?jsonerrors=0")).status).toBe(400);
  });
  test("jsonerrors means nothing to deliveries", () =>
    expect(say("FILE_NOT_FOUND", request(`/${id}/?jsonerrors=1`)).status).toBe(404));
  test("names of fields go through", () => {
    const error = errorOf(() =>
      intake(request("/base/?pub_key=demopublickey", { fields: { "metadata[]": "x" } }), 0, false),
    );
    expect(error && JSON.parse(dialect.fail(error, uploadJson).body)).toEqual({
      error: {
        status_code: 400,
        content: "File's metadata key can not be empty.",
        error_code: "FileMetadataKeyEmptyError",
      },
    });
    expect(say("FIELD_INVALID", upload, { hint: "field: anything" }).body).toBe("Upload request processing failed.");
  });
  test("the method that is echoed is a plain word", () =>
    expect(
      say("METHOD_NOT_ALLOWED", request("/base/", { method: "<script>" }), { allow: ["POST", "OPTIONS"] }),
    ).toMatchObject({
      body: "HTTP method of this name is not allowed for /base/",
      headers: { Allow: "POST, OPTIONS" },
    }));
  test("waiting times are whole seconds", () =>
    expect(say("QUEUE_FULL", upload, { retryAfterSeconds: 1.2 }).headers["Retry-After"]).toBe("2"));

  test.each<[ErrorCode, number, string]>([
    ["FILE_NOT_FOUND", 404, "The file was not found."],
    ["FILE_NOT_IMAGE", 400, "Not supported for files that are not images."],
    ["OPERATION_UNKNOWN", 400, "The address names an operation that does not exist."],
    ["SIGNATURE_REQUIRED", 403, "This address needs a valid signature."],
    ["CREDENTIALS_MISSING", 403, "A signature or token is required."],
    ["SIGNATURE_EXPIRED", 403, "The signature has expired."],
    ["QUEUE_FULL", 503, "The server is busy; try again shortly."],
  ])("a delivery's %s", (code, status, body) =>
    expect(say(code, delivery)).toMatchObject({
      status,
      body,
      headers: { "Content-Type": "text/plain; charset=utf-8" },
    }),
  );
  test("a delivery's hint", () =>
    expect(say("PLAN_INVALID", delivery, { hint: "flip takes nothing" }).body).toBe(
      "An operation's argument is missing, malformed or out of range. (flip takes nothing)",
    ));
});

describe("results", () => {
  const other = { ...record, id: otherId };
  test.each([
    [[["file", record]], `{"file":"${id}"}`],
    [
      [
        ["cat.jpg", record],
        ["dog.jpg", other],
      ],
      `{"cat.jpg":"${id}","dog.jpg":"${otherId}"}`,
    ],
    [
      [
        ["file", record],
        ["file", other],
      ],
      `{"file":["${id}","${otherId}"]}`,
    ],
    [
      [
        ["b", record],
        ["1", other],
        ["__proto__", other],
      ],
      `{"b":"${id}","1":"${otherId}","__proto__":"${otherId}"}`,
    ],
  ] as const)("an upload %#", (files, body) =>
    expect(
      dialect.presentUpload(
        files.map(([field, file]) => ({ field, file })),
        upload,
      ),
    ).toMatchObject({ status: 200, body, headers: { "Content-Type": "application/json" } }),
  );

  const image = {
    format: "JPEG",
    width: 300,
    height: 200,
    sequence: false,
    color_mode: "RGB",
    orientation: 6,
    geo_location: { latitude: 1.5, longitude: -2.5 },
    datetime_original: "2020-01-02T03:04:05",
    dpi: [72, 72],
  };

  test("a file, its keys in order", () => {
    const expected = {
      size: 12_345,
      total: 12_345,
      done: 12_345,
      uuid: id,
      file_id: id,
      original_filename: record.name,
      filename: "WhatsAppImage20230626at85632AM.jpeg",
      mime_type: "image/pjpeg",
      is_image: true,
      is_stored: true,
      is_ready: true,
      image_info: image,
      video_info: null,
      content_info: { mime: { mime: "image/jpeg", type: "image", subtype: "jpeg" }, image },
      metadata: { subject: "cat" },
      tags: ["pet"],
    };
    expect(presentFile(record).body).toBe(JSON.stringify(expected));
  });

  test("a file that is no picture, kept for a day", () => {
    const file = {
      ...record,
      image: null,
      storedAt: null,
      expiresAt: 5,
      type: "application/octet-stream",
      statedType: "text/html",
    };
    expect(JSON.parse(presentFile(file).body)).toMatchObject({
      is_image: false,
      is_stored: false,
      image_info: null,
      mime_type: "text/html",
      content_info: { mime: { mime: "application/octet-stream", type: "application", subtype: "octet-stream" } },
    });
  });

  test("facts, their keys in order, sized after the steps", () => {
    const facts = dialect.parse({ path: `/${id}/-/json/`, query: "" });
    const known = { perceptualHash: "00ff00ff00ff00ff", blurHash: "LEHV6nWB" };
    expect(dialect.presentInfo(record, { width: 30, height: 20, ...known }, facts).body).toContain(
      '"hash":"00ff00ff00ff00ff","blurhash":"LEHV6nWB"}',
    );
    expect(dialect.presentInfo(record, { width: 30, height: 20 }, facts).body).toBe(
      JSON.stringify({
        id,
        dpi: [72, 72],
        width: 30,
        height: 20,
        format: "JPEG",
        sequence: false,
        color_mode: "RGB",
        orientation: 6,
        geo_location: image.geo_location,
        datetime_original: "2020-01-02T03:04:05",
        hash: null,
        blurhash: null,
      }),
    );
    expect(errorOf(() => dialect.presentInfo({ ...record, image: null }, { width: 1, height: 1 }, facts))?.code).toBe(
      "FILE_NOT_IMAGE",
    );
  });

  test("facts as a script", () => {
    const plain = dialect.presentInfo(record, { width: 30, height: 20 }, read("-/json/"));
    const script = dialect.presentInfo(record, { width: 30, height: 20 }, read("-/jsonp/"));
    expect(plain.headers["Content-Type"]).toBe("application/json");
    expect(script.headers["Content-Type"]).toBe("text/javascript; charset=utf-8");
    expect(script.headers["X-Content-Type-Options"]).toBe("nosniff");
    expect(script.body).toBe(`uploadcare_callback("${id}", ${plain.body});`);
  });

  test("colours, their keys in order, under the path with its operations", () => {
    const colors = [
      [1, 2, 3],
      [255, 0, 9],
    ] as const;
    const asked = read("-/preview/30x20/-/main_colors/2/cat.jpg");
    expect(dialect.presentInfo(record, { width: 30, height: 20, colors }, asked).body).toBe(
      JSON.stringify({
        id: `${id}/-/preview/30x20/-/main_colors/2/`,
        width: 30,
        height: 20,
        main_colors: colors,
        original: {
          id,
          width: 300,
          height: 200,
          format: "JPEG",
          orientation: 6,
          geo_location: image.geo_location,
          datetime_original: "2020-01-02T03:04:05",
        },
      }),
    );
  });

  test.each([
    ["logo_main (1).png", "logo_main1.png"],
    ["a.tar.gz", "atar.gz"],
    ["кот.png", "file.png"],
    ["none", "none"],
    [".htaccess", "file.htaccess"],
    ["dot.", "dot"],
    ["", "file"],
  ])("the name %s", (name, expected) => expect(sanitizeName(name)).toBe(expected));
});

describe("headers", () => {
  test.each(["/base/", "/info/", `/${id}/`])("of %s", (path) => {
    const route = dialect.route(path);
    if (!route) throw new Error("no route");
    const plain = dialect.headers(route, false);
    expect(plain).toMatchObject({
      "Access-Control-Allow-Origin": "*",
      "Access-Control-Expose-Headers": "Warning, Retry-After",
    });
    expect(plain["Access-Control-Allow-Methods"]).toBeUndefined();
    expect("X-Robots-Tag" in plain).toBe(route.recipe === "deliver");
    const preflight = dialect.headers(route, true);
    expect(preflight["Access-Control-Allow-Methods"]).toBe([...route.methods, "OPTIONS"].join(", "));
    expect(preflight["Access-Control-Allow-Headers"]).toBe(
      "DNT, X-UC-User-Agent, X-PINGOTHER, Authorization, Content-Type",
    );
    expect(Object.keys(preflight)).not.toContain("Access-Control-Allow-Credentials");
  });
});

describe("options", () => {
  const refuse = (options: object): string | undefined => errorOf(() => uploadcare(options))?.detail.hint;
  test.each<[object, string]>([
    [{ publicKey: "" }, "uploadcare.publicKey must be"],
    [{ publicKey: "a b" }, "uploadcare.publicKey must be"],
    [{ secretKeys: [] }, "uploadcare.secretKeys must hold a key"],
    [{ secretKeys: "a".repeat(40) }, "uploadcare.secretKeys must be a list"],
    [{ secretKeys: ["a".repeat(32), "short"] }, "uploadcare.secretKeys[1] must be 8 to 512"],
    [{ deliveryKeys: ["00"] }, "uploadcare.deliveryKeys[0] must be 32 to 512 hex digits"],
    [{ deliveryKeys: ["0".repeat(33)] }, "uploadcare.deliveryKeys[0]"],
    [{ deliveryKeys: ["g".repeat(32)] }, "uploadcare.deliveryKeys[0]"],
    [{ secretkeys: [] }, "uploadcare.secretkeys is no option"],
  ])("%j", (options, hint) => expect(refuse(options)).toContain(hint));
  test("all that is wrong is said at once, and no key", () => {
    const hint = refuse({ publicKey: "?", deliveryKeys: ["my-secret"] });
    expect(hint).toMatch(/publicKey.*deliveryKeys/);
    expect(hint).not.toContain("my-secret");
  });

  test("keys come from the server's secret, one for each purpose", () => {
    const purposes: string[] = [];
    const made = uploadcare().create({
      deriveKey: (purpose) => {
        purposes.push(purpose);
        return host.deriveKey(purpose);
      },
    });
    expect(purposes.toSorted()).toEqual(["delivery", "upload"]);
    const [path = "", query = ""] = made.sign(`/${id}/`, 2000, "exact").split("?");
    expect(made.verify({ path, query }, 1000)).toEqual({ expiresAt: 2000 });
    expect(errorOf(() => dialect.verify({ path, query }, 1000))?.code).toBe("SIGNATURE_INVALID");
    expect(uploadcare().name).toBe("uploadcare");
  });
});

describe("the browser's entry", () => {
  test("reaches no module of Node and no key", () => {
    const seen = new Set<string>();
    const visit = (file: URL): void => {
      if (seen.has(file.href)) return;
      seen.add(file.href);
      const source = readFileSync(file, "utf8");
      expect(source).not.toMatch(/from "node:|Buffer\./);
      for (const [, path = ""] of source.matchAll(/from "(\.[^"]+)"/g)) visit(new URL(path, file));
    };
    visit(new URL("../../src/uploadcare/url.ts", import.meta.url));
    expect(seen.size).toBeGreaterThan(8);
    expect([...seen].some((file) => file.endsWith("/sign.ts"))).toBe(false);
  });
});
