import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { JsonObject, JsonValue } from "#shared/domain/json/json.ts";

/** One client's answer, in the fields that all clients have. */
export interface ClientAnswer {
  readonly user: number;
  readonly kind: "gate" | "config" | "layer";
  readonly name: string;
  readonly value: JsonValue;
  readonly ruleId: string | null;
  /** Experiments and autotunes: the group. */
  readonly groupName: string | null;
  /** Layers: the experiment to which the user is allocated. */
  readonly allocatedExperiment: string | null;
}

/** A row of `demo-expected.jsonl.gz`: an answer of `@statsig/statsig-node-core` with the demo definitions. */
export interface ExpectedRow {
  readonly user: number;
  readonly kind: "gate" | "config" | "layer";
  readonly entity: string;
  readonly name: string;
  readonly value: JsonValue;
  readonly rule_id: string;
  readonly group_name: string | null;
  readonly allocated_experiment_name?: string | null;
  /** Null for segments and holdouts, for which the native SDK returns none. */
  readonly secondary_exposures: JsonValue;
}

export const demoUsers: readonly JsonObject[] = linesOf(readFileSync(at("demo-users.jsonl"), "utf8"));
export const expectedRows: readonly ExpectedRow[] = linesOf(gunzipSync(readFileSync(at("demo-expected.jsonl.gz"))).toString());

/** The entities that clients can evaluate: all but segments. */
export const clientRows = expectedRows.filter(({ entity }) => entity !== "segment");

/** Returns the expected row in the fields that all clients have. */
export function expectedAnswer(row: ExpectedRow): ClientAnswer {
  const { user, kind, name, value, rule_id, group_name, allocated_experiment_name } = row;
  return toClientAnswer({
    user,
    kind,
    name,
    value,
    ruleId: rule_id,
    groupName: group_name,
    allocatedExperiment: allocated_experiment_name ?? null,
  });
}

/** Removes what the HTTP API does not return: the rule of a failing gate and the group of a layer. */
export function toClientAnswer(answer: ClientAnswer): ClientAnswer {
  if (answer.kind === "gate") return { ...answer, ruleId: answer.value === true ? answer.ruleId : null, groupName: null };
  return answer.kind === "layer" ? { ...answer, groupName: null } : answer;
}

function linesOf<Row>(text: string): Row[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line): Row => JSON.parse(line));
}

function at(name: string): URL {
  return new URL(`./data/${name}`, import.meta.url);
}
