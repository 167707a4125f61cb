/** Groups: what they are made of, and the addresses below their own. */
import { errorCodes, isGroupId, type GroupView } from "@intaglio/contract";
import { describe, expect, test } from "vitest";
import { uploadcare } from "@intaglio/dialects/uploadcare";
import { codeOf, command, dialect, errorOf, exp, id, now, otherId, project, record, request } from "./fixture.ts";

const groupId = `${id}~2`;
const open = { ...project, uploads: "open" } as const;

/** The members that a request makes a group of. */
function members(fields: Readonly<Record<string, string | readonly string[]>>, host = dialect) {
  const facts = request("/group/?jsonerrors=1", { fields: { pub_key: project.key, ...fields } });
  const read = host.command(facts, now, open);
  return read.kind === "group.create" ? read.members : undefined;
}

/** What an upload client reads of a refusal. */
function refusal(fields: Readonly<Record<string, string | readonly string[]>>) {
  const facts = request("/group/?jsonerrors=1", { fields: { pub_key: project.key, ...fields } });
  const error = errorOf(() => dialect.command(facts, now, open));
  if (!error) return undefined;
  const { error: told } = JSON.parse(dialect.fail(error, facts).body) as { error: Record<string, unknown> };
  return [told["status_code"], told["error_code"], told["content"]];
}

describe("an entry", () => {
  test.each([
    [id, ""],
    [id.toUpperCase(), ""],
    [`${id}/`, ""],
    [`${id}/-/resize/x800/`, "resize/x800/"],
    [`${id}/-/resize/x800`, "resize/x800/"],
    [`${id}/-/rotate/90/-/preview/`, "rotate/90/-/preview/"],
    [`${id}//-/rotate//90/-/preview//`, "rotate/90/-/preview/"],
    [`${id}/-/effect/flip/`, "effect/flip/"],
    [`${id}/-/@clib/blocks/1.0/uc-cloud-image-editor/`, ""],
    [`${id}/-/rotate/90/-/@clib/blocks/1.0/x/-/preview/`, "rotate/90/-/preview/"],
    [`https://ucarecdn.com/${id}/`, ""],
    [`https://ucarecdn.com/${id}/photo.jpg`, ""],
    [`https://4lcxu4lkti.ucarecd.net/${id}/-/crop/50%25x50%25/10p,20p/photo.jpg`, "crop/50%25x50%25/10p,20p/"],
    [`//cdn.example:8080/${id}/-/preview/?token=exp=1~hmac=2#there`, "preview/"],
    [`HTTPS://cdn.example//${id}/-/text/50px50p/center/a%20b~sc/`, "text/50px50p/center/a%20b~sc/"],
  ])("%s is a file with %j", (entry, effects) => {
    expect(members({ "files[]": entry })).toEqual([{ fileId: id, effects }]);
  });

  const monsters = [
    "",
    " ",
    "nonsense",
    `/${id}/`,
    ` ${id}`,
    `${id} `,
    `${id}x`,
    id.replace("-4", "-5"),
    `${id}~2`,
    groupId,
    `https://ucarecdn.com/${groupId}/nth/0/`,
    `${id}/photo.jpg`,
    `${id}?token=x`,
    `${id}/-/`,
    `${id}/-/-/preview/`,
    `${id}/-/nothing/`,
    `${id}/-/resize/0x0/`,
    `${id}/-/resize/x800`.replace("x800", "y"),
    `${id}/-/preview/..%2f..%2f/`,
    `${id}/-/text/50px50p/center/"quoted"/`,
    `${id}/-/text/50px50p/center/кот/`,
    `${id}/-/text/50px50p/center/<b>/`,
    `${id}/-/preview/\\/`,
    `${id}/%2d/preview/`.replace("%2d", "%2"),
    `${id}/${"-/rotate/90/".repeat(21)}`,
    `${id}/${"-/@clib/x/".repeat(101)}`,
    `${id}/-/preview/\n/`,
    `ftp://ucarecdn.com/${id}/`,
    `https://ucarecdn.com/other/${id}/`,
    `https:///${id}/`,
    `https://ucarecdn.com\\${id}/`,
    `javascript:${id}`,
    "__proto__",
    "9".repeat(100_000),
    "/".repeat(100_000),
    `https://${"a".repeat(100_000)}`,
  ];
  test.each(monsters.map((entry) => [entry.slice(0, 60), entry] as const))("%j is none", (_, entry) => {
    const start = performance.now();
    const shown = entry.slice(0, 200).replace(/[^\x20-\x7e]/g, "?");
    const expected = [400, "GroupFileURLParsingFailedError", `This is not valid file url: ${shown}.`];
    expect(refusal({ "files[]": [id, entry, "also bad"] })).toEqual(expected);
    expect(performance.now() - start).toBeLessThan(200);
  });

  test("of an address below the server's own path", () => {
    const below = { ...dialect, ...createBelow() };
    for (const entry of [`https://cdn.example/media/${id}/-/preview/`, `https://cdn.example/${id}/-/preview/`])
      expect(members({ "files[]": entry }, below)).toEqual([{ fileId: id, effects: "preview/" }]);
    expect(codeOf(() => members({ "files[]": `https://cdn.example/mediax/${id}/` }, below))).toBe("GROUP_INVALID");
  });
});

