/** An explanation in plain text: what is asked, the picture on its way, and what it takes. */
import { checkEncode, operations, type Field, type Size, type Step } from "@intaglio/contract";
import type { ExplainedOutput, ExplainedSource, ExplainedStep, Explanation } from "@intaglio/core";
import { printable } from "./terminal.ts";

type Row = readonly [label: string, text: string];

/** The text, with a newline at its end. `isReal` is false where files, keys and policies were not looked at. */
export function describe(explanation: Explanation, isReal: boolean): string {
  const rows = [
    ["Read as", readAs(explanation)],
    ...sourceRows(explanation),
    ...(isReal ? accessRows(explanation) : []),
    ...wishRows(explanation),
  ] as const;
  const parts = [
    table(rows),
    pipeline(explanation),
    table([...workRows(explanation), ...(isReal ? keptRows(explanation) : [])]),
  ];
  return printable(`${parts.filter((part) => part !== "").join("\n\n")}\n`);
}

function readAs({ dialect, recipe, delivery }: Explanation): string {
  if (dialect === null) return "nothing: no dialect has such an address";
  if (recipe !== "deliver") return `${dialect}: ${recipe === "upload" ? "takes uploads" : "tells about files"}`;
  const answers = { image: "a picture", original: "the file as it is", info: "facts about a picture" };
  return `${dialect}${delivery ? `: ${answers[delivery.answer]}` : ", but it cannot be read"}`;
}

function sourceRows({ source, layers, fellBack }: Explanation): Row[] {
  if (!source) return [];
  return [
    [fellBack ? "Fallback" : "Source", describeSource(source)],
    ...layers.map((layer): Row => ["Layer", describeSource(layer)]),
  ];
}

const states = { stored: "stored", elsewhere: "to be copied first", missing: "not there" };

function describeSource({ source, state, name, bytes, image, standsIn }: ExplainedSource): string {
  const [, kind = "", value = ""] = /^(\w+):\[?(.*?)\]?$/.exec(source) ?? [];
  const what = kind === "file" ? value : value.split("+").map(decodeURIComponent).join(" or ");
  const facts = [
    ...(image ? [`${sizeOf(image)} ${image.format}`] : []),
    ...(image && image.pages > 1 ? [`${image.pages} frames`] : []),
    ...(bytes === null || standsIn ? [] : [bytesOf(bytes)]),
  ].join(", ");
  const told = standsIn ? `supposed to be ${facts}` : [name, facts].filter(Boolean).join(", ");
  return `${what} (${[...(standsIn && state === "missing" ? [] : [states[state]]), told].filter(Boolean).join(": ")})`;
}

function accessRows({ policy, status, code }: Explanation): Row[] {
  const until = policy?.until ? ` until ${policy.until.replace("T", " ").replace(/\.\d+Z$/, " UTC")}` : "";
  return [
    ...(policy ? [["Access", `${policy.standing}${until}: ${policy.why}`] as const] : []),
    ["Answer", status === null ? "not worked out" : `${status} ${code ?? "OK"}`],
  ];
}

function wishRows({ delivery }: Explanation): Row[] {
  if (!delivery) return [];
  const { fileName, disposition, hinted, dependsOnFile, notices, fallback } = delivery;
  return [
    ...(fileName === null ? [] : [["Name", fileName] as const]),
    ...(disposition === null ? [] : [["Shown as", disposition] as const]),
    ...(fallback === null ? [] : [["Else", fallback] as const]),
    ...(hinted.length === 0 ? [] : [["Hints", `made from the client's ${hinted.join(", ")}`] as const]),
    ...(dependsOnFile
      ? [["Note", "what happens depends on the picture: another one may get another plan"] as const]
      : []),
    ...notices.map((notice) => ["Note", notice] as const),
  ];
}

/** The picture's size after each step, one line each. */
function pipeline({ delivery, source, steps, output }: Explanation): string {
  if (!delivery || delivery.answer === "original") return "";
  const lines: (readonly [size: string, what: string, how: string])[] = [
    [source?.image ? sizeOf(source.image) : "?", "source", source?.image?.format ?? ""],
    ...steps.map(
      (step) =>
        [sizeAfter(step), step.op, step.refusal ? `cannot be done: ${step.refusal}` : argumentsOf(step.step)] as const,
    ),
    ...(output ? [[sizeOf(output), output.format, settingsOf(output)] as const] : []),
  ];
  const [first, second] = [0, 1].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map(([size, what, how], at) => {
      const mark = at === 0 ? " " : at <= steps.length ? "|" : ">";
      return `  ${size.padStart(first ?? 0)}  ${mark}  ${what.padEnd(second ?? 0)}  ${how}`.trimEnd();
    })
    .join("\n");
}

function sizeAfter({ size, atMost }: ExplainedStep): string {
  return size ? `${atMost ? "<= " : ""}${sizeOf(size)}` : "?";
}

/** The arguments that are not as they usually are. */
function argumentsOf(step: Step): string {
  const fields: Readonly<Record<string, Field<unknown>>> = operations[step.op].fields;
  return Object.entries(fields)
    .flatMap(([name, field]) => {
      const value: unknown = Reflect.get(step, name);
      if (value === undefined) return [];
      const text = field.write(value);
      return field.presence === "defaulted" && field.write(field.fallback) === text ? [] : [`${name}=${text}`];
    })
    .join(" ");
}

function settingsOf({ settings, frames, vary }: ExplainedOutput): string {
  const usual = checkEncode({});
  const changed = Object.entries(settings).filter(
    ([name, value]) => name !== "format" && name !== "quality" && String(value) !== String(Reflect.get(usual, name)),
  );
  return [
    `quality=${settings.quality}`,
    ...changed.map(([name, value]) => `${name}=${value === true ? "yes" : value === false ? "no" : String(value)}`),
    ...(frames > 1 ? [`${frames} frames`] : []),
    ...(vary.length > 0 ? [`(varies with ${vary.join(", ")})`] : []),
  ].join(" ");
}

function workRows({ passes, cost, limits }: Explanation): Row[] {
  const told = passes.map(({ of, own, strokes }, at): Row => {
    const text = strokes.map((stroke) => `${stroke.kind} ${sizeOf(stroke)}`).join(", ");
    const whose = of === "picture" ? "" : `${of}: `;
    return [at === 0 ? "Passes" : "", `${at + 1}  ${whose}${text}${own ? "  (by itself)" : ""}`];
  });
  return [
    ...told,
    ...(cost
      ? [
          [
            "Cost",
            `about ${cost.cpuMilliseconds} ms of CPU, an estimate: ${cost.decodedMegapixels} MP decoded, ` +
              `${cost.paintedMegapixels} MP painted, ${cost.outputMegapixels} MP written`,
          ] as const,
        ]
      : []),
    ...limits.map((limit) => ["Too large", limit] as const),
  ];
}

function keptRows({ rendition }: Explanation): Row[] {
  return rendition ? [["Cache", `${rendition.name} (${rendition.cached ? "made already" : "not made yet"})`]] : [];
}

function table(rows: readonly Row[]): string {
  const width = Math.max(0, ...rows.map(([label]) => label.length));
  return rows.map(([label, text]) => `${label.padEnd(width)}  ${text}`).join("\n");
}

function sizeOf({ width, height }: Size): string {
  return `${width} x ${height}`;
}

function bytesOf(bytes: number): string {
  const [unit, size] = bytes >= 1_000_000 ? ["MB", bytes / 1_000_000] : ["kB", bytes / 1000];
  return `${size.toFixed(1)} ${unit}`;
}
