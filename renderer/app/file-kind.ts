import { caseExtension, caseFormat } from "#shared/domain/case/case-format.ts";

/** What a file is that was dropped on the page; `rows` are users or events, of which only the screen knows. */
export type FileKind = "case" | "recording" | "draft" | "definitions" | "suite" | "events" | "users" | "rows" | "unknown";

/** So much of a file is enough to tell. */
export const kindCharacters = 64_000;

const sectionsOfDefinitions = /"(feature_gates|dynamic_configs|layer_configs|has_updates|condition_map)"\s*:/;
const eventName = /(^|[",;\t ])event_?name\b/i;
const userId = /(^|[",;\t {[])(user_?id|custom_?ids?|stable_?id|customer_?id)\b/i;

/**
 * Decides by its beginning what a file is. The name counts only where the text does not say: a damaged case is still a case, whose screen says what is wrong with it.
 * Whether the file is usable is decided by what opens it.
 */
export function fileKindOf(name: string, beginning: string): FileKind {
  const text = beginning.replace(/^\uFEFF/, "").trimStart();
  const json = text.startsWith("{") || text.startsWith("[");
  if (json) return kindOfJson(text) ?? (isCaseName(name) ? "case" : /\.har(\.gz)?$/i.test(name) ? "recording" : "rows");
  if (isCaseName(name)) return "case";
  if (text.startsWith("PAR1")) return "users";
  if (/^(\$\s*)?curl\s/i.test(text) || /^(await\s+)?fetch\(/.test(text) || /^#!.*\n(.*\n)*?\s*curl\s/.test(text)) return "recording";
  if (/^tests:\s*$/m.test(text) && /^\s*(-\s*)?(\{\s*)?(gate|config|experiment|layer|users?|expect)\s*:/m.test(text)) return "suite";
  return kindOfTable(text, name);
}

function isCaseName(name: string): boolean {
  return name.toLowerCase().endsWith(caseExtension);
}

function kindOfJson(text: string): FileKind | null {
  if (new RegExp(`^\\{\\s*"format"\\s*:\\s*"${caseFormat}"`).test(text)) return "case";
  if (/^\{\s*"gatescopeDraft"\s*:/.test(text)) return "draft";
  if (/^\{\s*"log"\s*:\s*\{/.test(text)) return "recording";
  if (text.startsWith("{") && /"tests"\s*:\s*\[/.test(text) && /"expect"\s*:/.test(text)) return "suite";
  if (/"eventName"\s*:/.test(text)) return "events";
  if (text.startsWith("{") && sectionsOfDefinitions.test(text)) return "definitions";
  return userId.test(text) ? "users" : null;
}

/** A table has a head with at least two columns, or a name that says so. */
function kindOfTable(text: string, name: string): FileKind {
  const [head = ""] = text.split(/\r?\n/, 1);
  if (eventName.test(head)) return "events";
  if (userId.test(head) && head.length < 20_000) return "users";
  const isTable = /\.(csv|tsv|tab)(\.gz)?$/i.test(name) && /[,;\t]/.test(head);
  return isTable ? "rows" : "unknown";
}
