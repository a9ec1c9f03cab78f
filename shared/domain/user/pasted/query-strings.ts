import type { LooseField, LooseObject, LooseValue } from "../../json/loose/values.ts";

/** Quotes and brackets end an address, unless more of it follows. */
const chunk = /(?:[^\s"'`<>{}()\\^]|['()](?=[\w%&=]))+/g;

/** Reads the fields of forms and addresses in a text: `userID=ada&custom.plan=pro`, `?user=%7B%22userID%22…`, `custom[plan]=pro`. */
export function readQueryStrings(text: string): LooseObject[] {
  const cookies = /^\s*(?:Cookie:\s*)?([\w.%[\]-]+=[^;\s"]*(?:;[^\S\n]?[\w.%[\]-]+=[^;\s"]*)+);?\s*$/i.exec(text)?.[1];
  // A plus sign in a cookie is no blank.
  if (cookies !== undefined) return readQueryStrings(`?${cookies.replace(/;\s?/g, "&").replaceAll("+", "%2B")}`);
  if (!/[?&]/.test(text) || !text.includes("=")) return [];
  return [...text.matchAll(chunk)].flatMap(({ 0: whole, index }) => {
    // A value in brackets or quotes is none of an address.
    const isCut = whole.endsWith("=") && /[{"]/.test(text.charAt(index + whole.length));
    const part = isCut ? whole.slice(0, Math.max(0, whole.lastIndexOf("&"), whole.lastIndexOf("?"))) : whole;
    const start = part.indexOf("?");
    const query = (start < 0 ? part : part.slice(start + 1)).replace(/#.*$/, "");
    if (!query.includes("=") || (start < 0 && !/^[\w.%[\]-]+=[^=]*&/.test(query))) return [];
    // URLSearchParams never throws; a damaged escape stays as it is.
    const fields = [...new URLSearchParams(query)].map(
      ([name, value]): LooseField => ({ name: withDots(name), value: { kind: "bare", value, inside: () => [] } }),
    );
    return fields.length === 0 ? [] : [{ kind: "object", head: "", fields: withLists(fields), positional: [], isComplete: true }];
  });
}

/** Joins the entries of a list, as PHP and Rails write them: `tags[]=a&tags[]=b`, `tags[0]=a&tags[1]=b`. */
function withLists(fields: readonly LooseField[]): LooseField[] {
  const lists = new Map<string, LooseValue[]>();
  return fields.flatMap(({ name, value }): LooseField[] => {
    const list = /^(.+?)(?:\[\]|\.\d+)$/.exec(name)?.[1];
    if (list === undefined) return [{ name, value }];
    const known = lists.get(list);
    if (known !== undefined) {
      known.push(value);
      return [];
    }
    const items = [value];
    lists.set(list, items);
    return [{ name: list, value: { kind: "list", items } }];
  });
}

/** A part of a form in several parts, up to its value (RFC 7578 §4.2). */
const formPart = /Content-Disposition:[^\S\n]*form-data;[^\S\n]*name="([^"\r\n]*)"[^\r\n]*\r?\n(?:[\w-]+:[^\r\n]*\r?\n)*\r?\n/gi;

/** Reads the fields of a form in several parts, as `multipart/form-data` has them; null if the text has none. */
export function readForm(text: string): LooseObject | null {
  const parts = [...text.matchAll(formPart)];
  const fields = parts.map(({ 0: head, 1: name = "", index }, at): LooseField => {
    const part = text.slice(index + head.length, parts[at + 1]?.index ?? text.length);
    // The value ends at the line break before the boundary.
    const value = part.slice(0, Math.max(0, part.search(/\r?\n--/)));
    return { name: withDots(name), value: { kind: "text", value, raw: value } };
  });
  return fields.length === 0 ? null : { kind: "object", head: "", fields, positional: [], isComplete: true };
}

/** `custom[plan]` means `custom.plan`. */
export function withDots(name: string): string {
  return name.replace(/\[([^[\]]+)\]/g, ".$1");
}
