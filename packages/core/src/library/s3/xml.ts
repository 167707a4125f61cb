/** What is read of S3's XML: elements by name, and their text. Its answers are flat and have no attributes that matter. */

const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

/** The insides of all elements of a name, in order. Elements of one name are never inside each other in S3's answers. */
export function elementsOf(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}(?: [^>]*)?>([\\s\\S]*?)</${name}>`, "g"))].map(
    ([, inside = ""]) => inside,
  );
}

/** The text of the first element of a name; empty when there is none. */
export function textOf(xml: string, name: string): string {
  return readText(elementsOf(xml, name)[0] ?? "");
}

function readText(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi, (all, decimal?: string, hex?: string, name = "") => {
    const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
    return code <= 0x10_ffff ? String.fromCodePoint(code) : (entities[name] ?? all);
  });
}
