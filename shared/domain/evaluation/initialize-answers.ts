import type { Answer, EntityKind, SecondaryExposure } from "#shared/domain/evaluation/evaluation.ts";
import type { KnownName } from "#shared/domain/evaluation/known-name.ts";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { parseJson } from "#shared/domain/json/parse-json.ts";
import { type AnswerContext, type Finding, toAnswer } from "./answer-context.ts";
import { groupFinding, layerFinding } from "./answers.ts";
import { describeBody, readNoAnswer, readUnreadable } from "./no-answer.ts";
import { describeRule, isNoRule, nameRule, reservedRuleText } from "./rule-text.ts";

/**
 * Holds one call of initialize: every gate, config, experiment and layer of one user (statsig-http.md §9). Initialize logs no exposures.
 */
export type AskedInitialize = { exchange: Exchange; body: string | null; context: AnswerContext };

/** Why nothing can be read from this call, as one nameless answer that stands for the whole; null where `readInitialize` finds its answers. */
export function readInitializeProblem({ exchange, body, context }: AskedInitialize): Answer | null {
  const snooze = { exchange, context: { ...context, isLogging: false } };
  const noAnswer = readNoAnswer({ ...snooze, kind: "gate", body });
  if (noAnswer !== null) return toAnswer("gate", "", snooze, noAnswer);
  const values = parseJson(body);
  const came = values === undefined ? describeBody(body) : describeUnusual(values);
  return came === null ? null : toAnswer("gate", "", snooze, readUnreadable(snooze, came));
}

/**
 * Every answer of the call: gates, then configs and experiments, then layers, in Statsig's order; none where `readInitializeProblem` tells why.
 * `resolveName` gives the name behind a hash, where something known hashes to it. Reads the formats init-v1 and init-v2.
 */
export function readInitialize(asked: AskedInitialize & { resolveName: (hash: string) => string | null }): Answer[] {
  const values = parseJson(asked.body);
  if (!isJsonObject(values) || readInitializeProblem(asked) !== null) return [];
  const reading = new Reading(values, asked);
  const layers = entriesOf(values.layer_configs).map(([key, entry]) => reading.layer(key, entry));
  const layerOf = new Map(layers.map(({ allocatedExperiment, name }) => [allocatedExperiment, name]));
  return [
    ...entriesOf(values.feature_gates).map(([key, entry]) => reading.gate(key, entry)),
    ...entriesOf(values.dynamic_configs).map(([key, entry]) => reading.config(key, entry, layerOf)),
    ...layers,
  ];
}

/** What the readers of single entries share: how names are hashed, the pools of init-v2, and what is known already. */
class Reading {
  readonly #values: JsonObject;
  readonly #asked: AskedInitialize & { resolveName: (hash: string) => string | null };
  readonly #known: ReadonlyMap<string, KnownName>;

  constructor(values: JsonObject, asked: AskedInitialize & { resolveName: (hash: string) => string | null }) {
    this.#values = values;
    this.#asked = asked;
    this.#known = new Map(asked.context.catalog?.names.map((known) => [`${known.kind} ${known.name}`, known]));
  }

