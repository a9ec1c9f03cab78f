import type { LooseField, LooseObject, LooseValue } from "../../json/loose/values.ts";
import { decodeReferences } from "./encoded-text.ts";

const maxRoots = 20;
const maxLevels = 100;
const name = String.raw`[\p{L}_][\p{L}\p{N}_:.-]*`;
const markup = new RegExp(
  String.raw`<!--|<!\[CDATA\[|<\?|<!|</(${name})\s*>|<(${name})((?:\s+${name}\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(/?)>`,
  "uy",
);
const attribute = new RegExp(String.raw`(${name})\s*=\s*(?:"([^"]*)"|'([^']*)')`, "gu");
const elementStart = new RegExp(`<(?=${name}[\\s/>])`, "gu");
const ends: Readonly<Record<string, string>> = { "<!--": "-->", "<![CDATA[": "]]>", "<?": "?>", "<!": ">" };

/** An element that stands for a value: the name of the outermost one is the field. */
export interface XmlRoot {
  readonly field: LooseField;
  readonly isWhole: boolean;
}

/** Reads the XML elements in a text that are complete; references to what a DTD declares stay as they are. Empty if there is none. */
export function readXml(text: string): XmlRoot[] {
  if (/^\s*(?:<!doctype html|<html)/i.test(text)) return [];
  const roots: XmlRoot[] = [];
  const starts = new RegExp(elementStart);
  for (let tried = 0; tried < maxRoots; tried += 1) {
    const match = starts.exec(text);
    if (match === null) break;
    const read = readElement(text, match.index);
    if (read === null) continue;
    const isWhole =
      text.slice(read.end).trim() === "" && /^\s*(?:<\?xml[^<>]*>\s*)?(?:<!doctype[^<>]*>\s*)?$/i.test(text.slice(0, match.index));
    roots.push({ field: { name: read.element.name, value: toValue(read.element) }, isWhole });
    starts.lastIndex = read.end;
  }
  return roots;
}

interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: Element[];
  readonly text: string[];
}

/** Reads one element; null if it has no end, or if what is in it is no XML. */
function readElement(text: string, from: number): { readonly element: Element; readonly end: number } | null {
  const open: Element[] = [];
  let at = from;
  for (;;) {
    markup.lastIndex = at;
    const match = markup.exec(text);
    if (match === null) return null;
    const [source, closed, opened, attributes = "", slash] = match;
    at = markup.lastIndex;
    const current = open.at(-1);
    if (opened !== undefined) {
      const element: Element = { name: localName(opened), attributes: readAttributes(attributes), children: [], text: [] };
      current?.children.push(element);
      if (slash !== "/") open.push(element);
      else if (current === undefined) return { element, end: at };
      if (open.length > maxLevels) return null;
    } else if (closed !== undefined) {
      if (current?.name !== localName(closed)) return null;
      open.pop();
      if (open.length === 0) return { element: current, end: at };
    } else {
      const end = text.indexOf(ends[source] ?? ">", at);
      if (end < 0) return null;
      if (source === "<![CDATA[") current?.text.push(text.slice(at, end));
      at = end + (ends[source] ?? ">").length;
    }
    const next = text.indexOf("<", at);
    if (next < 0) return null;
    open.at(-1)?.text.push(decodeReferences(text.slice(at, next)));
    at = next;
  }
}

function localName(qualified: string): string {
  return qualified.slice(qualified.lastIndexOf(":") + 1);
}

/** Declarations of namespaces are no attributes. */
function readAttributes(text: string): Map<string, string> {
  const all = [...text.matchAll(attribute)].filter(([, full = ""]) => !/^xmlns(?::|$)|^xml:/.test(full));
  return new Map(all.map(([, full = "", double, single]) => [full, decodeReferences(double ?? single ?? "")]));
}

/** The names of elements that say the type of their content, in property lists, Android’s preferences and XML-RPC. */
const typeNames = new Set("string integer real int i4 i8 long float double boolean true false nil array dict struct date".split(" "));
const numberNames = new Set("integer real int i4 i8 long float double".split(" "));

function toValue(element: Element): LooseValue {
  const { attributes, children, text } = element;
  const own = [...attributes].filter(([full]) => !/^(?:\w+:)(?:nil|type)$/.test(full));
  if (attributes.get("xsi:nil") === "true") return { kind: "literal", value: null };
  if (children.length === 0) {
    const content = text.join("");
    if (own.length === 0 || content.trim() !== "") return contentOf(element, content);
    return objectOf(own.map(([full, value]) => attributeField(full, value)));
  }
  const typed = children.length === 1 && element.name === "value" && typeNames.has(children[0]?.name ?? "") ? children[0] : undefined;
  if (typed !== undefined) return toValue(typed);
  if (element.name === "data" && children.every((child) => child.name === "value")) return listOf(children);
  const [first] = children;
  if (first?.name === "data" && element.name === "array" && children.length === 1) return toValue(first);
  const isArray = element.name === "array" || (children.length > 1 && children.every((child) => isItem(child, first?.name)));
  if (isArray && own.length === 0) return listOf(children);
  const members = first?.name === "key" ? keyedFields(children) : null;
  const fields = members ?? children.map(fieldOfElement);
  return objectOf([...own.map(([full, value]) => attributeField(full, value)), ...gathered(fields)], text.join(""));
}

