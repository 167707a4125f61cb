/** What the READMEs show works as it stands there. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { makePhoto } from "./support/media.ts";
import { startServer } from "./support/server-process.ts";

const root = new URL("..", import.meta.url).pathname;

/** The block of code that starts a server. */
async function exampleOf(readme: string): Promise<string> {
  const text = await readFile(join(root, readme), "utf8");
  const found = [...text.matchAll(/```ts\n([^]*?)```/g)]
    .map(([, code = ""]) => code)
    .find((code) => code.includes("app.listen("));
  if (found === undefined) throw new Error(`${readme} has no example of a server`);
  return found;
}

test.each(["README.md", "packages/intaglio/README.md"])(
  "the Express example of %s takes a photo and shows it",
  async (readme) => {
    const folder = await mkdtemp(join(root, "test", ".readme-")); // inside, so that the packages are found
    try {
      const listening =
        'const server = app.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${(server.address() as { port: number }).port}`));';
      const code = (await exampleOf(readme))
        .replace("app.listen(3000);", listening)
        .replace("createIntaglio({", `createIntaglio({ data: ${JSON.stringify(folder)}, uploads: "open",`);
      expect(code).toContain(listening);
      await writeFile(join(folder, "example.ts"), code);
      const server = await startServer(join(folder, "example.ts"), {
        INTAGLIO_SECRET: "a secret for tests that is long enough",
      });
      const form = new FormData();
      form.set("file", new File([(await makePhoto(600, 500)) as never], "photo.jpg"));
      form.set("UPLOADCARE_PUB_KEY", "demopublickey");
      const uploaded = await fetch(`${server.url}/base/`, { method: "POST", body: form });
      const { file } = (await uploaded.json()) as { file: string };
      const { url } = (await (await fetch(`${server.url}/photo/${file}`)).json()) as { url: string };
      const picture = await fetch(server.url + url, { headers: { accept: "image/avif" } });
      expect([picture.status, picture.headers.get("content-type")]).toEqual([200, "image/avif"]);
      expect((await fetch(server.url + url.replace("400x300", "401x300"))).status).toBe(403);
      await server.stop();
    } finally {
      await rm(folder, { recursive: true });
    }
  },
);

test("the commands of README.md do what they say", async () => {
  const text = await readFile(join(root, "README.md"), "utf8");
  const commands = [...text.matchAll(/^npx intaglio (.*)$/gm)].map(([, args = ""]) => args);
  expect(commands.length).toBeGreaterThanOrEqual(2);
  for (const args of commands) {
    const words = args.split(" ").map((word) => word.replaceAll("'", ""));
    const { stdout } = await promisify(execFile)("npm", ["run", "-s", "intaglio", "--", ...words], { cwd: root });
    expect(stdout, args).toMatch(/^(Read as|\/)/);
  }
});
