import type { HookNotice } from "@intaglio/contract";
import { expect, test } from "vitest";
import { signBody } from "../../src/uploadcare/manage/rest/webhook.ts";
import { dialect, id, project, record } from "./fixture.ts";

const notice: HookNotice = {
  event: "file.stored",
  file: record,
  by: "server",
  project,
  hook: {
    id: 7,
    project: "",
    event: "file.stored",
    targetUrl: "https://example.com/hook",
    isActive: true,
    signingSecret: null,
    version: "",
    createdAt: 1_000,
    updatedAt: 2_000,
  },
};

test("a body is signed as in the reference", () => {
  expect(signBody("hook-secret", '{"hook":{"event":"file.stored"},"file":"x"}')).toBe(
    "v1=4878c3a3242a3b2aa5a56440c000b9f8747009a8c55647f41d29a39e13ac2b1d",
  );
});

test("a message has the keys of the service, and the secret in none of them", () => {
  const message = dialect.notify?.({ ...notice, hook: { ...notice.hook, signingSecret: "open sesame" } });
  const body = JSON.parse(message?.body ?? "") as Record<string, object>;
  expect(Object.keys(body)).toEqual(["initiator", "hook", "data", "file"]);
  expect(body["initiator"]).toEqual({ type: "system", detail: { request_id: null, addon_name: null } });
  expect(body["hook"]).toEqual({
    id: 7,
    project_id: expect.any(Number) as number,
    project_pub_key: "demopublickey",
    created_at: "1970-01-01T00:00:01.000000Z",
    updated_at: "1970-01-01T00:00:02.000000Z",
    event: "file.stored",
    target: "https://example.com/hook",
    is_active: true,
    version: "0.7",
  });
  expect(body["file"]).toBe(`http://localhost/${id}/`);
  expect(message?.headers).toEqual({
    "Content-Type": "application/json",
    "X-Uc-Signature": signBody("open sesame", message?.body ?? ""),
  });
  expect(message?.body).not.toContain("sesame");
});

test("without a secret nothing is signed, and the same notice always gives the same", () => {
  expect(dialect.notify?.(notice).headers).toEqual({ "Content-Type": "application/json" });
  expect(dialect.notify?.(notice)).toEqual(dialect.notify?.(structuredClone(notice)));
});

test("a change of labels tells how they were", () => {
  const before = { metadata: { a: "b" }, tags: [] };
  const body = dialect.notify?.({ ...notice, event: "file.info_updated", before }).body ?? "";
  expect(JSON.parse(body)).toMatchObject({ previous_values: { appdata: {}, metadata: { a: "b" } } });
});
