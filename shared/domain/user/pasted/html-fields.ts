import type { LooseField, LooseValue } from "../../json/loose/values.ts";
import { decodeReferences } from "./encoded-text.ts";
import { isUnitName } from "./field-names.ts";
import { withDots } from "./query-strings.ts";

const maxLength = 200_000;
/** Of a list or a text area, so that a page with many that do not end takes no longer. */
const maxContent = 10_000;
const control = /<(input|select|textarea)\b([^<>]*)>/gi;
const attribute = /([\w:-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g;

/**
 * Reads the fields of a form in the source of a page, `<input name=userID value=ada>`, as a browser would send them: of check boxes and radio buttons those
 * that are checked. Passwords are left out.
 */
export function readHtmlForm(text: string): LooseField[] {
  if (text.length > maxLength) return [];
  return [...text.matchAll(control)].flatMap(({ 0: source, 1: kind = "", 2: written = "", index }): LooseField[] => {
    const attributes = attributesOf(written);
    const name = attributes.get("name") ?? attributes.get("id") ?? "";
    const type = (attributes.get("type") ?? "text").toLowerCase();
    if (name === "" || /^(?:submit|button|reset|image|file|password)$/.test(type)) return [];
    const isChoice = type === "checkbox" || type === "radio";
    if (isChoice && !attributes.has("checked")) return [];
    const value = controlValue(text, index + source.length, kind.toLowerCase(), attributes.get("value") ?? (isChoice ? "on" : ""));
    return [{ name: withDots(name), value: bareValue(value) }];
  });
}

/** Returns the value of a control; that of a list and of a text area is in what follows it. */
function controlValue(text: string, from: number, kind: string, value: string): string {
  if (kind === "input") return value;
  const rest = text.slice(from, from + maxContent);
  const end = rest.search(kind === "select" ? /<\/select/i : /<\/textarea/i);
  const content = end < 0 ? rest : rest.slice(0, end);
  if (kind === "textarea") return decodeReferences(content);
  const options = [...content.matchAll(/<option\b([^<>]*)>([^<]*)/gi)].map(([, written = "", label = ""]) => ({
    attributes: attributesOf(written),
    label: decodeReferences(label).trim(),
  }));
  const chosen = options.find(({ attributes }) => attributes.has("selected")) ?? options[0];
  return chosen === undefined ? "" : (chosen.attributes.get("value") ?? chosen.label);
}

/** Reads the attributes in which pages keep a user, `data-user-id="ada"`, of each element that has an ID. */
export function readDataAttributes(text: string): LooseField[] {
  if (text.length > maxLength || !text.includes("data-")) return [];
  return [...text.matchAll(/<[a-z][\w-]*\s([^<>]*)>/gi)].flatMap(([, written = ""]) => {
    const fields = [...attributesOf(written)].flatMap(([name, value]) =>
      name.startsWith("data-") ? [{ name: name.slice("data-".length), value: bareValue(value) }] : [],
    );
    return fields.some(({ name }) => isUnitName(name)) ? fields : [];
  });
}

/** Returns the text of HTML as a reader sees it: a line for each block. Null if the text has no markup. */
export function textOfHtml(text: string): string | null {
  if (text.length > maxLength || !/<\/?(?:p|br|div|li|dt|dd|span|b|strong|a|h[1-6])\b[^<>]*>/i.test(text)) return null;
  return decodeReferences(
    text
      .replace(/<(script|style)\b[^<>]*>[^<]*<\/\1>/gi, "")
      .replace(/<(?:br|\/?(?:p|div|li|dt|dd|tr|h[1-6]|ul|ol|dl|section))\b[^<>]*>/gi, "\n")
      .replace(/<\/?[a-z!][^<>]*>/gi, ""),
  );
}

function attributesOf(written: string): Map<string, string> {
  return new Map(
    [...written.matchAll(attribute)].map(([, name = "", double, single, bare]) => [
      name.toLowerCase(),
      decodeReferences(double ?? single ?? bare ?? ""),
    ]),
  );
}

function bareValue(value: string): LooseValue {
  return { kind: "bare", value, inside: () => [] };
}