  gate(key: string, entry: JsonObject): Answer {
    const value = (entry.value ?? entry.v) === true;
    const ruleId = ruleIdOf(entry);
    const state = value ? "pass" : "fail";
    return this.#answer("gate", this.#named(key), entry, {
      state,
      value,
      ruleId,
      because: gateBecause(value, ruleId, this.#ruleName(ruleId)),
    });
  }

  config(key: string, entry: JsonObject, layerOf: ReadonlyMap<string | null, string>): Answer {
    const named = this.#named(key);
    const ruleId = ruleIdOf(entry);
    const groupName = textIn(entry.group_name ?? entry.gn);
    const facts = { value: this.#valueOf(entry), ruleId, groupName };
    if (!this.#isExperiment(named.name, entry)) {
      return this.#answer("config", named, entry, {
        ...facts,
        ...configFinding(ruleId, groupName ?? this.#ruleName(ruleId), entry.passed ?? entry.p),
      });
    }
    const finding = experimentFinding(ruleId, groupName, entry.is_user_in_experiment ?? entry.ue);
    return this.#answer("experiment", named, entry, { ...facts, ...finding, layerName: layerOf.get(named.name) ?? null });
  }

  layer(key: string, entry: JsonObject): Answer {
    const ruleId = ruleIdOf(entry);
    const hash = textIn(entry.allocated_experiment_name ?? entry.ae);
    const experiment = hash === null ? null : this.#named(hash);
    const spoken = experiment && (experiment.isNameHashed ? "an experiment with a hashed name" : `the experiment “${experiment.name}”`);
    return this.#answer("layer", this.#named(key), entry, {
      ...layerFinding(ruleId, spoken),
      value: this.#valueOf(entry),
      ruleId,
      groupName: textIn(entry.group_name ?? entry.gn),
      allocatedExperiment: experiment?.name ?? null,
    });
  }

  #answer(kind: EntityKind, { name, isNameHashed }: Named, entry: JsonObject, finding: Finding): Answer {
    const known = this.#known.get(`${kind} ${name}`);
    return toAnswer(kind, name, this.#asked, {
      ...finding,
      isNameHashed,
      idType: textIn(entry.id_type ?? entry.i) ?? known?.idType ?? null,
      layerName: finding.layerName ?? known?.layerName ?? null,
      secondaryExposures: this.#exposuresOf(entry),
      isLogged: false,
    });
  }

  #ruleName(ruleId: string): string | null {
    return this.#asked.context.ruleName?.(ruleId) ?? null;
  }

  #named(key: string): Named {
    if (this.#values.hash_used === "none") return { name: key, isNameHashed: false };
    const name = this.#asked.resolveName(key);
    return { name: name ?? key, isNameHashed: name === null && hashForm.test(key) };
  }

  /** Statsig puts experiments and dynamic configs into one map; only experiments carry the fields about experiments. */
  #isExperiment(name: string, entry: JsonObject): boolean {
    if (this.#known.has(`experiment ${name}`)) return true;
    if (this.#known.has(`config ${name}`)) return false;
    return [entry.is_experiment_active, entry.is_user_in_experiment, entry.ea, entry.ue].some((mark) => typeof mark === "boolean");
  }

  /** init-v2 keeps values in a pool, by key. */
  #valueOf(entry: JsonObject): JsonValue {
    const value = entry.value ?? entry.v ?? null;
    const pool = this.#values.values;
    return typeof value === "string" && isJsonObject(pool) ? (pool[value] ?? null) : value;
  }

  /** Exposures are written out, or keys into a pool in newer answers. */
  #exposuresOf(entry: JsonObject): SecondaryExposure[] {
    const listed = entry.secondary_exposures ?? entry.s;
    const pool = isJsonObject(this.#values.exposures) ? this.#values.exposures : {};
    if (!Array.isArray(listed)) return [];
    return listed.flatMap((exposure) => {
      const found = typeof exposure === "string" ? pool[exposure] : exposure;
      if (!isJsonObject(found) || typeof found.gate !== "string") return [];
      return [{ gate: this.#named(found.gate).name, gateValue: String(found.gateValue ?? ""), ruleID: textIn(found.ruleID) ?? "" }];
    });
  }
}

type Named = { name: string; isNameHashed: boolean };

/** djb2 in decimal, or SHA-256 in Base64. */
const hashForm = /^(?:\d{1,10}|[A-Za-z0-9+/]{43}=)$/;

function gateBecause(isPassing: boolean, ruleId: string, ruleName: string | null): string {
  if (reservedRuleText(ruleId) !== null)
    return isPassing && isNoRule(ruleId) ? `${describeRule(ruleId, null)}, and it passes by default` : describeRule(ruleId, null);
  return isPassing ? describeRule(ruleId, ruleName) : `${nameRule(ruleId, ruleName)} matched and does not let this user in`;
}

function configFinding(ruleId: string, ruleName: string | null, hasPassed: JsonValue | undefined): Pick<Answer, "state" | "because"> {
  if (isNoRule(ruleId)) return { state: "default", because: describeRule(ruleId, ruleName) };
  // A matching rule decides even if its percentage excludes the user (statsig-evaluation.md §1).
  if (hasPassed === false) return { state: "default", because: `${nameRule(ruleId, ruleName)} matched and does not let this user in` };
  return { state: "value", because: describeRule(ruleId, ruleName) };
}

function experimentFinding(ruleId: string, groupName: string | null, isIn: JsonValue | undefined): Pick<Answer, "state" | "because"> {
  const isInNamelessGroup = isIn === true && groupName === null && reservedRuleText(ruleId) === null;
  return isInNamelessGroup
    ? { state: "group", because: "this unit is in the experiment; its group is not named" }
    : groupFinding(ruleId, groupName);
}

/** init-v2 leaves the rule out where it is `default`. */
function ruleIdOf(entry: JsonObject): string {
  const ruleId = entry.rule_id ?? entry.r;
  return typeof ruleId === "string" ? ruleId : "default";
}

function textIn(value: JsonValue | undefined): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function entriesOf(map: JsonValue | undefined): [string, JsonObject][] {
  return isJsonObject(map) ? Object.entries(map).filter((entry): entry is [string, JsonObject] => isJsonObject(entry[1])) : [];
}

function describeUnusual(values: JsonValue): string | null {
  if (isJsonObject(values) && values.has_updates === false) return "“nothing has changed”, although nothing older is kept here";
  return isJsonObject(values) && isJsonObject(values.feature_gates) ? null : "JSON that is no answer of initialize";
}
