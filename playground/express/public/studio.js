/** The studio: one picture, its steps, the signed URL they make, and the attempt to edit it. */
import { bakeFile, readFile, sayInOtherWords, signUrl } from "./api.js";
import { drawAddress } from "./address.js";
import { drawControls } from "./controls.js";
import { announce, copyFrom, find, make } from "./dom.js";
import { createPreview } from "./preview.js";
import { createStep, createStepList } from "./step-list.js";
import { checkStep, outputControls, startOutput, toEncode, toParts } from "./steps.js";
import { createTamper } from "./tamper.js";
import { sayBytes, saySize, sayType, sayWhen } from "./words.js";

/** `open(id, isWanted)` shows a file, if it is still wanted once it is known, or throws; `close()` stops what runs. */
export function createStudio({ settings, otherFile, onbaked }) {
  /** The file shown, its plan, and the last answer. */
  const state = { file: undefined, steps: [], output: startOutput(), url: "", picture: undefined };
  const plans = new Map(); // each file's steps, as long as the page lives
  const tamper = createTamper({ settings, otherFile: () => otherFile(state.file?.id) });
  const list = createStepList(changed);
  const preview = createPreview({ waiting, signed, picture: showPicture, failed });

  listen(state, onbaked);

  async function open(id, isWanted) {
    const file = await readFile(id);
    if (!isWanted()) return undefined;
    if (file.width === null) throw new Error(`${file.name} is not a picture, so there is nothing to make of it.`);
    state.file = file;
    const plan = plans.get(id) ?? { steps: [createStep("resize", file)], output: startOutput() };
    plans.set(id, plan);
    Object.assign(state, plan);
    describe(file);
    list.show(state.steps, file);
    find("output").replaceChildren(...drawControls(outputControls, state.output, changed, "output").children);
    clearPicture(state);
    preview.ask(id, toParts(state.steps, state.output), Number(state.output.expiresIn), 0);
    return file;
  }

  function changed() {
    const wrong = state.steps.map(checkStep).find(Boolean);
    if (wrong) {
      preview.stop();
      waiting(false);
      return failed(wrong);
    }
    preview.ask(state.file.id, toParts(state.steps, state.output), Number(state.output.expiresIn));
  }

  function signed(url, goodUntil) {
    state.url = url;
    find("address").replaceChildren(...drawAddress(url));
    find("open-url").href = url;
    sayExpiry(state.output.expiresIn, goodUntil);
    tamper.start(url, goodUntil);
    void writeWords(state);
  }

  function showPicture(picture) {
    clearPicture(state);
    state.picture = picture;
    const image = find("preview");
    image.src = picture.source;
    image.alt = `${state.file.name} after its steps`;
    image.hidden = false;
    find("stage-error").hidden = true;
    find("facts").replaceChildren(...drawFacts(picture, state.file));
    void writeMarkup(state);
  }

  return { open, close: () => preview.stop() };
}

function listen(state, onbaked) {
  const on = (id, event, act) => find(id).addEventListener(event, act);
  on("bake", "click", () => void bake(state, onbaked));
  on("copy-url", "click", ({ currentTarget }) => void copyFrom(currentTarget, location.origin + state.url));
  on("copy-markup", "click", ({ currentTarget }) => void copyFrom(currentTarget, find("markup-code").textContent));
  on("markup", "toggle", () => void writeMarkup(state));
  on("words", "toggle", () => void writeWords(state));
  on("panel", "submit", (event) => event.preventDefault());
}

function describe(file) {
  find("studio-title").textContent = file.name;
  find("studio-lede").replaceChildren(
    `${sayType(file.type)}, ${saySize(file.width, file.height)}, ${sayBytes(file.bytes)} as uploaded. `,
    make("a", { href: file.original, target: "_blank", rel: "noopener" }, "See the original"),
  );
}

let expiry;

