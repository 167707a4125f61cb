/** Pictures of other servers in Uploadcare's addresses: who may have which, and what tokens cover. */
import { createHmac } from "node:crypto";
import { cloudinary } from "intaglio/cloudinary";
import { ipx } from "intaglio/ipx";
import { describe, expect, test } from "vitest";
import { deliveryKey } from "./support/media.ts";
import { dialect, listenOutside, moved, red, sizeOf, square, start } from "./support/outside.ts";

describe("whose pictures", () => {
  test("nobody's, until somebody is listed", async () => {
    const there = await listenOutside({ "/a.png": red });
    const server = await start();
    for (const path of [`/${there.url}/a.png`, `/-/preview/${there.url}/a.png`]) {
      const answer = await server.get(path);
      expect([answer.status, await answer.text()]).toEqual([400, "Domain is not allowed"]);
      expect(answer.headers.get("cache-control")).toBe("no-store");
    }
    expect(there.asked).toEqual([]);
  });

  test("listed ones': made over, as they are, and their facts", async () => {
    const there = await listenOutside({ "/a.png?size=1&token=abc": red });
    const server = await start({ remote: { origins: [{ origin: there.url, private: true }] } });
    const picture = `${there.url}/a.png?size=1&token=abc`;
    expect(await sizeOf(await server.get(`/-/resize/20x/${picture}`))).toBe("20x10");
    expect(await sizeOf(await server.get(`/-/resize/10x/-/flip/${picture.replace("://", ":/")}`))).toBe("10x5");
    const original = await server.get(`/${picture}`);
    expect(Buffer.from(await original.arrayBuffer()).equals(red)).toBe(true);
    expect(await (await server.get(`/-/json/${picture}`)).json()).toMatchObject({ width: 40, height: 20 });
    expect((await server.get(`/-/preview/${there.url}/none.png`)).status).toBe(422);
    expect(there.asked.map(({ url }) => url)).toEqual(["/a.png?size=1&token=abc", "/none.png"]);
    const { via, accept, host, connection, ...rest } = there.asked[0]?.headers ?? {};
    expect([via, accept, host, connection]).toEqual(["1.1 intaglio", "image/*", there.host, "close"]);
    expect(rest).toEqual({ "accept-encoding": "identity", "user-agent": "Intaglio" });
  });

  test("each project its own list, found by the request's host, and copies of its own", async () => {
    const [one, other] = [await listenOutside({ "/a.png": red }), await listenOutside({ "/a.png": square })];
    const both = [one, other].map(({ url }) => ({ origin: url, private: true }));
    const server = await start({
      dialects: [dialect({ proxyDomain: "ucr.test", proxyHosts: { "pictures.shop.test": "shop" } })],
      remote: { origins: both },
      projects: [
        { key: "shop", origins: [other.host] },
        { key: "closed", origins: [] },
        { key: "like-all", origins: null },
        { key: "signed", origins: [other.url], delivery: "signed" },
      ],
    });
    const ask = async (host: string, { url }: { url: string }) =>
      sizeOf(await server.get(`/-/preview/${url}/a.png`, { host }));
    for (const [host, expected] of [
      ["media.test", ["40x20", "30x30"]],
      ["like-all.ucr.test", ["40x20", "30x30"]],
      ["demopublickey.ucr.test", ["40x20", "30x30"]],
      ["shop.ucr.test", ["400", "30x30"]],
      ["SHOP.ucr.test.:8443", ["400", "30x30"]],
      ["pictures.shop.test", ["400", "30x30"]],
      ["closed.ucr.test", ["400", "400"]],
      ["signed.ucr.test", ["403", "403"]],
      ["nobody.ucr.test", ["403", "403"]],
      ["a.shop.ucr.test", ["40x20", "30x30"]],
    ] as const)
      expect([host, await ask(host, one), await ask(host, other)]).toEqual([host, ...expected]);
    expect([one.asked.length, other.asked.length]).toEqual([1, 2]);
    await server.media.projects.create({ key: "late", origins: [one.url] });
    expect(await ask("late.ucr.test", one)).toBe("40x20");
    await server.media.projects.update("late", { origins: [] });
    expect(await ask("late.ucr.test", one)).toBe("400");
    await expect(server.media.projects.create({ key: "bad", origins: ["https://*"] })).rejects.toMatchObject({
      code: "FIELD_INVALID",
      message: expect.stringContaining("origins must be"),
    });
  });

  test("a list without private networks reaches none, whatever a project lists", async () => {
    const there = await listenOutside({ "/a.png": red });
    const server = await start({
      dialects: [dialect({ proxyDomain: "ucr.test" })],
      projects: [{ key: "shop", origins: [there.host] }],
    });
    expect((await server.get(`/-/preview/${there.url}/a.png`, { host: "shop.ucr.test" })).status).toBe(422);
    expect(there.asked).toEqual([]);
  });
});

describe("redirects", () => {
  test("are followed to listed servers alone, also where a copy is kept", async () => {
    const target = await listenOutside({ "/a.png": red });
    const first = await listenOutside({ "/to": moved(`${target.url}/a.png`), "/within": moved("/to") });
    const rule = ({ url }: { url: string }) => ({ origin: url, private: true });
    const narrow = await start({ remote: { origins: [rule(first)] } });
    for (const path of ["/to", "/within", "/to"]) {
      const answer = await narrow.get(`/-/preview/${first.url}${path}`);
      expect([answer.status, await answer.text()]).toEqual([400, "Domain is not allowed"]);
    }
    expect(target.asked).toEqual([]);
    expect(first.asked.map(({ url }) => url)).toEqual(["/to", "/within", "/to"]); // the third was remembered
    const wide = await start({ remote: { origins: [rule(first), rule(target)] }, data: narrow.folder });
    expect(await sizeOf(await wide.get(`/-/preview/${first.url}/to`))).toBe("40x20");
    const again = await start({ remote: { origins: [rule(first)] }, data: narrow.folder });
    expect((await again.get(`/-/preview/${first.url}/to`)).status).toBe(400);
    expect(target.asked).toHaveLength(1);
  });
});