function createBelow(): typeof dialect {
  return uploadcare({}).create({ deriveKey: () => new Uint8Array(32), baseUrl: "https://images.example/media" });
}

describe("entries", () => {
  test("stand in the order of their numbers, or as they came", () => {
    const [a, b, c] = [id, otherId, `${id}/-/flip/`];
    const flipped = { fileId: id, effects: "flip/" };
    expect(members({ "files[2]": c, "files[10]": b, "files[0]": a })).toEqual([
      { fileId: id, effects: "" },
      flipped,
      { fileId: otherId, effects: "" },
    ]);
    expect(members({ "files[]": [b, a, b] })?.map(({ fileId }) => fileId)).toEqual([otherId, id, otherId]);
  });

  test("may be a thousand, and must be one", () => {
    expect(members({ "files[]": Array(1000).fill(id) })).toHaveLength(1000);
    expect(refusal({ "files[]": Array(1001).fill(id) })).toEqual([
      400,
      "FilesNumberLimitExceededError",
      "There are too many files.",
    ]);
    for (const fields of [{}, { files: id }, { "files[x]": id }, { "files[-1]": id }, { "files[0][1]": id }])
      expect(refusal(fields)).toEqual([400, "GroupFilesInvalidError", "No files[N] parameters found."]);
  });

  test("are read after the key and the signature", () => {
    const facts = request("/group/?jsonerrors=1", { fields: { "files[]": "bad" } });
    expect(codeOf(() => command(facts))).toBe("KEY_MISSING");
    const unsigned = request("/group/", { fields: { pub_key: project.key, "files[]": "bad" } });
    expect(codeOf(() => command(unsigned))).toBe("UPLOAD_SIGNATURE_MISSING");
    const info = request(`/group/info/?pub_key=${project.key}&group_id=${groupId}`, { method: "GET" });
    expect(command(info), "to look at a group needs no signature").toEqual({ kind: "group.inspect", id: groupId });
  });
});

const view: GroupView = {
  id: groupId,
  project: "",
  createdAt: 1_700_000_000_123,
  members: [
    { fileId: id, effects: "resize/x800/" },
    { fileId: otherId, effects: "" },
  ],
  files: [record, null],
};

describe("an answer", () => {
  const shown = (url: string, fields: Readonly<Record<string, string>> = {}) => {
    const asked = request(url, { fields: { pub_key: project.key, ...fields } });
    const command = { kind: "group.create", members: view.members, permit: { limits: {} } } as const;
    return dialect.present({ kind: "group.create", command, result: view }, asked, project);
  };

  test("has the keys of the service, and null for a file that is gone", () => {
    const answer = shown("/group/");
    expect(answer.headers["Content-Type"]).toBe("application/json");
    const body = JSON.parse(answer.body) as { files: unknown[] };
    expect(Object.keys(body)).toEqual([
      "id",
      "datetime_created",
      "datetime_stored",
      "files_count",
      "cdn_url",
      "url",
      "files",
    ]);
    expect(body).toMatchObject({
      id: groupId,
      datetime_created: "2023-11-14T22:13:20.123000Z",
      datetime_stored: null,
      files_count: 2,
      cdn_url: `http://localhost/${groupId}/`,
      url: `http://localhost/groups/${groupId}/`,
      files: [{ uuid: id, file_id: id, is_image: true, default_effects: "resize/x800/" }, null],
    });
  });

  test("may be a call of a function that a page names", () => {
    const { body, headers } = shown("/group/", { callback: "jQuery_1$" });
    expect(headers).toMatchObject({
      "Content-Type": "text/javascript; charset=utf-8",
      "X-Content-Type-Options": "nosniff",
    });
    expect(body).toMatch(/^jQuery_1\$\(\{"id":.*\}\);$/);
  });

  test.each(["a.b", "a b", "a(", "1a", "<script>", "alert(1)//", "a".repeat(101), "ä", "a\n"])(
    "%j is no function's name",
    (callback) => {
      expect(refusal({ "files[]": id, callback })).toEqual([
        400,
        "GroupViewsError",
        "Request to group processing failed.",
      ]);
    },
  );
});

