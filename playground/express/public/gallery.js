/** The library: what is stored, newest first, a page at a time. */
import { listFiles, readFile, removeFile } from "./api.js";
import { announce, find, make } from "./dom.js";
import { sayBytes, saySize, sayType } from "./words.js";

/** `load()` shows the next page, `add(id)` puts a new file in front, `other(id)` names a file that is not this one. */
export function createGallery() {
  const shown = new Map();
  let next = null;

  async function load() {
    const page = await listFiles(next ?? undefined);
    const fresh = page.files.filter((file) => !shown.has(file.id));
    for (const file of fresh) shown.set(file.id, file);
    find("gallery").append(...fresh.map((file) => drawCard(file, removed)));
    next = page.next;
    describe(shown.size, next !== null);
    return fresh;
  }

  async function add(id) {
    if (shown.has(id)) return;
    const file = await readFile(id);
    shown.set(id, file);
    find("gallery").prepend(drawCard(file, removed));
    describe(shown.size, next !== null);
  }

  function removed(file) {
    shown.delete(file.id);
    describe(shown.size, next !== null);
  }

  async function loadMore() {
    try {
      const [first] = await load();
      // The button may be gone: the first new card takes its focus.
      if (first) find("gallery").querySelector(`[data-id="${first.id}"] a`).focus();
    } catch (error) {
      announce(error.message);
    }
  }

  find("more").addEventListener("click", () => void loadMore());

  return { load, add, other: (id) => [...shown.keys()].find((key) => key !== id) };
}

function describe(count, isMore) {
  const none = count === 0 && !isMore;
  find("empty").hidden = !none;
  find("gallery").hidden = none;
  find("library").classList.toggle("is-empty", none);
  find("more").hidden = !isMore;
  const files = `${count} ${count === 1 ? "file" : "files"}`;
  find("library-lede").textContent =
    `${isMore ? `The newest ${files}` : files}. Drop or paste more anywhere on this page.`;
}

function drawCard(file, removed) {
  const size = [saySize(file.width, file.height), sayBytes(file.bytes)].filter(Boolean).join(" · ");
  const words = `Delete ${file.name}`;
  const onclick = () => void removeCard(card, file, removed);
  const card = make(
    "li",
    { class: "card", "data-id": file.id },
    make(
      "a",
      { class: "card-link", href: file.thumb ? `#/f/${file.id}` : file.original },
      file.thumb ? drawThumb(file) : make("span", { class: "card-type" }, sayType(file.type)),
      make("span", { class: "card-name" }, file.name),
      make("span", { class: "card-size" }, size),
    ),
    make("button", { type: "button", class: "tool card-remove", title: words, "aria-label": words, onclick }, "×"),
  );
  return card;
}

async function removeCard(card, file, removed) {
  if (!(await confirmDelete(file.name))) return;
  try {
    await removeFile(file.id);
  } catch (error) {
    announce(error.message);
    return;
  }
  const neighbour = card.nextElementSibling ?? card.previousElementSibling;
  card.remove();
  removed(file);
  announce(`${file.name} is deleted.`);
  (neighbour?.querySelector(".card-remove") ?? find("library-title")).focus();
}

/** True when the person really wants it gone. The dialog gives the focus back by itself. */
function confirmDelete(name) {
  const dialog = find("confirm");
  find("confirm-title").textContent = `Delete ${name}?`;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "delete"), { once: true });
  });
}

function drawThumb(file) {
  const image = make("img", {
    class: "card-thumb",
    loading: "lazy",
    decoding: "async",
    width: 320,
    height: 320,
    alt: "",
  });
  const show = ({ thumb, thumbLarge }) => {
    image.srcset = `${thumb}, ${thumbLarge} 2x`;
    image.src = thumb;
  };
  // Signed addresses run out while a page stays open; then, once, fresh ones are fetched.
  image.addEventListener("error", () => void readFile(file.id).then(show, () => image.classList.add("lost")), {
    once: true,
  });
  show(file);
  return image;
}
