import type { LooseField, LooseValue } from "../../json/loose/values.ts";

const maxLength = 200_000;
const printedName = /^\$`?([\p{L}_.][^$`]*`?(?:\$[^$]+)*)$/u;
const structureLine = /^ *((?:\.\. ?)*)\$ *`?([^:`]+?)`? *:(?:List of \d+|'data\.frame'.*| *((?:chr|num|int|logi|NULL|Date)\b.*))$/;

/**
 * Reads a list as R prints it, `$userID` above `[1] "ada"`, and as `str` describes it, ` $ userID: chr "ada"`. Empty if the text is no such print. A member
 * of a list in the list has a dot: `custom.plan`.
 */
export function readRList(text: string): LooseField[] {
  if (text.length > maxLength || !/^ *(?:\.\. ?)*\$/m.test(text)) return [];
  const lines = text.split(/\r?\n/);
  return lines.some((line) => printedName.test(line)) ? printedFields(lines) : structureFields(lines);
}

function printedFields(lines: readonly string[]): LooseField[] {
  return lines.flatMap((line, at): LooseField[] => {
    const name = printedName.exec(line)?.[1]?.replaceAll("`", "").replaceAll("$", ".");
    const values: string[] = [];
    for (let next = at + 1; /^ *\[\d+\] /.test(lines[next] ?? ""); next += 1) values.push((lines[next] ?? "").replace(/^ *\[\d+\] /, ""));
    if (name === undefined || (values.length === 0 && lines[at + 1] !== "NULL")) return [];
    return [{ name, value: values.length === 0 ? { kind: "literal", value: null } : vector(values.join(" ")) }];
  });
}

function structureFields(lines: readonly string[]): LooseField[] {
  const path: string[] = [];
  return lines.flatMap((line): LooseField[] => {
    const [whole, dots = "", name = "", described] = structureLine.exec(line) ?? [];
    if (whole === undefined) return [];
    path.splice((dots.match(/\.\./g) ?? []).length);
    path.push(name);
    const value = described?.trim().replace(/^(?:chr|num|int|logi|Date\[[^\]]*\], format:)(?: \[1:\d+\])? /, "");
    return value === undefined ? [] : [{ name: path.join("."), value: vector(value) }];
  });
}

function vector(printed: string): LooseValue {
  const items = (printed.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? []).map(scalar);
  const [only] = items;
  return items.length === 1 && only !== undefined ? only : { kind: "list", items };
}

function scalar(printed: string): LooseValue {
  if (printed.startsWith('"')) {
    const value = printed.slice(1, -1).replace(/\\(.)/g, "$1");
    return { kind: "text", value, raw: value };
  }
  if (printed === "TRUE" || printed === "FALSE") return { kind: "literal", value: printed === "TRUE" };
  if (printed === "NA" || printed === "NULL") return { kind: "literal", value: null };
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(printed)
    ? { kind: "number", source: printed }
    : { kind: "bare", value: printed, inside: () => [] };
}
