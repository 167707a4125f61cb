import { readFileSync } from "node:fs";
import { defineConfig, type DefaultTheme } from "vitepress";

/** All there is to read, in the order in which one would. */
const sidebar: DefaultTheme.SidebarItem[] = [
  {
    text: "Begin",
    items: [
      { text: "Start", link: "/start" },
      { text: "Overview", link: "/overview" },
      { text: "Signing explained", link: "/signing" },
      { text: "Uploads from browsers", link: "/uploads" },
      { text: "Changelog", link: "/changelog" },
    ],
  },
  {
    text: "Frameworks",
    items: [
      { text: "In your framework", link: "/frameworks" },
      { text: "Next", link: "/frameworks/next" },
      { text: "Nuxt", link: "/frameworks/nuxt" },
      { text: "Nitro", link: "/frameworks/nitro" },
    ],
  },
  {
    text: "Dialects",
    items: [
      { text: "Coming from a service", link: "/coming-from" },
      { text: "Uploadcare", link: "/dialects/uploadcare" },
      { text: "Cloudinary", link: "/dialects/cloudinary" },
      { text: "Cloudflare Images", link: "/dialects/cloudflare" },
      { text: "ipx", link: "/dialects/ipx" },
      { text: "What each can say", link: "/dialects" },
    ],
  },
  {
    text: "Operations",
    items: [
      { text: "Running it", link: "/operations" },
      { text: "Where bytes are kept", link: "/storage" },
      { text: "Backups", link: "/backups" },
      { text: "Webhooks", link: "/webhooks" },
      { text: "Faces and objects", link: "/detectors" },
      { text: "What does this address mean?", link: "/explain" },
      { text: "The command line", link: "/packages/cli" },
      { text: "Performance", link: "/performance" },
    ],
  },
  {
    text: "Security",
    items: [
      { text: "What is promised", link: "/security" },
      { text: "Errors", link: "/errors" },
    ],
  },
  { text: "Reference", collapsed: true, items: entryPoints() },
  { text: "Decisions", collapsed: true, items: decisions() },
];

export default defineConfig({
  title: "Intaglio",
  description: "Signed uploads and tamper-proof image delivery, mounted in the server you already have.",
  srcDir: ".pages",
  outDir: "dist",
  cacheDir: ".cache",
  cleanUrls: false, // any plain file server will do
  lastUpdated: false,
  ignoreDeadLinks: "localhostLinks", // any other fails the build
  markdown: { attrs: { disable: true } }, // braces are code here
  themeConfig: {
    nav: [
      { text: "Start", link: "/start" },
      { text: "Frameworks", link: "/frameworks" },
      { text: "Dialects", link: "/coming-from" },
      { text: "Operations", link: "/operations" },
      { text: "Security", link: "/security" },
      { text: "Reference", link: "/reference/" },
    ],
    sidebar,
    outline: [2, 3],
    search: {
      provider: "local",
      options: {
        _render: (text, env, md) => (
          md.render(text, env),
          env.frontmatter?.search === false ? "" : md.render(text, env)
        ),
      },
    },
  },
});

/** What one can import, as the package states it. */
function entryPoints(): DefaultTheme.SidebarItem[] {
  const { exports } = JSON.parse(
    readFileSync(new URL("../../packages/intaglio/package.json", import.meta.url), "utf8"),
  );
  return Object.entries<Record<string, string>>(exports).map(([entry, { "@intaglio/source": source = "" }]) => ({
    text: entry.replace(/^\./, "intaglio"),
    link: source.replace(/^\.\/src\/(.*)\.ts$/, (_, name) => `/reference/${name === "index" ? "" : name}`),
  }));
}

/** As their README lists them. */
function decisions(): DefaultTheme.SidebarItem[] {
  const list = readFileSync(new URL("../../docs/decisions/README.md", import.meta.url), "utf8");
  const links = [...list.matchAll(/^- \[(.*)\]\((.*)\.md\)$/gm)];
  return [
    { text: "All of them", link: "/decisions/" },
    ...links.map(([, text = "", name]) => ({ text, link: `/decisions/${name}` })),
  ];
}