describe("signed delivery", () => {
  test("a token covers the operations and the picture's address with its query, and nothing else", async () => {
    const there = await listenOutside({ "/a.png?v=1": red, "/a.png?v=2": square, "/b.png": square, "/a.png": square });
    const server = await start({
      delivery: "signed",
      remote: { origins: [{ origin: there.url, private: true }] },
    });
    const signed = server.media.sign(`/-/resize/20x/${there.url}/a.png?v=1`);
    const answer = await server.get(signed);
    expect(answer.headers.get("cache-control")).toMatch(/^private/);
    expect(await sizeOf(answer)).toBe("20x10");
    const others = [
      signed.replace(/&token.*/, ""),
      signed.replace("v=1", "v=2"),
      signed.replace("?v=1&", "?"),
      signed.replace("a.png", "b.png"),
      signed.replace("-/resize/20x/", ""),
      signed.replace("20x", "40x"),
      signed.replace("/-/", "/-/flip/-/"),
      signed.replace(/hmac=./, "hmac=z"),
      `${signed}&v=2`,
    ];
    for (const other of others) expect([other, (await server.get(other)).status]).toEqual([other, 403]);
    expect(there.asked.map(({ url }) => url)).toEqual(["/a.png?v=1"]);
  });

  test("a token for many addresses does not make us fetch from unlisted servers", async () => {
    const there = await listenOutside({ "/a.png": red });
    const server = await start({ delivery: "signed", remote: { signed: true } });
    const path = `/-/preview/http://localhost/a.png`;
    const text = `exp=${Math.floor(Date.now() / 1000) + 90}~acl=/*`;
    const hmac = createHmac("sha256", Buffer.from(deliveryKey, "hex")).update(text).digest("hex");
    const wide = await server.get(`${path}?token=${text}~hmac=${hmac}`);
    expect([wide.status, await wide.text()]).toEqual([400, "Domain is not allowed"]);
    expect((await server.get(server.media.sign(path))).status).toBe(422); // let through, but no public address
    expect(there.asked).toEqual([]);
  });
});

describe("a spelling of an address", () => {
  test("never leads to a server that is not listed, in any dialect", async () => {
    const listed = await listenOutside({ "/a.png": red });
    const other = await listenOutside({ "/a.png": square });
    const server = await start({
      dialects: [dialect(), cloudinary(), ipx()],
      remote: { origins: [{ origin: `http://127.0.0.1:${listed.port}`, private: true }] },
    });
    const [good, bad] = [listed.host, other.host];
    const hosts = [
      ...[bad, `${good}@${bad}`, `${good}%40${bad}`, `${good}%2540${bad}`, `${good}:@${bad}`, `@${bad}`, `%40${bad}`],
      ...[`${good}\\@${bad}`, `${good}%5C@${bad}`, `${good}%5c${bad}`, `${bad}\\.${good}`, `${bad}%5C.${good}`],
      ...[`${good}#@${bad}`, `${bad}#${good}`, `${bad}%23@${good}`, `${bad}?@${good}`, `${bad}%3F@${good}`],
      ...[`${bad}%2F@${good}`, `${bad}%252F@${good}`, `${bad}/@${good}`, `${good}%09@${bad}`, `${good}%00@${bad}`],
      ...[`\t${bad}`, `%09${bad}`, `%0d%0a${bad}`, `${good}%0d%0aHost:%20${bad}`, ` ${bad}`, `%20${bad}`],
      ...[`127.0.0.1.:${other.port}`, `127.1:${other.port}`, `0x7f.0.0.1:${other.port}`, `2130706433:${other.port}`],
      ...[`0177.0.0.1:${other.port}`, `[::ffff:127.0.0.1]:${other.port}`, `[::1]:${other.port}`, `0:${other.port}`],
      ...[`localhost:${other.port}`, `127.0.0.1%2e:${other.port}`, `127%2e0%2e0%2e1:${other.port}`],
      ...[`127。0。0。1:${other.port}`, `%E2%91%A027.0.0.1:${other.port}`, `${good}:${other.port}`],
      ...[`127.0.0.1:0${listed.port}@127.0.0.1:${other.port}`, `127.0.0.1:%20${other.port}`],
      ...[`127.0.0.1:${other.port}%20`, `127.0.0.1:+${other.port}`, `xn--127-.0.0.1:${other.port}`],
    ];
    const schemes = ["http://", "http:/", "http:///", "HTTP://", "http:", "http:\\\\", "https://", "http%3A%2F%2F"];
    for (const host of hosts)
      for (const scheme of [...schemes, "//", "ftp://", "file://"])
        for (const prefix of ["/-/preview/", "/", "/demo/image/fetch/", "/_ipx/w_5/"]) {
          const path = `${prefix}${scheme}${host}/a.png`;
          const { status } = await server.get(path);
          if (other.asked.length > 0) expect.fail(`${path} reached the other server (${status})`);
          if (status >= 500) expect.fail(`${path} was answered ${status}`);
        }
    for (const { headers } of listed.asked) expect(headers.host).toBe(listed.host);
  });
});
