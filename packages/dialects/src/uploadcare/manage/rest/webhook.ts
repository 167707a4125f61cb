/** What a webhook is sent. */
import { createHmac } from "node:crypto";
import type { HookMessage, HookNotice } from "@intaglio/contract";
import { writeTime } from "./answer.ts";
import { presentFile } from "./file.ts";
import { numberOf, versionOf } from "./hooks.ts";

/** The message, signed where the hook has a secret. The hook's own fields are named otherwise here than in the REST API. */
export function toWebhook(notice: HookNotice, baseUrl: string): HookMessage {
  const { event, file, before, by, hook, project } = notice;
  const body = JSON.stringify({
    initiator: { type: by === "server" ? "system" : "api", detail: { request_id: null, addon_name: null } },
    hook: {
      id: hook.id,
      project_id: numberOf(project),
      project_pub_key: project.key,
      created_at: writeTime(hook.createdAt),
      updated_at: writeTime(hook.updatedAt),
      event,
      target: hook.targetUrl,
      is_active: hook.isActive,
      version: versionOf(hook),
    },
    data: presentFile(file, baseUrl),
    file: `${baseUrl}/${file.id}/`,
    ...(before && { previous_values: { appdata: {}, metadata: before.metadata } }),
  });
  const signature = hook.signingSecret === null ? {} : { "X-Uc-Signature": signBody(hook.signingSecret, body) };
  return { headers: { "Content-Type": "application/json", ...signature }, body };
}

/** `v1=` and the HMAC-SHA-256 of the very bytes of the body, by the secret's text. */
export function signBody(secret: string, body: string): string {
  return `v1=${createHmac("sha256", secret).update(body).digest("hex")}`;
}