describe("an id", () => {
  test.each([groupId, groupId.replace("~", "%7E"), groupId.replace("~", "%7e"), `${id}~1000`])("%s is one", (given) => {
    const escaped = request(`/groups/${given}/`, { method: "GET" });
    expect(dialect.route(escaped.target.path)).toEqual({ recipe: "manage", methods: ["GET", "DELETE"] });
    const info = request(`/group/info/?pub_key=${project.key}&group_id=${given}`, { method: "GET" });
    expect(command(info)).toEqual({ kind: "group.inspect", id: given.replace(/%7e/i, "~") });
  });

  test.each(["", id, `${id}~`, `${id}~0`, `${id}~01`, `${id}~1001`, `${id}~9999`, `${id}~2~2`, `${id}~2/`, "~2"])(
    "%j is none",
    (given) => {
      expect(isGroupId(given)).toBe(false);
      const info = request(`/group/info/?pub_key=${project.key}&group_id=${encodeURIComponent(given)}&jsonerrors=1`, {
        method: "GET",
      });
      const error = errorOf(() => command(info));
      const told = error && (JSON.parse(dialect.fail(error, info).body) as { error: Record<string, unknown> }).error;
      expect(told).toEqual(
        given === ""
          ? { status_code: 400, content: "group_id is required.", error_code: "GroupIdRequiredError" }
          : { status_code: 404, content: "group_id is invalid.", error_code: "GroupNotFoundError" },
      );
    },
  );

  test("missing files have the service's words", () => {
    const asked = request("/group/?jsonerrors=1");
    const error = Object.assign(errorOf(() => command(asked)) ?? {}, { code: "GROUP_INCOMPLETE", detail: {} });
    expect(errorCodes.GROUP_INCOMPLETE[0]).toBe(400);
    expect(JSON.parse(dialect.fail(error as never, asked).body)).toEqual({
      error: { status_code: 400, content: "Some files not found.", error_code: "GroupFilesNotFoundError" },
    });
  });
});

describe("a path below a group's", () => {
  test.each([
    [`/${groupId}/nth/0/`, 0, ""],
    [`/${groupId}/nth/0`, 0, ""],
    [`/${groupId.replace("~", "%7e")}/nth/1/`, 1, ""],
    [`/${groupId.replace("~", "%7E")}//nth//12/-/preview/`, 12, "-/preview/"],
    [`/${groupId}/nth/999999999/-/resize/640x/cat.jpg`, 999_999_999, "-/resize/640x/cat.jpg"],
    [`/${groupId}/nth/0/cat.jpg`, 0, "cat.jpg"],
  ])("%s is a member's", (path, index, rest) => {
    expect(dialect.route(path)).toEqual({ recipe: "deliver", methods: ["GET", "HEAD"] });
    const { forFile, ...delivery } = dialect.parse({ path, query: "" });
    const plain = dialect.parse({ path: `/${id}/${rest}`, query: "" });
    const source = { kind: "member", group: groupId, index };
    expect(delivery).toEqual({ ...plain, plan: { ...plain.plan, source } });
    expect(forFile?.(record, () => ({ width: 1, height: 1 }))).toEqual(plain);
    const effects = "crop/10x10/-/setfill/000/";
    const whole = rest.startsWith("-/") ? `-/${effects}${rest}` : `-/${effects}${rest.replace("cat.jpg", "")}`;
    const settled = forFile?.(record, () => ({ width: 1, height: 1 }), effects);
    expect(settled?.plan).toEqual(dialect.parse({ path: `/${id}/${whole}`, query: "" }).plan);
    expect(settled?.fileName).toBe(plain.fileName);
  });

  test("an address is written with its member, and read again", () => {
    const path = `/${groupId}/nth/1/-/preview/300x200/cat.jpg`;
    expect(dialect.format(dialect.parse({ path, query: "" }))).toBe(path);
  });

  test.each([
    `/${groupId}/nth/`,
    `/${groupId}/nth/x/`,
    `/${groupId}/nth/00/`,
    `/${groupId}/nth/-1/`,
    `/${groupId}/nth/%30/`,
    `/${groupId}/nth/1e1/`,
    `/${groupId}/nth/9999999999/`,
    `/${groupId}/nth/0/nth/0/`,
    `/${groupId}/nth/0/../`,
  ])("%s is refused", (path) => {
    expect(codeOf(() => dialect.parse({ path, query: "" }))).toBe("TARGET_INVALID");
  });

  test("operations behind a member are the same as behind a file", () => {
    for (const rest of ["-/nothing/", "-/resize/0x0/", "-/preview/..%2f/", "-/gif2video/"])
      expect(codeOf(() => dialect.parse({ path: `/${groupId}/nth/0/${rest}`, query: "" }))).toBe(
        codeOf(() => dialect.parse({ path: `/${id}/${rest}`, query: "" })),
      );
  });

  test.each([
    [`/${groupId}/`, { kind: "list", id: groupId }],
    [`/${groupId}`, { kind: "list", id: groupId }],
    [`/${groupId.replace("~", "%7E")}//`, { kind: "list", id: groupId }],
    [`/${groupId}/archive/zip/`, { kind: "archive", id: groupId, format: "zip" }],
    [`/${groupId}/archive/tar`, { kind: "archive", id: groupId, format: "tar" }],
    [
      `/${groupId}//archive//zip//all%20of%20it.zip`,
      { kind: "archive", id: groupId, format: "zip", fileName: "all of it.zip" },
    ],
  ])("%s asks for the group", (path, asked) => {
    expect(dialect.route(path)).toEqual({ recipe: "group", methods: ["GET", "HEAD"] });
    expect(dialect.groups?.parse({ path, query: "" })).toEqual(asked);
  });

  test.each([
    `/${groupId}/-/preview/`,
    `/${groupId}/archive/`,
    `/${groupId}/archive/rar/`,
    `/${groupId}/archive/zip/a/b`,
    `/${groupId}/archive/zip/..`,
    `/${groupId}/archive/zip/%2e%2e%2fa`,
    `/${groupId}/cat.jpg`,
    `/${groupId}/%6eth/0/`,
  ])("%s asks for nothing", (path) => {
    expect(dialect.route(path)?.recipe).toBe("group");
    expect(codeOf(() => dialect.groups?.parse({ path, query: "" }))).toBe("TARGET_INVALID");
  });

  test.each([`/${id}~0/`, `/${id}~1001/nth/0/`, `/${id}~/`, `/${id}~2x/`, `/${id.toUpperCase()}~2/`, `/x${groupId}/`])(
    "%s is nobody's",
    (path) => {
      expect(dialect.route(path)).toBeUndefined();
      expect(codeOf(() => dialect.parse({ path, query: "" }))).toBe("TARGET_INVALID");
    },
  );
});

