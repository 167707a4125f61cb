/** "Try to edit it": change a signed URL, ask the server for it, and see the seal hold or break. */
import { drawChanges, readAddress } from "./address.js";
import { find, make } from "./dom.js";
import { drawSeal } from "./seal.js";
import { readVerdict } from "./verdict.js";

const nobodysFile = "00000000-0000-4000-8000-000000000000";

/** One-click edits: each takes a signed address and what it needs, and gives the edited one. */
const edits = {
  larger: ["Make it larger", (url) => enlarge(url)],
  bare: ["Drop the steps", (url) => rebuild(url, { steps: "" })],
  unsealed: ["Remove the token", (url) => rebuild(url, { seal: "" })],
  forged: ["Flip one character of the signature", (url) => url.slice(0, -1) + (url.endsWith("0") ? "1" : "0")],
  longer: [
    "Make it last a year longer",
    (url) => url.replace(/exp=(\d+)/, (_, end) => `exp=${Number(end) + 31_536_000}`),
  ],
  other: ["Ask for another file", (url, other) => rebuild(url, { file: `/${other ?? nobodysFile}/` })],
};

function rebuild(url, change) {
  const { file, steps, seal } = { ...readAddress(url), ...change };
  return file + steps + seal;
}

/** Doubles the first size in the steps; where there is none, asks for a large one. */
function enlarge(url) {
  const { steps } = readAddress(url);
  const doubled = steps.replace(/(\d*)x(\d*)/, (_, width, height) => `${width && width * 2}x${height && height * 2}`);
  return rebuild(url, { steps: doubled === steps ? `-/resize/2800x/${steps}` : doubled });
}

/** `start(url, goodUntil)` takes a freshly signed address; `otherFile()` names some other stored file. */
export function createTamper({ settings, otherFile }) {
  let issued = { url: "", goodUntil: 0 };
  let running;
  const field = find("tamper-url");

  find("verdict-seal").append(drawSeal());
  find("edits").append(
    ...Object.entries(edits).map(([name, [label, edit]]) => {
      const onclick = () => {
        field.value = edit(issued.url, otherFile());
        void ask();
      };
      return make("button", { type: "button", class: "edit", "data-edit": name, onclick }, label);
    }),
  );
  field.addEventListener("input", showChanges);
  find("tamper-reset").addEventListener("click", () => {
    field.value = issued.url;
    void ask();
  });
  find("tamper-form").addEventListener("submit", (event) => {
    event.preventDefault();
    void ask();
  });

  function start(url, goodUntil) {
    issued = { url, goodUntil };
    running?.abort();
    field.value = url;
    showChanges();
    showVerdict({ state: "none", title: "Under seal", status: "Edit the URL, or take one of the edits." });
  }

  function showChanges() {
    const changes = drawChanges(issued.url, field.value.trim());
    find("changes").replaceChildren(...changes);
    find("changes").hidden = changes.length === 0;
  }

  async function ask() {
    showChanges();
    running?.abort();
    const mine = new AbortController();
    running = mine;
    find("verdict").setAttribute("aria-busy", "true");
    const verdict = await readVerdict(field.value.trim(), issued, settings, mine.signal);
    if (mine.signal.aborted) return;
    find("verdict").removeAttribute("aria-busy");
    showVerdict(verdict);
  }

  return { start };
}

let shownPicture;

function showVerdict({ state, title, status, body, picture }) {
  find("verdict").dataset.state = state;
  find("verdict-title").textContent = title;
  find("verdict-status").textContent = status ?? "";
  find("verdict-body").textContent = body ?? "";
  find("verdict-body").hidden = !body;
  if (shownPicture) URL.revokeObjectURL(shownPicture);
  shownPicture = picture && URL.createObjectURL(picture);
  find("verdict-picture").hidden = !shownPicture;
  if (shownPicture) find("verdict-picture").src = shownPicture;
  else find("verdict-picture").removeAttribute("src");
}
