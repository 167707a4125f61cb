/** `/webhooks/`: who is told of events. */
import { createHash } from "node:crypto";
import {
  hookEvents,
  type Answer,
  type HookEvent,
  type HookInput,
  type HookRecord,
  type Project,
  type RequestFacts,
} from "@intaglio/contract";
import { endpoint, type Ask, type Endpoint } from "../endpoint.ts";
import { detail, toNothing, toRest, writeTime } from "./answer.ts";
import { readFlag, readObject } from "./body.ts";

/** The only form of messages that is sent. */
const spoken = "0.7";

const list = endpoint<"hook.list">({
  api: "rest",
  method: "GET",
  path: "/webhooks/",
  read: () => ({ kind: "hook.list" }),
  present: (hooks, _, { project }) => toRest(hooks.map((hook) => presentHook(hook, project))),
});

const create = endpoint<"hook.create">({
  api: "rest",
  method: "POST",
  path: "/webhooks/",
  read({ request }) {
    const { event, targetUrl, ...rest } = readHook(request);
    if (targetUrl === undefined) throw detail("`target_url` is missing.");
    if (event === undefined) throw detail("`event` is missing.");
    return { kind: "hook.create", hook: { version: spoken, ...rest, event, targetUrl } };
  },
  present: (hook, _, ask) => presentOne(hook, ask, 201),
});

const update = endpoint<"hook.update">({
  api: "rest",
  method: "PUT",
  path: "/webhooks/*/",
  read({ request, parts: [id = ""] }) {
    if (!/^[1-9]\d{0,14}$/.test(id)) throw detail("Not found.", "HOOK_NOT_FOUND");
    return { kind: "hook.update", id: Number(id), change: readHook(request) };
  },
  present: (hook, _, ask) => presentOne(hook, ask, 200),
});

const unsubscribe = endpoint<"hook.remove">({
  api: "rest",
  method: "DELETE",
  path: "/webhooks/unsubscribe/",
  read({ request }) {
    const { target_url: targetUrl } = readBody(request);
    if (typeof targetUrl !== "string" || targetUrl === "") throw detail("`target_url` is missing.");
    return { kind: "hook.remove", targetUrl };
  },
  present: toNothing,
});

/** An empty body has no fields. */
function readBody(request: RequestFacts): Readonly<Record<string, unknown>> {
  return request.body.byteLength === 0 && request.fields.size === 0 ? {} : readObject(request);
}

/** What the body says; what the address may be is the server's to judge. An empty or absent secret is none. Throws `FIELD_INVALID`. */
function readHook(request: RequestFacts): HookInput {
  const { target_url: targetUrl, event, is_active: active, signing_secret: secret, version } = readBody(request);
  if (targetUrl !== undefined && typeof targetUrl !== "string") throw detail("`target_url` should be a string.");
  if (event !== undefined && !isEvent(event)) throw detail(`\`event\` should be one of ${hookEvents.join(", ")}.`);
  const isActive = readFlag(active);
  if (active !== undefined && isActive === undefined) throw detail("`is_active` should be true or false.");
  if (secret !== undefined && secret !== null && typeof secret !== "string")
    throw detail("`signing_secret` should be a string.");
  if (version !== undefined && version !== spoken) throw detail(`\`version\` should be ${spoken}.`);
  return {
    ...(targetUrl !== undefined && { targetUrl }),
    ...(event !== undefined && { event }),
    ...(isActive !== undefined && { isActive }),
    ...(secret !== undefined && { signingSecret: secret === "" ? null : secret }),
    ...(version !== undefined && { version: spoken }),
  };
}

function isEvent(value: unknown): value is HookEvent {
  return hookEvents.some((event) => event === value);
}

function presentOne(hook: HookRecord, { project }: Ask, status: number): Answer {
  return toRest(presentHook(hook, project), status);
}

function presentHook(hook: HookRecord, project: Project) {
  const { id, createdAt, updatedAt, event, targetUrl, isActive, signingSecret } = hook;
  return {
    id,
    created: writeTime(createdAt),
    updated: writeTime(updatedAt),
    event,
    target_url: targetUrl,
    project: numberOf(project),
    is_active: isActive,
    version: versionOf(hook),
    signing_secret: signingSecret,
  };
}

/** Hooks that were not made through this API have no version. */
export function versionOf({ version }: HookRecord): string {
  return version === "" ? spoken : version;
}

/** The service numbers its projects and ours have none: 31 bits of their key's digest, always the same. */
export function numberOf({ key }: Project): number {
  return createHash("sha256").update(key).digest().readUInt32BE() >>> 1;
}

/** The endpoints. */
export const hooks: readonly Endpoint[] = [list, create, update, unsubscribe];