describe("a token", () => {
  const verify = (signed: string, path = signed.split("?")[0] ?? "") =>
    codeOf(() => dialect.verify({ path, query: signed.split("?")[1] ?? "" }, now));

  test("is made for a member and for a group, as the official builders make it", () => {
    const path = `/${groupId}/nth/0/`;
    expect(dialect.sign(path, exp, "exact")).toBe(
      `${path}?token=exp=${exp}~acl=/${id}%7e2/nth/0/~hmac=ae69c8ff6e4478a2d631c4ba0754285adbff93d5938ed11df210116d04fd2e40`,
    );
    expect(dialect.sign(`${path}-/preview/`, exp, "file")).toContain(`~acl=/${id}%7e2/nth/0/*~`);
    expect(dialect.sign(`/${groupId}/nth/0`, exp, "file")).toMatch(/^\/[^/]+\/nth\/0\/\?/);
    expect(dialect.sign(`/${groupId}/archive/zip/`, exp, "file")).toContain(`~acl=/${id}%7e2/*~`);
    expect(dialect.sign(`/${id}/-/preview/`, exp, "file")).toContain(`~acl=/${id}/*~`);
  });

  test("opens what it is for, however the tilde is written, and nothing else", () => {
    const paths = [`/${groupId}/`, `/${groupId}/nth/0/`, `/${groupId}/nth/0/-/preview/`, `/${groupId}/archive/zip/`];
    for (const path of paths)
      for (const reach of ["exact", "file"] as const) {
        const signed = dialect.sign(path, exp, reach);
        for (const tilde of ["~", "%7e", "%7E"]) expect(verify(signed, path.replace("~", tilde))).toBeUndefined();
        for (const other of [`/${id}/`, `/${otherId}/`, `/${id}~20/nth/0/`, `/${id}~20/`, `/${otherId}~2/nth/0/`])
          expect(verify(signed, other), `${path} ${reach} ${other}`).toBe("SIGNATURE_INVALID");
      }
    expect(verify(dialect.sign(`/${groupId}/nth/0/`, exp, "file"), `/${groupId}/nth/1/`)).toBe("SIGNATURE_INVALID");
    expect(verify(dialect.sign(`/${groupId}/nth/0/`, exp, "file"), `/${groupId}/`)).toBe("SIGNATURE_INVALID");
    expect(verify(dialect.sign(`/${groupId}/nth/1/`, exp, "file"), `/${groupId}/nth/10/`)).toBe("SIGNATURE_INVALID");
    for (const reach of ["exact", "file"] as const)
      expect(verify(dialect.sign(`/${id}/`, exp, reach), `/${groupId}/nth/0/`)).toBe("SIGNATURE_INVALID");
  });

  test("that covers a group covers no picture to lay on", () => {
    const signed = dialect.sign(`/${groupId}/nth/0/`, exp, "file");
    const grant = dialect.verify({ path: `/${groupId}/nth/0/`, query: signed.split("?")[1] ?? "" }, now);
    expect(grant?.covers?.({ kind: "file", id })).toBe(false);
  });
});
