import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";

/** One edit of the invented history: who made a version, when, and what the version before it had instead. */
interface Edit {
  readonly by: string;
  /** Before the time of the definitions. */
  readonly hoursAgo: number;
  readonly before: (version: JsonObject) => JsonObject;
}

/** The last edits of a few entities of the demo project, the newest first. Other entities have one version. */
const edits: Readonly<Record<string, readonly Edit[]>> = {
  checkout_v2: [
    { by: "Nora Lindqvist", hoursAgo: 2, before: (version) => withRule(version, "US and Canada", { passPercentage: 25 }) },
    { by: "Bo Ekström", hoursAgo: 27, before: (version) => withoutRule(version, "Germany pilot") },
    {
      by: "Nora Lindqvist",
      hoursAgo: 52,
      before: (version) => withRule(version, "US and Canada", { conditions: [{ type: "country", operator: "any", targetValue: ["US"] }] }),
    },
    { by: "Chi Okafor", hoursAgo: 170, before: (version) => ({ ...version, isEnabled: false }) },
  ],
  ar_preview: [
    {
      by: "Bo Ekström",
      hoursAgo: 5,
      before: (version) =>
        withAdded(version, {
          ...{ id: "9oldDeviceRuleOfDemo00", baseID: "9oldDeviceRuleOfDemo00", name: "Recent phones", passPercentage: 100 },
          conditions: [{ type: "device_model", operator: "any", targetValue: ["iPhone 17"] }],
          environments: null,
        }),
    },
  ],
  shipping_rates: [
    {
      by: "Chi Okafor",
      hoursAgo: 8,
      before: (version) =>
        withRule(version, "Euro zone", { conditions: [{ type: "country", operator: "any", targetValue: ["DE", "FR", "NL"] }] }),
    },
  ],
};

const hourMs = 3_600_000;

/** Returns the versions of an entity as the Console API lists them, the newest first. */
export function versionsOf(current: JsonObject, timeMs: number): JsonObject[] {
  const own = typeof current.id === "string" ? (edits[current.id] ?? []) : [];
  const number = typeof current.version === "number" ? current.version : own.length + 1;
  const first = { ...current, ...authorOf(own[0], timeMs), version: number };
  const versions: JsonObject[] = [first];
  for (const [at, { before }] of own.entries())
    versions.push({ ...before(versions.at(-1) ?? first), ...authorOf(own[at + 1], timeMs), version: number - at - 1 });
  return versions;
}

function authorOf(edit: Edit | undefined, timeMs: number): JsonObject {
  const by = edit?.by ?? "Ada Lovell";
  const [firstName = ""] = by.toLowerCase().split(" ");
  return {
    lastModifierID: `demo-${firstName}`,
    lastModifierName: by,
    lastModifierEmail: `${firstName}@lumenandloom.example`,
    lastModifiedTime: timeMs - (edit?.hoursAgo ?? 24 * 30) * hourMs,
  };
}

function rulesOf({ rules }: JsonObject): readonly JsonValue[] {
  return Array.isArray(rules) ? rules : [];
}

function isNamed(rule: JsonValue, name: string): rule is JsonObject {
  return isJsonObject(rule) && rule.name === name;
}

function withRule(version: JsonObject, name: string, change: JsonObject): JsonObject {
  return { ...version, rules: rulesOf(version).map((rule) => (isNamed(rule, name) ? { ...rule, ...change } : rule)) };
}

function withoutRule(version: JsonObject, name: string): JsonObject {
  return { ...version, rules: rulesOf(version).filter((rule) => !isNamed(rule, name)) };
}

function withAdded(version: JsonObject, rule: JsonObject): JsonObject {
  return { ...version, rules: [...rulesOf(version), rule] };
}
