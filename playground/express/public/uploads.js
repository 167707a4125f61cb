/** Uploading: drop, paste or pick; two at a time; progress and refusals in words. */
import { askTicket } from "./api.js";
import { find, make, whisper } from "./dom.js";
import { readJson, readUploadRefusal, sayBytes } from "./words.js";

const atOnce = 2;

/** Listens on the whole page. `onuploaded(id)` is called for each file that arrived. */
export function createUploads({ settings, onuploaded }) {
  const waiting = [];
  let running = 0;

  function add(files) {
    for (const file of files) waiting.push({ file, row: drawTransfer(file) });
    find("transfers").hidden = find("transfer-list").childElementCount === 0;
    next();
  }

  function next() {
    while (running < atOnce && waiting.length > 0) {
      running++;
      void transfer(waiting.shift()).finally(() => {
        running--;
        next();
      });
    }
  }

  async function transfer({ file, row }) {
    try {
      // A server that refuses in mid-stream closes the connection, and many browsers then show no answer at all.
      if (file.size > settings.uploadBytes)
        throw new Error(`The file is too large: at most ${sayBytes(settings.uploadBytes)} are taken.`);
      const id = await send(await askTicket(), file, row);
      row.finish();
      whisper(`${file.name} is stored.`);
      await onuploaded(id);
    } catch (error) {
      row.fail(error.message);
    }
  }

  listen(add);
  find("transfers-clear").addEventListener("click", () => {
    for (const row of find("transfer-list").querySelectorAll("[data-state=done], [data-state=failed]")) row.remove();
    find("transfers").hidden = find("transfer-list").childElementCount === 0;
  });
}

/** One multipart POST, as the ticket says. XMLHttpRequest, because `fetch` does not tell how far an upload is. */
function send(ticket, file, row) {
  const body = new FormData();
  for (const [name, value] of Object.entries(ticket.fields)) body.append(name, value);
  body.append("file", file, file.name || "picture");
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `${ticket.url}?jsonerrors=1`); // as Uploadcare's browser clients do: refusals come with a code
    for (const [name, value] of Object.entries(ticket.headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", (event) =>
      row.progress(event.loaded / (event.total || file.size || 1)),
    );
    request.addEventListener("error", () => reject(new Error("The connection broke before the file was stored.")));
    request.addEventListener("load", () => {
      const refusal = readUploadRefusal(request.status, request.responseText);
      const id = readJson(request.responseText)?.file;
      if (refusal !== undefined) reject(new Error(refusal));
      else if (typeof id === "string") resolve(id);
      else reject(new Error("The server's answer names no file."));
    });
    request.send(body);
  });
}

function drawTransfer(file) {
  const words = make("span", { class: "transfer-words" }, "waiting");
  const bar = make("progress", { max: 1, value: 0, "aria-label": `Progress of ${file.name}` });
  const item = make(
    "li",
    { class: "transfer", "data-state": "waiting" },
    make("span", { class: "transfer-name" }, file.name || "Pasted picture"),
    bar,
    words,
    make("span", { class: "transfer-size" }, sayBytes(file.size)),
  );
  find("transfer-list").append(item);
  return {
    progress(share) {
      item.dataset.state = "running";
      bar.value = share;
      words.textContent = share < 1 ? `${Math.floor(share * 100)} %` : "being checked";
    },
    finish() {
      item.dataset.state = "done";
      bar.value = 1;
      words.textContent = "stored";
      setTimeout(() => {
        item.remove();
        find("transfers").hidden = find("transfer-list").childElementCount === 0;
      }, 1500);
    },
    fail(message) {
      item.dataset.state = "failed";
      words.textContent = message;
      words.setAttribute("role", "alert");
    },
  };
}

/** Files dropped anywhere, pasted anywhere, or picked. */
function listen(add) {
  const veil = find("drop-veil");
  const input = find("files");
  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files") ?? false;
  let depth = 0; // each element under the pointer tells of itself; only the last leave means "outside"

  const lift = () => {
    depth = 0;
    veil.hidden = true;
  };
  addEventListener("dragenter", (event) => {
    if (!carriesFiles(event)) return;
    depth++;
    veil.hidden = false;
  });
  addEventListener("dragleave", (event) => {
    if (carriesFiles(event) && --depth <= 0) lift();
  });
  addEventListener("dragover", (event) => {
    if (carriesFiles(event)) event.preventDefault();
  });
  addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault(); // or the browser would open the file
    lift();
    add(event.dataTransfer.files);
  });
  addEventListener("paste", (event) => {
    if (event.clipboardData?.files.length) add(event.clipboardData.files);
  });
  for (const button of document.querySelectorAll(".pick")) button.addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    add(input.files);
    input.value = ""; // so that the same file can be picked again
  });
}
