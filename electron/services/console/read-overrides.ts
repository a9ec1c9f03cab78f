import type { ConsoleOverride } from "#shared/domain/explanation/user-override.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { parseJson } from "#shared/domain/json/parse-json.ts";

export interface ReadOverrides {
  readonly overrides: readonly ConsoleOverride[];
  /** What is not as documented, one sentence each. */
  readonly notes: readonly string[];
}

/** The ID and its type, with which the overrides were requested. */
export interface AskedId {
  readonly idType: string;
  readonly value: string;
}

/** The documented sections of a response (statsig-http.md §15.2). */
const sections = { gates: "gate", holdouts: "holdout", experiments: "experiment", autotunes: "autotune", layers: "layer" } as const;
type Kind = (typeof sections)[keyof typeof sections];

type Named = Pick<ConsoleOverride, "gives" | "environment" | "experiment">;

/**
 * Reads a response of `/overrides` for one ID; null if it is not one. Statsig narrows the lists to the ID; an ID that is not the requested one is left out all
 * the same, and an entity that has none of the documented lists with the ID is a note.
 */
export function readConsoleOverrides(body: string, asked: AskedId): ReadOverrides | null {
  const answer = parseJson(body);
  if (!isJsonObject(answer) || !isJsonObject(answer.data)) return null;
  const { data } = answer;
  const overrides: ConsoleOverride[] = [];
  const notes: string[] = [];
  for (const [section, content] of Object.entries(data)) {
    const kind = Object.hasOwn(sections, section) ? sections[section as keyof typeof sections] : null;
    if (!Array.isArray(content)) {
      if (content !== null) notes.push(`“${section}” of the console’s response is not a list, so it was not read.`);
      continue;
    }
    if (kind === null) {
      if (content.length > 0) notes.push(`“${section}” of the console’s response is not documented, so it was not read.`);
      continue;
    }
    for (const entity of content) {
      const name = isJsonObject(entity) ? textOf(entity.id) || textOf(entity.name) : "";
      if (!isJsonObject(entity) || name === "") {
        notes.push(`An entry of “${section}” in the console’s response has no name, so it was not read.`);
        continue;
      }
      const named = namedIn(kind, entity, asked);
      if (named.length === 0) notes.push(`The console lists the ${kind} ${name} in a form that is not documented.`);
      overrides.push(...named.map((one) => ({ kind, name, idType: asked.idType, ...one })));
    }
  }
  return { overrides, notes };
}

function namedIn(kind: Kind, entity: JsonObject, { value }: AskedId): Named[] {
  const has = (ids: JsonValue | undefined) => listOf(ids).some((id) => String(id) === value);
  const ofAll = { environment: null, experiment: null };
  if (kind === "gate" || kind === "holdout") {
    const everywhere = [
      ...(has(entity.passingUserIDs) || has(entity.passingCustomIDs) ? [{ ...ofAll, gives: true }] : []),
      ...(has(entity.failingUserIDs) || has(entity.failingCustomIDs) ? [{ ...ofAll, gives: false }] : []),
    ];
    const inEnvironments = objectsIn(entity.environmentOverrides).flatMap(({ environment, passingIDs, failingIDs }): Named[] => {
      const place = { environment: textOf(environment) || null, experiment: null };
      return [...(has(passingIDs) ? [{ ...place, gives: true }] : []), ...(has(failingIDs) ? [{ ...place, gives: false }] : [])];
    });
    // The list for all environments may be repeated as one without an environment.
    const isRepeated = ({ gives, environment }: Named) => environment === null && everywhere.some((one) => one.gives === gives);
    return [...everywhere, ...inEnvironments.filter((one) => !isRepeated(one))];
  }
  const groups = kind === "layer" ? objectsIn(entity.idOverrides) : objectsIn(entity.userIDOverrides);
  return groups.flatMap(({ ids, groupID, groupName, environment, experimentName }): Named[] => {
    const gives = textOf(kind === "layer" ? groupName : groupID);
    if (!has(ids) || gives === "") return [];
    return [{ gives, environment: textOf(environment) || null, experiment: kind === "layer" ? textOf(experimentName) || null : null }];
  });
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function objectsIn(value: JsonValue | undefined): JsonObject[] {
  return listOf(value).filter(isJsonObject);
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}
