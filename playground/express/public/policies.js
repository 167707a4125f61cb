/** How the server is set up, at the head of each page. */
import { find, make } from "./dom.js";

const words = {
  delivery: { signed: "sealed URLs only", presets: "presets, or sealed URLs", open: "open to everybody" },
  uploads: { open: "with the public key", signed: "with a signed ticket" },
};

export function describePolicies(settings) {
  const rows = ["uploads", "delivery"].map((name) =>
    make("div", { title: words[name][settings[name]] }, make("dt", {}, name), make("dd", {}, settings[name])),
  );
  find("policies").replaceChildren(...rows);
}
