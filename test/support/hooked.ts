/** Servers that tell webhooks, and receivers that hear them: both end with their test. */
import type { HookDelivery, IntaglioOptions } from "intaglio";
import { expect, onTestFinished } from "vitest";
import { createTestMedia, type TestMedia } from "./media.ts";
import { startReceiver, type Receiver } from "./receiver.ts";
import { askRest } from "./rest.ts";

export const events = ["file.uploaded", "file.stored", "file.deleted", "file.info_updated", "file.infected"];
export const publicUrl = "https://media.example.com";
/** A time as the REST API writes it. */
export const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}000Z$/) as string;

export async function receiver(...given: Parameters<typeof startReceiver>): Promise<Receiver> {
  const started = await startReceiver(...given);
  onTestFinished(() => started.close());
  return started;
}

/** A server that may send to these receivers. */
export async function open(
  receivers: readonly Receiver[],
  options: Partial<IntaglioOptions<string>> = {},
): Promise<TestMedia> {
  const origins = receivers.map(({ url }) => ({ origin: url, private: true }));
  const opened = await createTestMedia({ publicUrl, hooks: { origins }, ...options });
  onTestFinished(() => opened.close());
  return opened;
}

export async function subscribe({ media }: TestMedia, url: string, names = events, rest: object = {}): Promise<void> {
  for (const event of names) {
    const { status } = await askRest(media, "POST", "/webhooks/", { target_url: url, event, ...rest });
    expect(status).toBe(201);
  }
}

/** Waits until the last message's delivery looks like this. */
export async function settled({ media }: TestMedia, state: HookDelivery["state"]): Promise<HookDelivery> {
  const last = async () => (await media.webhooks.deliveries())[0];
  await expect.poll(last, { timeout: 20_000 }).toMatchObject({ state });
  return (await last()) as HookDelivery;
}
