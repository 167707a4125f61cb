import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { blur, createIntaglio, format, preview, scaleCrop, type IntaglioError, type IntaglioOptions } from "intaglio";
import { uploadcare } from "intaglio/uploadcare";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createTestMedia, makePhoto } from "./support/media.ts";

const silent = { info: () => {}, warn: () => {}, error: () => {} };
const secret = "a secret for tests that is long enough";
afterEach(() => void vi.unstubAllEnvs());

function problemOf(options: Partial<IntaglioOptions>): string {
  try {
    createIntaglio({ secret, dialects: [uploadcare({})], logger: silent, ...options });
  } catch (error) {
    return (error as IntaglioError).message;
  }
  return "it started";
}

describe("starting", () => {
  test("wrong options are all named, with their value and what was expected", () => {
    const problem = problemOf({
      delivery: "maybe" as never,
      limits: { uploadBytes: -1, uploadTypes: ["png"] },
      colour: 1,
    } as never);
    expect(problem).toContain('delivery is "maybe", expected signed, presets or open');
    expect(problem).toContain("limits.uploadBytes is -1, expected a whole number of at least 1");
    expect(problem).toContain("limits.uploadTypes");
    expect(problem).toContain("colour is");
  });

  test.each([
    [{ secret: "short" }, /secret/],
    [{ dialects: [] }, /dialects/],
    [{ dialects: [uploadcare({}), uploadcare({})] }, /twice/],
    [{ publicUrl: "not a url" }, /publicUrl/],
    [{ basePath: "media" }, /basePath/],
    [{ presets: { thumb: [scaleCrop(0, 10)], soft: [blur(0)] } }, /presets\.thumb.*[^]*presets\.soft/],
    [{ render: { workers: 1.5 } }, /render\.workers/],
    [{ limits: { uploadByte: 5 } as never }, /limits\.uploadByte is .*no option of this name/],
    [{ limits: JSON.parse('{"__proto__":{"uploadBytes":1}}') as never }, /limits\.__proto__/],
    [{ limits: { uploadSeconds: 3_000_000 } }, /limits\.uploadSeconds is 3000000, expected at most 86400/],
    [{ secret: 5 as never }, /secret is "no text"/],
    [{ publicUrl: 5 as never, basePath: 5 as never }, /publicUrl is 5[^]*basePath is 5/],
    [{ basePath: "/a/../b" }, /basePath/],
    [{ dialects: [null as never] }, /dialects/],
    [{ blobs: {} as never }, /blobs/],
  ] as [Partial<IntaglioOptions>, RegExp][])("%j is refused", (options, problem) => {
    expect(problemOf(options)).toMatch(problem);
  });

  test("without a secret it starts with a warning, and in production not at all", async () => {
    const folder = await mkdtemp(join(tmpdir(), "intaglio-test-"));
    const warnings: string[] = [];
    const logger = { ...silent, warn: (message: string) => void warnings.push(message) };
    const media = createIntaglio({ dialects: [uploadcare({})], data: folder, logger });
    expect(warnings.join()).toMatch(/secret/);
    await media.close();
    await rm(folder, { recursive: true });
    vi.stubEnv("NODE_ENV", "production");
    expect(() => createIntaglio({ dialects: [uploadcare({})], data: folder, logger })).toThrow(/secret is missing/);
  });

  test("stores that cannot be opened are heard of at the start, and requests get a clear answer", async () => {
    const media = createIntaglio({
      secret,
      dialects: [uploadcare({})],
      data: "/dev/null/x",
      delivery: "open",
      logger: silent,
    });
    await expect(media.ready()).rejects.toMatchObject({ code: "DATABASE_FAILED" });
    const response = await media.fetch(new Request("http://h/6f6e6c79-2074-4573-a420-64617461aa01/"));
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "2"]);
  });

  test("presets' names are known to the compiler", async () => {
    const server = await createTestMedia();
    const media = createIntaglio({
      secret,
      dialects: [uploadcare({})],
      data: server.folder,
      logger: silent,
      presets: { thumb: [preview(9, 9)] },
    });
    const id = "6f6e6c79-2074-4573-a420-64617461aa01";
    expect(media.url(id, "thumb")).toContain("/-/preview/9x9/");
    // @ts-expect-error there is no such preset
    expect(() => media.url(id, "thump")).toThrow(/preset must be one of thumb/);
    await media.close();
    await server.close();
  });

  test("below a base path, URLs carry it and only whole segments match", async () => {
    const server = await createTestMedia({ basePath: "/media", publicUrl: "https://example.com" });
    const response = await server.media.fetch(new Request("http://h/base/", { method: "POST" }));
    expect(response.status, "not below the mount").toBe(404);
    expect(server.media.signUpload().url).toBe("https://example.com/media/base/");
    for (const path of ["/media/base/", "/media/info/?x"]) expect(server.media.owns(path), path).toBe(true);
    for (const path of ["/base/", "/mediabase/", "/media%2Fbase/", "/Media/base/", "/media", "/other"])
      expect(server.media.owns(path), path).toBe(false);
    await server.close();
  });
});

describe("stopping", () => {
  test("waits for what is under way and refuses what comes after", async () => {
    const server = await createTestMedia();
    const id = await server.upload(await makePhoto(1200, 900));
    const url = server.media.url(id, [blur(20), format("png")]);
    const underWay = server.get(url);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const closing = server.close();
    const late = await server.get(url);
    expect([late.status, late.headers.get("retry-after")]).toEqual([503, "2"]);
    expect((await underWay).status).toBe(200);
    await closing;
  });

  test("a process that is done with it ends by itself", async () => {
    const { startServer } = await import("./support/server-process.ts");
    const script = new URL("support/short-lived.ts", import.meta.url).pathname;
    const started = startServer(script);
    await expect(started).rejects.toThrow(/ended with 0/);
  });
});
