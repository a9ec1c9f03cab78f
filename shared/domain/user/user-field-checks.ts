import { isJsonNumber, type JsonNumber, losesDigits, toDouble } from "../json/exact-number.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json/json.ts";
import { defaultTiers } from "../project/default-tiers.ts";

/** A warning about one field's value: a sentence, and the intended value if it is obvious. */
export type FieldFinding = { path: string[]; message: string; fixed?: { label: string; value: JsonValue } };

/** Checks a documented field of the user and returns only what is unusual (statsig-http.md §3, statsig-evaluation.md §4, §6). */
export function checkField(name: string, value: JsonValue): FieldFinding[] {
  const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
  return check === undefined || value === null ? [] : check(value, [name]);
}

type Check = (value: JsonValue, path: string[]) => FieldFinding[];

const checks: Readonly<Record<string, Check>> = {
  userID: checkId,
  customIDs: (value, path) => inObject(value, path, (id, name) => checkId(id, [...path, name])),
  email: (value, path) => inText(value, path, (text) => (text.includes("@") ? [] : [{ path, message: "An e-mail address has an @." }])),
  ip: (value, path) => inText(value, path, (text) => checkIp(text, path)),
  userAgent: (value, path) => inText(value, path, (text) => checkUserAgent(text, path)),
  country: (value, path) => inText(value, path, (text) => checkCountry(text, path)),
  locale: (value, path) => inText(value, path, (text) => checkLocale(text, path)),
  appVersion: (value, path) => inText(value, path, (text) => checkVersion(text, path)),
  custom: (value, path) => inObject(value, path, (entry, name) => checkCustom(entry, [...path, name])),
  privateAttributes: (value, path) => inObject(value, path, (entry, name) => checkCustom(entry, [...path, name])),
  statsigEnvironment: checkEnvironment,
};

/** Holds the length above which an SDK warns that the ID may be trimmed (statsig-http.md §3). */
const maxIdLength = 128;

function checkId(id: JsonValue, path: string[]): FieldFinding[] {
  if (isJsonNumber(id)) {
    const message = losesDigits(id)
      ? roundedText("This ID is a number", id)
      : "This ID is a number; Statsig’s engines write large or broken numbers differently, which gives different buckets.";
    return [{ path, message, fixed: { label: "Make it text", value: String(id) } }];
  }
  return inText(id, path, (text) =>
    text.length > maxIdLength ? [{ path, message: `This ID has ${text.length} characters; Statsig may cut it after ${maxIdLength}.` }] : [],
  );
}

function checkIp(ip: string, path: string[]): FieldFinding[] {
  if (ip.includes(":")) return [{ path, message: "Statsig finds the country of IPv4 addresses only; set the country for this one." }];
  const parts = ip.split(".");
  const isIpv4 = parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
  return isIpv4 ? [] : [{ path, message: "This is not an IPv4 address (four numbers up to 255), so Statsig finds no country for it." }];
}

const maxUserAgentLength = 1000;

function checkUserAgent(text: string, path: string[]): FieldFinding[] {
  return text.length > maxUserAgentLength
    ? [{ path, message: `Statsig ignores a user agent of more than ${maxUserAgentLength} characters.` }]
    : [];
}

function checkCountry(country: string, path: string[]): FieldFinding[] {
  if (/^[a-z]{2}$/i.test(country)) return [];
  return [{ path, message: "Statsig’s country rules use two-letter codes, such as DE; this matches none of them." }];
}

function checkLocale(locale: string, path: string[]): FieldFinding[] {
  return /^[a-z]{2,3}(?:[_-][a-z0-9]{2,8})*$/i.test(locale) ? [] : [{ path, message: "A locale usually looks like en_US or de." }];
}

function checkVersion(version: string, path: string[]): FieldFinding[] {
  // Statsig ignores everything after the first “-” and compares the rest number by number (statsig-evaluation.md §7.5).
  if (/^\d+(?:\.\d+)*(?:-.*)?$/.test(version)) return [];
  const message = "Versions are compared as numbers between dots; the engines disagree on anything else, or never match it.";
  const withoutV = /^v(\d+(?:\.\d+)*(?:-.*)?)$/i.exec(version)?.[1];
  return [withoutV === undefined ? { path, message } : { path, message, fixed: { label: `Use ${withoutV}`, value: withoutV } }];
}

