/** Where messages may go. */
import { describe, expect, test } from "vitest";
import { newFolder } from "./support/places.ts";
import { askRest } from "./support/rest.ts";

import { photo, publicUrl, receiver, open, subscribe, settled } from "./support/webhooks.ts";

describe("where messages may go", () => {
  test.each([
    "127.0.0.1",
    "localhost",
    "a.localhost.",
    "[::1]",
    "10.0.0.1",
    "169.254.169.254",
    "0x7f.1",
    "[::ffff:7f00:1]",
  ])("a webhook at %s is refused", async (host) => {
    const { media } = await open([]);
    const { status, body } = await askRest(media, "POST", "/webhooks/", {
      target_url: `http://${host}:8080/`,
      event: "file.uploaded",
    });
    expect([status, body]).toEqual([400, { detail: "A webhook's address must be public." }]);
  });

  test("nor may it be this server's own, though it may be its host's", async () => {
    const { media } = await open([]);
    const make = (targetUrl: string) => media.webhooks.create({ event: "file.uploaded", targetUrl });
    await expect(make(`${publicUrl}/files/`)).rejects.toMatchObject({ code: "FIELD_INVALID" });
    await expect(make(`${publicUrl.replace(".com", ".com.")}/base/`)).rejects.toMatchObject({ code: "FIELD_INVALID" });
    expect(await make(`${publicUrl}/my-hooks`)).toMatchObject({ id: 1 });
  });

  test("an origin that is no longer allowed gets nothing", async () => {
    const heard = await receiver();
    const place = { data: await newFolder() };
    const before = await open([heard], place);
    await subscribe(before, heard.url, ["file.uploaded"]);
    await before.media.close();
    const after = await open([], place);
    await after.upload(photo);
    expect(await settled(after, "given-up")).toMatchObject({ status: null, error: "its address is not allowed" });
    expect(heard.calls).toEqual([]);
  });

  test("a redirect is not followed", async () => {
    const secret = await receiver();
    const heard = await receiver((response) => response.writeHead(302, { location: secret.url }).end());
    const own = await open([heard, secret]);
    await subscribe(own, heard.url, ["file.uploaded"]);
    await own.upload(photo);
    expect(await settled(own, "retrying")).toMatchObject({ status: 302, error: "status 302" });
    expect(secret.calls).toEqual([]);
  });
});

test.each([
  { origins: ["http://hooks.internal"] },
  { origins: [{ origin: "http://hooks.internal/path", private: true }] },
  { deliverHours: 0 },
  { deliverHours: 169 },
  { deliverHours: 1.5 },
  { retries: 3 },
])("the options %j are refused", async (hooks) => {
  await expect(open([], { hooks: hooks as never })).rejects.toMatchObject({ code: "OPTIONS_INVALID" });
});
