import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { JsonObject, JsonValue } from "#shared/domain/json/json.ts";

/** What one client was told, in the words that all of them share. */
export interface ToldAnswer {
  readonly user: number;
  readonly kind: "gate" | "config" | "layer";
  readonly name: string;
  readonly value: JsonValue;
  readonly ruleId: string | null;
  /** Experiments and autotunes: the group. */
  readonly groupName: string | null;
  /** Layers: the experiment that owns the user's slot. */
  readonly allocatedExperiment: string | null;
}

/** A row of `demo-expected.jsonl.gz`: what `@statsig/statsig-node-core` answered from the demo definitions. */
export interface ExpectedRow {
  readonly user: number;
  readonly kind: "gate" | "config" | "layer";
  readonly entity: string;
  readonly name: string;
  readonly value: JsonValue;
  readonly rule_id: string;
  readonly group_name: string | null;
  readonly allocated_experiment_name?: string | null;
  /** Null where the native SDK does not tell: segments and holdouts. */
  readonly secondary_exposures: JsonValue;
}

export const demoUsers: readonly JsonObject[] = linesOf(readFileSync(at("demo-users.jsonl"), "utf8"));
export const expectedRows: readonly ExpectedRow[] = linesOf(gunzipSync(readFileSync(at("demo-expected.jsonl.gz"))).toString());

/** What every client is asked for: all but segments, which nobody can ask for. */
export const askedRows = expectedRows.filter(({ entity }) => entity !== "segment");

/** The expected row in the words that all clients share. */
export function toldBy(row: ExpectedRow): ToldAnswer {
  const { user, kind, name, value, rule_id, group_name, allocated_experiment_name } = row;
  return told({ user, kind, name, value, ruleId: rule_id, groupName: group_name, allocatedExperiment: allocated_experiment_name ?? null });
}

/** The HTTP API names no rule for a gate that fails and no group for a layer: clients that do are brought to what it says. */
export function told(answer: ToldAnswer): ToldAnswer {
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
