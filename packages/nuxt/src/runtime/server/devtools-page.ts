/** The tab's page: the library, and a field that explains an address. */
export const devtoolsPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Intaglio</title>
<style>
  :root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; }
  body { margin: 1.5rem; }
  form { display: flex; gap: .5rem; }
  input { flex: 1; font: inherit; padding: .4rem .6rem; }
  button { font: inherit; padding: .4rem .8rem; }
  pre { overflow: auto; padding: 1rem; border: 1px solid #8886; border-radius: 6px; }
  ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(160px, 1fr)); gap: 1rem; padding: 0; list-style: none; }
  li button { all: unset; cursor: pointer; display: block; width: 100%; }
  li button:focus-visible { outline: 2px solid; }
  img { width: 160px; height: 160px; object-fit: contain; background: #8882; border-radius: 6px; }
  small { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; opacity: .8; }
</style>
<h1>Intaglio</h1>
<form id="explain">
  <input name="url" aria-label="Address" placeholder="/<file id>/-/preview/300x300/" required>
  <button>Explain</button>
</form>
<pre id="explanation" hidden></pre>
<h2>Library</h2>
<p id="empty" hidden>No files yet.</p>
<ul id="files"></ul>
<button id="more" hidden>More</button>
<script>
  const at = (id) => document.getElementById(id);
  const ask = async (path) => (await fetch("/_intaglio/devtools/" + path)).json();
  const form = at("explain");
  async function explain(url) {
    form.url.value = url;
    const told = await ask("explain?accept=" + encodeURIComponent("image/avif,image/webp") + "&url=" + encodeURIComponent(url));
    at("explanation").hidden = false;
    at("explanation").textContent = JSON.stringify(told, null, 2);
  }
  form.onsubmit = (event) => { event.preventDefault(); explain(form.url.value); };
  let after = "";
  async function more() {
    const page = await ask("library?after=" + encodeURIComponent(after));
    after = page.after || "";
    at("more").hidden = !after;
    for (const file of page.files) {
      const item = document.createElement("li"), button = document.createElement("button"), image = new Image(160, 160);
      image.alt = file.name; if (file.url) image.src = file.url;
      const name = document.createElement("small"), facts = document.createElement("small");
      name.textContent = file.name; facts.textContent = file.size + " " + file.bytes + " bytes";
      button.append(image, name, facts); button.onclick = () => explain(file.url || "/" + file.id + "/");
      item.append(button); at("files").append(item);
    }
    at("empty").hidden = at("files").children.length > 0;
  }
  at("more").onclick = more;
  more();
</script>
</html>
`;