/** Statsig's engines compare and hash doubles (statsig-evaluation.md §4). */
function roundedText(subject: string, number: JsonNumber): string {
  const double = toDouble(number);
  return `${subject} with more digits than Statsig’s engines keep: they read ${Number.isFinite(double) ? double : "an infinite number"}.`;
}

function checkCustom(value: JsonValue, path: string[]): FieldFinding[] {
  if (isJsonNumber(value) && losesDigits(value))
    return [{ path, message: roundedText("This is a number", value), fixed: { label: "Make it text", value: String(value) } }];
  if (Array.isArray(value)) {
    const others = value.filter((entry) => typeof entry !== "string");
    return others.length === 0
      ? []
      : [{ path, message: "Statsig documents lists of texts only; the engines compare other entries differently." }];
  }
  if (value === null)
    return [{ path, message: "A null here hides a private attribute of the same name in some engines, and counts as missing in rules." }];
  return isJsonObject(value) ? [{ path, message: "Rules cannot read the fields of an object; make them separate fields." }] : [];
}

/** Statsig's tiers by the names that other systems use. */
const tierLabels: Readonly<Record<string, string>> = {
  prod: "production",
  live: "production",
  stage: "staging",
  stg: "staging",
  dev: "development",
  local: "development",
};

function checkEnvironment(environment: JsonValue, path: string[]): FieldFinding[] {
  if (!isJsonObject(environment)) {
    const message = "The environment is an object with a tier.";
    return [
      typeof environment === "string"
        ? { path, message, fixed: { label: `Use it as the tier`, value: { tier: environment } } }
        : { path, message },
    ];
  }
  const { tier } = environment;
  if (tier === undefined || tier === null || tier === "") return checkTierSpelling(environment, path);
  const tierPath = [...path, "tier"];
  return inText(tier, tierPath, (text) => {
    if (defaultTiers.some(({ name }) => name === text.toLowerCase())) return [];
    const message = "This is none of Statsig’s own tiers (production, staging, development); it counts only if the project has it.";
    const meant = tierLabels[text.toLowerCase()];
    return [
      meant === undefined ? { path: tierPath, message } : { path: tierPath, message, fixed: { label: `Use ${meant}`, value: meant } },
    ];
  });
}

function checkTierSpelling(environment: JsonObject, path: string[]): FieldFinding[] {
  const misspelt = Object.keys(environment).find((name) => name !== "tier" && name.toLowerCase() === "tier");
  if (misspelt === undefined) return [];
  const value = Object.fromEntries(Object.entries(environment).map(([name, entry]) => [name === misspelt ? "tier" : name, entry]));
  return [{ path, message: `Some engines accept “tier” only, not “${misspelt}”.`, fixed: { label: "Write tier", value } }];
}

/** Checks a text. Surrounding blanks cause a warning of their own and are removed before the other checks. */
function inText(value: JsonValue, path: string[], checkText: (text: string) => FieldFinding[]): FieldFinding[] {
  if (isJsonNumber(value) || typeof value === "boolean") {
    return [{ path, message: "Statsig expects a text here.", fixed: { label: "Make it text", value: String(value) } }];
  }
  if (typeof value !== "string") return value === null ? [] : [{ path, message: "Statsig expects a text here." }];
  const trimmed = value.trim();
  if (trimmed === "") return value === "" ? [] : [{ path, message: "The text has only blanks.", fixed: { label: "Empty it", value: "" } }];
  const blanks = {
    path,
    message: "The text begins or ends with blanks, which Statsig keeps as part of it.",
    fixed: { label: "Remove the blanks", value: trimmed },
  };
  return [...(trimmed === value ? [] : [blanks]), ...checkText(trimmed)];
}

function inObject(value: JsonValue, path: string[], checkEntry: (entry: JsonValue, name: string) => FieldFinding[]): FieldFinding[] {
  if (!isJsonObject(value)) return [{ path, message: "Statsig expects an object here; it ignores anything else." }];
  return Object.entries(value).flatMap(([name, entry]) => checkEntry(entry, name));
}
