/** The page: which of its three views is shown, and how they know of one another. */
import { readSettings } from "./api.js";
import { announce, find } from "./dom.js";
import { createGallery } from "./gallery.js";
import { describePolicies } from "./policies.js";
import { drawSeal } from "./seal.js";
import { createStudio } from "./studio.js";
import { createUploads } from "./uploads.js";

// Its address would look like a view's, so it is taken by hand.
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  find("main").focus();
});

const views = ["library", "studio", "lost"];

for (const place of document.querySelectorAll("[data-seal]")) place.append(drawSeal(place.dataset.seal === "small"));

async function start() {
  const settings = await readSettings();
  describePolicies(settings);
  const gallery = createGallery();
  await gallery.load();
  const studio = createStudio({ settings, otherFile: gallery.other, onbaked: (file) => void gallery.add(file.id) });
  createUploads({ settings, onuploaded: gallery.add });

  let first = true;
  let came; // the card through which the studio was entered
  let turn = 0;
  async function route() {
    const mine = ++turn;
    const id = /^#\/f\/([0-9a-f-]{36})$/.exec(location.hash)?.[1];
    const title = id ? find("studio-title") : find("library-title");
    studio.close();
    try {
      const file = id && (await studio.open(id, () => mine === turn));
      if (mine !== turn) return; // somebody went on meanwhile
      if (id) show("studio", file.name);
      else show("library", "Library");
    } catch (error) {
      if (mine === turn) lose(error.message);
      return;
    }
    // A reader of the screen is taken to the new view; a page just opened is read from its start.
    if (!first) (id ? title : (cardLink(came) ?? title)).focus({ preventScroll: Boolean(id) });
    if (id && !first) scrollTo(0, 0);
    came = id;
    first = false;
  }

  addEventListener("hashchange", () => void route());
  await route();
}

const cardLink = (id) => find("gallery").querySelector(`[data-id="${id}"] a`);

function show(view, title) {
  for (const name of views) find(name).hidden = name !== view;
  document.title = `${title} · Intaglio playground`;
}

function lose(message) {
  find("lost-words").textContent = message;
  show("lost", "Not here");
  announce(message);
}

try {
  await start();
} catch (error) {
  console.error(error);
  lose(error.message);
}
