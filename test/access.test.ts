/** Private files that the app's own session opens: a yes, a no, and no word, on every way out. */
import { afterEach, describe, expect, test } from "vitest";
import { scaleCrop, type AccessJudge } from "intaglio";
import { makeGroup } from "./support/groups.ts";
import { createTestMedia, makePhoto, type TestMedia } from "./support/media.ts";

const photo = await makePhoto(400, 300);
const ada = { cookie: "session=ada" };
const bob = { cookie: "session=bob" };

/** Ada may, Bob may not; of others there is no word. */
const bySession: AccessJudge = ({ request }) => {
  const { ada: may, bob: mayNot } = { ada: true, bob: false } as const;
  const session = request.headers.get("cookie");
  if (session === "session=ada") return may;
  return session === "session=bob" ? mayNot : undefined;
};

let kit: TestMedia;
afterEach(() => kit.close());

const brief = async (answer: Response) => [answer.status, answer.headers.get("cache-control")];

describe("the app's own word", () => {
  test("lets its session in without a token, to the original and to renditions, for this session alone", async () => {
    kit = await createTestMedia({ access: bySession });
    const id = await kit.upload(photo);
    for (const path of [`/${id}/`, `/${id}/-/preview/100x100/`, `/${id}/-/json/`]) {
      expect(await brief(await kit.get(path, ada)), path).toEqual([200, "private, no-cache"]);
      expect((await kit.get(path)).status, path).toBe(403);
      expect((await kit.get(path, bob)).status, path).toBe(403);
    }
    const head = await kit.get(`/${id}/`, ada, "HEAD");
    expect(await brief(head)).toEqual([200, "private, no-cache"]);
    const again = { ...ada, "if-none-match": head.headers.get("etag") ?? "" };
    expect((await kit.get(`/${id}/`, again)).status).toBe(304);
    expect((await kit.get(`/${id}/`, { ...again, ...bob })).status).toBe(403);
  });

  test("refuses even with a token, as if there were no such file, and at once after others got it", async () => {
    kit = await createTestMedia({ access: bySession });
    const url = kit.media.url(await kit.upload(photo), [scaleCrop(90, 90)]);
    const missing = kit.media.url("00000000-0000-4000-8000-000000000000", [scaleCrop(90, 90)]);
    for (let turn = 0; turn < 3; turn += 1) {
      expect((await kit.get(url)).status).toBe(200);
      expect((await kit.get(url, ada)).headers.get("cache-control")).toBe("private, no-cache");
      const [refused, absent] = [await kit.get(url, bob), await kit.get(missing, bob)];
      expect([refused.status, await refused.text()]).toEqual([absent.status, await absent.text()]);
      expect(refused.status).toBe(404);
    }
  });

  test("is not asked about public files, and is asked where the policy is open", async () => {
    const asked: string[] = [];
    const access: AccessJudge = (question) => {
      asked.push(question.file.id);
      return bySession(question);
    };
    kit = await createTestMedia({ access, delivery: "open" });
    const [open, closed] = [await kit.upload(photo), await kit.upload(photo)];
    await kit.media.files.update(open, { access: "public" });
    expect((await kit.get(`/${open}/`, bob)).status).toBe(200);
    expect((await kit.get(`/${closed}/`, bob)).status).toBe(404);
    expect(await brief(await kit.get(`/${closed}/`))).toEqual([200, "public, max-age=31536000"]);
    expect(asked).toEqual([closed, closed]);
  });

  test("holds for pictures laid on others, and for all of a group in one archive", async () => {
    const hidden: string[] = [];
    kit = await createTestMedia({
      access: ({ file }) => (hidden.includes(file.id) ? false : undefined),
      delivery: "open",
    });
    const [under, over] = [await kit.upload(photo), await kit.upload(photo)];
    const laid = `/${under}/-/overlay/${over}/50px50p/`;
    const archive = `/${(await makeGroup(kit, [under, over])).id}/archive/zip/`;
    expect([(await kit.get(laid)).status, (await kit.get(archive)).status]).toEqual([200, 200]);
    hidden.push(over);
    expect([(await kit.get(laid)).status, (await kit.get(archive)).status]).toEqual([404, 404]);
  });

  test("that is no plain yes is a no, and that throws is our failure, not a way in", async () => {
    const words: unknown[] = [null, 1, "yes", {}];
    kit = await createTestMedia({ access: () => words.shift() as boolean, delivery: "open" });
    const id = await kit.upload(photo);
    while (words.length > 0) expect((await kit.get(`/${id}/`)).status).toBe(404);
    await kit.close();
    kit = await createTestMedia({ access: () => Promise.reject(new Error("no session store")), delivery: "open" });
    expect((await kit.get(`/${await kit.upload(photo)}/`)).status).toBe(500);
  });
});
