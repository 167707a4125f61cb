/** Servers with webhooks, and receivers that listen, for one test each. */
import { setTimeout as sleep } from "node:timers/promises";
import { type HookDelivery, type IntaglioOptions } from "intaglio";
import { expect, onTestFinished } from "vitest";
import { createTestMedia, makePhoto, type TestMedia } from "./media.ts";
import { startReceiver, type Receiver } from "./receiver.ts";
import { askRest } from "./rest.ts";

export const events = ["file.uploaded", "file.stored", "file.deleted", "file.info_updated", "file.infected"];
export const photo = await makePhoto(40, 30);
export const publicUrl = "https://media.example.com";

export async function receiver(...given: Parameters<typeof startReceiver>): Promise<Receiver> {
  const started = await startReceiver(...given);
  onTestFinished(() => started.close());
  return started;
}

/** A server that may send to these receivers. */
export async function open(receivers: readonly Receiver[], options: Partial<IntaglioOptions<string>> = {}) {
  const origins = receivers.map(({ url }) => ({ origin: url, private: true }));
  const test_ = await createTestMedia({ publicUrl, hooks: { origins }, ...options });
  onTestFinished(() => test_.close());
  return test_;
}

export async function subscribe({ media }: TestMedia, url: string, names = events, rest: object = {}): Promise<void> {
  for (const event of names) {
    const { status } = await askRest(media, "POST", "/webhooks/", { target_url: url, event, ...rest });
    expect(status).toBe(201);
  }
}

/** Waits until the last message's delivery looks like this. */
export async function settled({ media }: TestMedia, state: HookDelivery["state"]): Promise<HookDelivery> {
  for (const end = Date.now() + 15_000; Date.now() < end; await sleep(20)) {
    const [last] = await media.webhooks.deliveries();
    if (last?.state === state) return last;
  }
  throw new Error(`${JSON.stringify(await media.webhooks.deliveries())} has none that is ${state}`);
}

export const eventsOf = ({ calls }: Receiver): string[] => calls.map(({ json }) => json.hook.event).toSorted();
export const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}000Z$/);
