import { createSecretSearch, replaceFound } from "../exchange/find-secrets.ts";
import { privateNotKept } from "../exchange/key-form.ts";
import type { ExactNumber } from "../json/exact-number.ts";
import { isJsonObject, type JsonValue } from "../json/json.ts";
import { readJson } from "../json/read-json.ts";
import { isPrivateField, type StatsigUser } from "./statsig-user.ts";

/** A shorter text occurs by chance: encoded, inside of other text, or as a name or number. */
const minEncodedLength = 8;
const minAloneLength = 6;

interface Leaf {
  readonly name: string;
  readonly value: string | number | ExactNumber | boolean;
}

/** How a text is masked. */
export interface PrivateMaskOptions {
  /** Masks each JSON text that is equal to a private text, however short: for what a server sent back, where it may be an echo under any name. */
  readonly masksShortTexts?: boolean;
}

/**
 * Creates a function that masks the values of a user's private attributes: in any encoding where the value is long enough to be recognized, as a whole JSON
 * value if it has six characters or more, and otherwise after the name of its attribute. Returns null for a user without any.
 */
export function createPrivateMask(
  user: StatsigUser,
  { masksShortTexts = false }: PrivateMaskOptions = {},
): ((text: string) => string) | null {
  const leaves = Object.entries(user)
    .filter(([name]) => isPrivateField(name))
    .flatMap(([name, value]) => leavesOf(name, value));
  if (leaves.length === 0) return null;

  const texts = leaves.map(({ value }) => String(value));
  const find = createSecretSearch(
    texts.filter((text) => text.length >= minEncodedLength),
    { findsForms: false },
  );
  const patterns = leaves.flatMap((leaf) => patternsOf(leaf, masksShortTexts));
  return (text) => {
    const encodedMasked = replaceFound(
      text,
      find(text).map((found) => ({ ...found, mask: privateNotKept })),
    );
    return patterns.reduce((rest, { pattern, replacement }) => rest.replace(pattern, replacement), encodedMasked);
  };
}

/** Masks the private attributes of a user in every text of a value that a server sent back, names included. */
export function maskPrivateIn<Content extends JsonValue | object>(content: Content, user: StatsigUser): Content {
  const mask = createPrivateMask(user, { masksShortTexts: true });
  if (mask === null) return content;
  const json = JSON.stringify(content);
  const masked = mask(json);
  // Masking changes only texts, so the type stays the same.
  return masked === json ? content : (readJson(masked) as Content);
}

function leavesOf(name: string, value: JsonValue): Leaf[] {
  if (Array.isArray(value)) return value.flatMap((entry) => leavesOf(name, entry));
  if (isJsonObject(value)) return Object.entries(value).flatMap(([field, entry]) => leavesOf(field, entry));
  return value === null || value === "" ? [] : [{ name, value }];
}

interface Replacement {
  readonly pattern: RegExp;
  readonly replacement: string;
}

/** `"plan":"gold"` and `\"plan\":\"gold\"`, a value of some length also without its name, and a shorter text where it is the whole value. */
function patternsOf({ name, value }: Leaf, masksShortTexts: boolean): Replacement[] {
  const literal = escapePattern(typeof value === "string" ? JSON.stringify(value).slice(1, -1) : JSON.stringify(value));
  const quoted = typeof value === "string" ? `(?<q>\\\\*")${literal}\\k<q>` : `${literal}(?![\\w.])`;
  const before = `(?<n>\\\\*")${escapePattern(JSON.stringify(name).slice(1, -1))}\\k<n>\\s*:\\s*`;
  const named = { pattern: new RegExp(`(?<before>${before})${quoted}`, "g"), replacement: `$<before>$<n>${privateNotKept}$<n>` };
  if (literal.length < minAloneLength) {
    const isWhole = masksShortTexts && typeof value === "string";
    const whole = {
      pattern: new RegExp(`(?<=[:,[]\\s{0,64}|^\\s{0,64})${quoted}(?!\\s{0,64}:)`, "g"),
      replacement: `$<q>${privateNotKept}$<q>`,
    };
    return isWhole ? [named, whole] : [named];
  }
  const alone =
    typeof value === "string"
      ? { pattern: new RegExp(quoted, "g"), replacement: `$<q>${privateNotKept}$<q>` }
      : { pattern: new RegExp(`(?<=[\\s:,[])${quoted}`, "g"), replacement: `"${privateNotKept}"` };
  return [named, alone];
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