function sayExpiry(expiresIn, goodUntil) {
  const { options } = outputControls.find(({ name }) => name === "expiresIn");
  const [, span] = options.find(([value]) => value === expiresIn);
  const note = find("good-until");
  note.textContent = `Good for ${span}, until ${sayWhen(goodUntil)}.`;
  clearTimeout(expiry);
  expiry = setTimeout(() => {
    note.textContent = `Expired at ${sayWhen(goodUntil)}. Ask the server for it below: it refuses.`;
  }, goodUntil - Date.now());
}

function waiting(yes) {
  find("stage").classList.toggle("waiting", yes);
  find("stage").setAttribute("aria-busy", String(yes));
}

function failed(message) {
  const error = find("stage-error");
  error.textContent = message;
  error.hidden = false;
  find("facts").replaceChildren();
}

function clearPicture(state) {
  if (state.picture) URL.revokeObjectURL(state.picture.source);
  state.picture = undefined;
  find("preview").hidden = true;
  find("preview").removeAttribute("src");
  find("facts").replaceChildren();
}

function drawFacts({ type, bytes, width, height, milliseconds }, file) {
  const share = bytes / file.bytes;
  const facts = [
    ["Type", sayType(type)],
    ["Size", saySize(width, height)],
    ["Bytes", sayBytes(bytes)],
    ["Of the original", share < 0.01 ? "< 1 %" : `${Math.round(share * 100)} %`],
    ["Answered in", `${Math.round(milliseconds)} ms`],
  ];
  return facts.map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value)));
}

async function bake(state, onbaked) {
  const button = find("bake");
  button.disabled = true;
  try {
    const file = await bakeFile(state.file.id, toParts(state.steps, state.output));
    announce(`Baked: ${file.name}, ${sayBytes(file.bytes)}. It is in the library.`);
    onbaked(file);
  } catch (error) {
    failed(error.message);
  } finally {
    button.disabled = false;
  }
}

const services = { cloudinary: "Cloudinary", cloudflare: "Cloudflare Images", ipx: "ipx" };

/** The same plan as other services write it; all of these addresses are this server's, too, and give the same picture. */
async function writeWords({ file, steps, output }) {
  if (!find("words").open || !file) return;
  const { words } = await sayInOtherWords(file.id, toParts(steps, output)).catch((error) => ({
    words: [{ dialect: "", why: error.message }],
  }));
  find("words-list").replaceChildren(
    ...words.flatMap(({ dialect, url, why }) => [
      make("dt", {}, services[dialect] ?? dialect),
      make("dd", { class: url ? "" : "unsaid" }, url ?? `cannot say it: ${why}`),
    ]),
  );
}

/** An `<img>` in three widths. Each is another path, so each needs a seal of its own. */
async function writeMarkup({ file, steps, output, picture }) {
  if (!find("markup").open || !picture) return;
  const widths = [...new Set([320, 640, 1280].map((width) => Math.min(width, picture.width)))];
  const sources = await Promise.all(widths.map((width) => signWidth(width))).catch((error) => error);
  if (sources instanceof Error) return void (find("markup-code").textContent = sources.message);
  find("markup-code").textContent = [
    `<img`,
    `  src="${sources.at(-1)}"`,
    `  srcset="${sources.map((url, i) => `${url} ${widths[i]}w`).join(",\n          ")}"`,
    `  sizes="(max-width: ${widths.at(-1)}px) 100vw, ${widths.at(-1)}px"`,
    `  width="${picture.width}" height="${picture.height}" alt="" />`,
  ].join("\n");

  async function signWidth(width) {
    const height = Math.max(1, Math.round((picture.height / picture.width) * width));
    const fit = { op: "resize", mode: "inside", enlarge: "never", width, height };
    const { url } = await signUrl(
      file.id,
      [...toParts(steps, output).slice(0, -1), fit, toEncode(output)],
      Number(output.expiresIn),
    );
    return url;
  }
}