/** Items of a list have one name; entries with a name of their own are fields. */
function isItem(child: Element, name: string | undefined): boolean {
  return child.name === name && entryName(child) === null;
}

function listOf(children: readonly Element[]): LooseValue {
  return { kind: "list", items: children.map(toValue) };
}

/** The type is that of the element’s name or of `xsi:type`; otherwise it is open. */
function contentOf({ name: type, attributes }: Element, content: string): LooseValue {
  if (content.trim() === "" && (type === "true" || type === "false")) return { kind: "literal", value: type === "true" };
  if (type === "nil" && content === "") return { kind: "literal", value: null };
  const isText = type === "string" || /:string$/.test(attributes.get("xsi:type") ?? "");
  const trimmed = content.trim();
  if (!isText && /^(?:true|false)$/.test(trimmed)) return { kind: "literal", value: trimmed === "true" };
  if (type === "boolean" && /^[01]$/.test(trimmed)) return { kind: "literal", value: trimmed === "1" };
  const isNumber = numberNames.has(type) || /:(?:int|integer|long|decimal|double|float)$/.test(attributes.get("xsi:type") ?? "");
  if (isNumber && /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(trimmed)) return { kind: "number", source: trimmed };
  if (isText) return { kind: "text", value: content, raw: content };
  // A text in which a user may be.
  return /[{=]/.test(trimmed) ? { kind: "text", value: trimmed, raw: trimmed } : bare(trimmed);
}

function bare(value: string): LooseValue {
  return { kind: "bare", value, inside: () => [] };
}

function attributeField(full: string, value: string): LooseField {
  return { name: localName(full), value: contentOf({ name: "", attributes: new Map(), children: [], text: [] }, value) };
}

/** `<key>plan</key><string>pro</string>` of a property list; null if the elements are no such pairs. */
function keyedFields(children: readonly Element[]): LooseField[] | null {
  const pairs = children.flatMap((child, at) => {
    const value = children[at + 1];
    return at % 2 === 0 && child.name === "key" && value !== undefined && typeNames.has(value.name) ? [[child, value] as const] : [];
  });
  if (pairs.length * 2 !== children.length) return null;
  return pairs.map(([key, value]) => ({ name: key.text.join(""), value: toValue(value) }));
}

/** Returns the name that an entry gives itself: `<entry key="plan">`, `<string name="plan">`, `<member><name>plan</name><value>…`. */
function entryName({ name: type, attributes, children }: Element): string | null {
  const given = attributes.get("key") ?? attributes.get("name");
  const hasValue = children.length === 0 && (attributes.size === 1 || (attributes.size === 2 && attributes.has("value")));
  if (given !== undefined && (hasValue || typeNames.has(type))) return given;
  const [key, value] = children;
  const isPair = children.length === 2 && (key?.name === "key" || key?.name === "name") && value?.name === "value";
  return isPair && key !== undefined && key.children.length === 0 ? key.text.join("").trim() : null;
}

function fieldOfElement(child: Element): LooseField {
  const entry = entryName(child);
  if (entry === null) return { name: child.name, value: toValue(child) };
  const [, value] = child.children;
  const given = child.attributes.get("value");
  const content = { ...child, attributes: new Map<string, string>() };
  const isPair = !child.attributes.has("key") && !child.attributes.has("name");
  return {
    name: entry,
    value: isPair && value !== undefined ? toValue(value) : given === undefined ? toValue(content) : contentOf(content, given),
  };
}

/** An element that occurs several times beside others is a list. */
function gathered(fields: readonly LooseField[]): LooseField[] {
  const byName = new Map<string, LooseValue[]>();
  for (const { name: field, value } of fields) {
    const values = byName.get(field);
    if (values === undefined) byName.set(field, [value]);
    else values.push(value);
  }
  return [...byName].map(([field, [value, ...others]]) => ({
    name: field,
    value: value === undefined || others.length > 0 ? { kind: "list", items: value === undefined ? [] : [value, ...others] } : value,
  }));
}

/** A text between elements is not understood, and is said so. */
function objectOf(fields: readonly LooseField[], between = ""): LooseObject {
  const words = between.trim();
  const positional: LooseValue[] = words === "" ? [] : [{ kind: "unknown", source: words, inside: () => [] }];
  return { kind: "object", head: "", fields, positional, isComplete: true };
}
