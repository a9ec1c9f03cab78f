import type { LooseField, LooseValue } from "../../json/loose/values.ts";
import { fieldOf } from "./field-names.ts";

const maxLength = 200_000;

/** What mails, chats and lists put before a line: `> `, `• `, `2. `, `[10:42, 3/4/2024] Lena: `, `12/03/24, 10:42 - Lena: `. */
const quoting = /^\s*(?:>\s*)+/;
const bullet = /^\s*(?:[-*•·‣▪◦–—]|\d{1,2}[.)])\s+/;
const stamp =
  /^\s*(?:\[[^\][\n]{0,40}\d[^\][\n]{0,40}\]|\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? \d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?(?: -)?|\d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?)\s+/i;
const author = /^[^:：=→{}"]{1,60}:\s+(?=[^\s:：=→][^:：=→]{0,60}\s*[:：=→])/;

/** `User ID: u-1`, `E-Mail → a@x.de`, `Pays : FR`, `userID – u-1`. */
const labelled = /^([\p{L}_][\p{L}\p{N}\p{M} _.'’/()-]{0,50}?)\s*(?::|：|=>|->|=|→|\t|\s[–—-]\s)\s*(\S.*)$/u;
/** Between the labels of one line: `User ID: u-1, Email: a@x.de`. */
const nextLabel = /\s?[,;|]\s*(?=\p{L}[\p{L}\p{N} _-]{0,30}\s?[:：])/u;
/** `user id is u-1036`: without a sign, the value must have a digit or an at sign. */
const spoken =
  /\b(user ?id|e-?mail(?: address)?|(?:be)?nutzer-?id)\s+(?:is|was|ist|lautet|#)?\s*["“„'`]?((?=[^\s,;]*[\d@])[\p{L}\p{N}][^\s,;"”“'`()<>]*)/giu;
/** `customer u-1036`, `Kunde Nr. 48213`: no number of less than four digits, no date and no version. */
const person =
  /(?<![\p{L}\p{N}_-])(?:customer|user|client|member|visitor|shopper|subscriber|kund(?:e|in)|(?:be)?nutzer(?:in)?|utilisat(?:eur|rice)|cliente|usuari[ao]|utente|klant|gebruiker)(?: (?:no\.?|nr\.?|number|id))?[ #]+(?=\p{L}*[\p{L}_.-]*\d)(?!\d{1,3}(?![\p{L}\p{N}_-])|\d+[.:/]\d|\d{4}-\d\d-)([\p{L}\p{N}][\p{L}\p{N}._-]*[\p{L}\p{N}])(?![\p{L}\p{N}@])/giu;
const emailAddress = /[\p{L}\p{N}][\p{L}\p{N}._%+-]{0,63}@[\p{L}\p{N}.-]{1,190}\.\p{L}{2,24}/gu;

// The marks of text direction and of no width, which are copied along with a text.
const invisible = /[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/**
 * Reads what people write in mails, tickets and chats: a label and a value on each line, `• Benutzer-ID: u-1036`, or the value below its label, as help desks
 * show it. Only for texts without code; empty if no label is that of a user's ID or e-mail address.
 */
export function readLabelledLines(text: string): LooseField[] {
  if (text.length > maxLength || /[{}]/.test(text)) return [];
  const written = text.split(/\r?\n/);
  if (written.some((line) => line.includes("=") && /[;&]/.test(line.slice(line.indexOf("="))))) return [];
  const lines = written.flatMap((line) => plainLine(line).split(nextLabel)).filter((line) => line !== "");
  const fields = lines.flatMap((line, at): LooseField[] => {
    const [, label = "", value = ""] = labelled.exec(line) ?? [];
    const isTime = /\d$/.test(label) && /^\d/.test(value);
    if (label !== "" && !isTime) {
      const within = isIdentity(label) ? [] : spokenFields(value);
      return within.length > 0 ? within : [{ name: label.trim(), value: bareValue(value) }];
    }
    const below = isIdentity(line) ? lines[at + 1] : undefined;
    if (below !== undefined && fits(line, below)) return [{ name: line, value: bareValue(below) }];
    return spokenFields(line);
  });
  const known = fields.filter(({ name }) => isIdentity(name));
  // Several fields on a line are those of a program.
  return known.some(({ value }) => value.kind === "bare" && /[,;="'()[\]]|:\s/.test(value.value)) ? [] : known.length === 0 ? [] : fields;
}

function spokenFields(line: string): LooseField[] {
  return [...line.matchAll(spoken)].map(([, name = "", value = ""]) => ({ name, value: bareValue(value.replace(/[.!?:]+$/, "")) }));
}

/** Returns the ID of a text in words that names one person by an ID, as in "customer u-1036 cannot pay"; null for others. */
export function onlyPersonIn(text: string): string | null {
  if (text.length > maxLength || /[{}="“”„]/.test(text)) return null;
  const [id, ...others] = new Set(Array.from(text.matchAll(person), ([, found = ""]) => found));
  return id !== undefined && others.length === 0 ? id : null;
}

/** Returns the e-mail address of a text in words that has only one; null for others. The head of a mail names the writer or the support, not certainly the user. */
export function onlyAddressIn(text: string): string | null {
  if (text.length > maxLength || /[{}="“”„]/.test(text)) return null;
  const body = text.replace(/^[ >]*(?:from|to|cc|bcc|reply-to|von|an|de|à) *:.*$/gim, "").trim();
  const [address, ...others] = new Set(body.match(emailAddress));
  return address !== undefined && others.length === 0 && /\s/.test(body) ? address : null;
}

function isIdentity(label: string): boolean {
  const field = fieldOf(label);
  return (field === "userID" && !/^_?id$/i.test(label)) || field === "email";
}

function fits(label: string, value: string): boolean {
  return fieldOf(label) === "email" ? value.includes("@") && !/\s/.test(value) : !/\s/.test(value) && fieldOf(value) === null;
}

function plainLine(line: string): string {
  const bare = line.replace(invisible, "").replaceAll("\u00a0", " ").replaceAll("\u202f", " ").replace(quoting, "").replace(bullet, "");
  const stamped = bare.replace(stamp, "");
  const said = stamped === bare ? bare : stamped.replace(author, "");
  return said
    .replace(/\[([^\][]*)\]\(mailto:[^()\s]*\)/gi, "$1")
    .replace(/<mailto:[^<>|]*\|([^<>]*)>/gi, "$1")
    .replace(/[“”„«»"`]|\*\*|__(?=\S)/g, "")
    .replace(/(^|\s)\*(?=\S)([^*\n]*\S)\*/g, "$1$2")
    .replace(/^\s*\[(\p{L}[^\][\n]{0,40})\]\s+(?=\S)/u, "$1: ")
    .replace(/^\s*:(?=\p{L}[^:]*:\s)/u, "")
    .trim();
}

function bareValue(value: string): LooseValue {
  return { kind: "bare", value: value.trim(), inside: () => [] };
}
