/** The few words in which this page speaks to the document. */

/** The element with this id. */
export const find = (id) => document.getElementById(id);

/**
 * An element with properties and children. `class`, `data-*`, `aria-*` and `role` are attributes, `on*` are
 * listeners, the rest are properties. Text goes in as text, so that no file name can become markup.
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (/^(class|for|role|data-.+|aria-.+)$/.test(name)) element.setAttribute(name, String(value));
    else element[name] = value;
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const shapes = "http://www.w3.org/2000/svg";

/** An SVG element. */
export function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS(shapes, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

let toastTimer;

/** Says something short at the foot of the page, to screen readers too. */
export function announce(text) {
  const toast = find("toast");
  clearTimeout(toastTimer);
  toast.textContent = text;
  toast.classList.add("shown");
  toastTimer = setTimeout(() => toast.classList.remove("shown"), 4000);
}

/** Tells only who does not see the page what just changed on it. */
export function whisper(text) {
  find("whisper").textContent = text;
}

/** Copies text and says so on the button. */
export async function copyFrom(button, text) {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
    announce("Copied.");
  } catch {
    announce("The browser did not allow copying; select the text instead.");
    return;
  }
  setTimeout(() => (button.textContent = label), 1500);
}
