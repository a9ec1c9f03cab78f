import type { Answer, EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import type { KnownName } from "#shared/domain/evaluation/known-name.ts";
import type { SecondaryExposure } from "#shared/domain/evaluation/secondary-exposure.ts";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { parseJson } from "#shared/domain/json/parse-json.ts";
import { describeRule, isNoRule, nameRule, reservedRuleText } from "../rule-text.ts";
import { type AnswerContext, type AnswerFields, toAnswer } from "./answer-context.ts";
import { allocationOutcome, groupOutcome } from "./answers.ts";
import { describeBody, readNoAnswer, readUnreadable } from "./no-answer.ts";
import { type FieldType, fieldProblem, resultProblem } from "./result-problem.ts";

/**
 * Holds one call of initialize: every gate, config, experiment and layer of one user (statsig-http.md §9). Initialize logs no exposures.
 */
export type InitializeExchange = { exchange: Exchange; body: string | null; context: AnswerContext };

/** Returns one answer without a name that explains why this response has no answers; null if `readInitialize` can read it. */
export function readInitializeProblem({ exchange, body, context }: InitializeExchange): Answer | null {
  // Initialize logs no exposures, whatever the session's switch says.
  const received = { exchange, context: { ...context, isLogging: false } };
  const noAnswer = readNoAnswer({ ...received, kind: "gate", body });
  if (noAnswer !== null) return toAnswer("gate", "", received, noAnswer);
  const values = parseJson(body);
  const unexpected = values === undefined ? describeBody(body) : describeUnexpected(values);
  return unexpected === null ? null : toAnswer("gate", "", received, readUnreadable(received, unexpected));
}

/**
 * Reads every answer of the call: gates, then configs and experiments, then layers, in Statsig's order; none if `readInitializeProblem`
 * returns a problem. `resolveName` returns the known name with this hash, or null. Reads the formats init-v1 and init-v2.
 */
export function readInitialize(received: InitializeExchange & { resolveName: (hash: string) => string | null }): Answer[] {
  const values = parseJson(received.body);
  if (!isJsonObject(values) || readInitializeProblem(received) !== null) return [];
  const reader = new ResponseReader(values, received);
  const layers = entriesOf(values.layer_configs).map(([key, entry]) => reader.layer(key, entry));
  const layerOf = new Map(layers.map(({ allocatedExperiment, name }) => [allocatedExperiment, name]));
  return [
    ...entriesOf(values.feature_gates).map(([key, entry]) => reader.gate(key, entry)),
    ...entriesOf(values.dynamic_configs).map(([key, entry]) => reader.config(key, entry, layerOf)),
    ...layers,
  ];
}

/** Reads the entries of one response; holds its hash algorithm, its init-v2 pools and the known names. */
class ResponseReader {
  readonly #values: JsonObject;
  readonly #received: InitializeExchange & { resolveName: (hash: string) => string | null };
  readonly #known: ReadonlyMap<string, KnownName>;

  constructor(values: JsonObject, received: InitializeExchange & { resolveName: (hash: string) => string | null }) {
    this.#values = values;
    this.#received = received;
    this.#known = new Map(received.context.catalog?.names.map((known) => [`${known.kind} ${known.name}`, known]));
  }

  gate(key: string, received: JsonValue): Answer {
    return this.#read("gate", key, received, (named, entry) => {
      const received = entry.value ?? entry.v;
      if (typeof received !== "boolean" && !(this.#isCompact && received === undefined)) return fieldProblem("value", received, "boolean");
      // The compact format omits `v` for false.
      const value = received === true;
      const ruleId = ruleIdOf(entry);
      const because = gateBecause(value, ruleId, this.#ruleName(ruleId));
      return this.#answer("gate", named, entry, { state: value ? "pass" : "fail", value, ruleId, because });
    });
  }

  config(key: string, received: JsonValue, layerOf: ReadonlyMap<string | null, string>): Answer {
    const kind = isJsonObject(received) && this.#isExperiment(this.#named(key).name, received) ? "experiment" : "config";
    return this.#read(kind, key, received, (named, entry) => this.#valueProblem(entry) ?? this.#readConfig(kind, named, entry, layerOf));
  }

  #readConfig(kind: EntityKind, named: Named, entry: JsonObject, layerOf: ReadonlyMap<string | null, string>): Answer {
    const ruleId = ruleIdOf(entry);
    const groupName = textIn(entry.group_name ?? entry.gn);
    const fields = { value: this.#valueOf(entry), ruleId, groupName };
    if (kind === "config") {
      return this.#answer("config", named, entry, {
        ...fields,
        ...readConfigRule(ruleId, groupName ?? this.#ruleName(ruleId), entry.passed ?? entry.p),
      });
    }
    const group = readExperimentGroup(ruleId, groupName, entry.is_user_in_experiment ?? entry.ue);
    return this.#answer("experiment", named, entry, { ...fields, ...group, layerName: layerOf.get(named.name) ?? null });
  }

  layer(key: string, received: JsonValue): Answer {
    return this.#read("layer", key, received, (named, entry) => this.#valueProblem(entry) ?? this.#readLayer(named, entry));
  }

  #readLayer(named: Named, entry: JsonObject): Answer {
    const ruleId = ruleIdOf(entry);
    const hash = textIn(entry.allocated_experiment_name ?? entry.ae);
    const experiment = hash === null ? null : this.#named(hash);
    const experimentText =
      experiment && (experiment.isNameHashed ? "an experiment with a hashed name" : `the experiment “${experiment.name}”`);
    return this.#answer("layer", named, entry, {
      ...allocationOutcome(ruleId, experimentText),
      value: this.#valueOf(entry),
      ruleId,
      groupName: textIn(entry.group_name ?? entry.gn),
      allocatedExperiment: experiment?.name ?? null,
    });
  }

  /** Reads one entry; an entry of another name, or whose fields have other types than documented, becomes an unknown answer with the reason. */
  #read(kind: EntityKind, key: string, received: JsonValue, read: (named: Named, entry: JsonObject) => Answer | string): Answer {
    const named = this.#named(key);
    const entry = isJsonObject(received) ? received : {};
    const ownName = entry.name === named.name ? named.name : key;
    const problem = isJsonObject(received) ? resultProblem(entry, ownName, entryFields) : `an entry for this name that is no object`;
    const answer = problem ?? read(named, entry);
    if (typeof answer !== "string") return answer;
    const { name, isNameHashed } = named;
    return toAnswer(kind, name, this.#received, { ...readUnreadable(this.#received, answer), isNameHashed, isLogged: false });
  }

  get #isCompact(): boolean {
    return this.#values.response_format === "init-v2";
  }

  /** Returns why the value of an entry is no object, or null. An absent value is accepted. */
  #valueProblem(entry: JsonObject): string | null {
    const value = this.#valueOf(entry);
    if (isJsonObject(value) || (entry.value === undefined && entry.v === undefined)) return null;
    return value === null && typeof entry.v === "string"
      ? "a value key that its values do not contain"
      : fieldProblem("value", value, "object");
  }

  #answer(kind: EntityKind, { name, isNameHashed }: Named, entry: JsonObject, fields: AnswerFields): Answer {
    const known = this.#known.get(`${kind} ${name}`);
    return toAnswer(kind, name, this.#received, {
      ...fields,
      isNameHashed,
      idType: textIn(entry.id_type ?? entry.i) ?? known?.idType ?? null,
      layerName: fields.layerName ?? known?.layerName ?? null,
      secondaryExposures: this.#exposuresOf(entry),
      isLogged: false,
    });
  }

  #ruleName(ruleId: string): string | null {
    return this.#received.context.ruleName?.(ruleId) ?? null;
  }

  #named(key: string): Named {
    if (this.#values.hash_used === "none") return { name: key, isNameHashed: false };
    const name = this.#received.resolveName(key);
    return { name: name ?? key, isNameHashed: name === null && hashForm.test(key) };
  }

  /** Tells experiments from dynamic configs, which share one map: only experiments have the experiment fields. */
  #isExperiment(name: string, entry: JsonObject): boolean {
    if (this.#known.has(`experiment ${name}`)) return true;
    if (this.#known.has(`config ${name}`)) return false;
    return [entry.is_experiment_active, entry.is_user_in_experiment, entry.ea, entry.ue].some((mark) => typeof mark === "boolean");
  }

  /** Resolves a value; init-v2 keeps values in a pool, by key. */
  #valueOf(entry: JsonObject): JsonValue {
    const value = entry.value ?? entry.v ?? null;
    const pool = this.#values.values;
    return typeof value === "string" && isJsonObject(pool) ? (pool[value] ?? null) : value;
  }

  /** Resolves exposures, which are objects, or in newer responses keys into a pool. */
  #exposuresOf(entry: JsonObject): SecondaryExposure[] {
    const listed = entry.secondary_exposures ?? entry.s;
    const pool = isJsonObject(this.#values.exposures) ? this.#values.exposures : {};
    if (!Array.isArray(listed)) return [];
    return listed.flatMap((exposure) => {
      const resolved = typeof exposure === "string" ? pool[exposure] : exposure;
      if (!isJsonObject(resolved) || typeof resolved.gate !== "string") return [];
      return [
        { gate: this.#named(resolved.gate).name, gateValue: String(resolved.gateValue ?? ""), ruleID: textIn(resolved.ruleID) ?? "" },
      ];
    });
  }
}

/** The fields of entries in the formats init-v1 and init-v2 (statsig-http.md §9.3, §9.5), except the value. */
const entryFields: Readonly<Record<string, FieldType>> = {
  rule_id: "text",
  r: "text",
  group_name: "text",
  gn: "text",
  allocated_experiment_name: "text",
  ae: "text",
  is_user_in_experiment: "boolean",
  ue: "boolean",
  is_experiment_active: "boolean",
  ea: "boolean",
  passed: "boolean",
  p: "boolean",
};

type Named = { name: string; isNameHashed: boolean };

/** Matches a djb2 hash in decimal, or SHA-256 in Base64. */
const hashForm = /^(?:\d{1,10}|[A-Za-z0-9+/]{43}=)$/;

function gateBecause(isPassing: boolean, ruleId: string, ruleName: string | null): string {
  if (reservedRuleText(ruleId) !== null)
    return isPassing && isNoRule(ruleId) ? `${describeRule(ruleId, null)}, and it passes by default` : describeRule(ruleId, null);
  return isPassing ? describeRule(ruleId, ruleName) : `${nameRule(ruleId, ruleName)} matched but its pass percentage leaves this user out`;
}

function readConfigRule(ruleId: string, ruleName: string | null, hasPassed: JsonValue | undefined): Pick<Answer, "state" | "because"> {
  if (isNoRule(ruleId)) return { state: "default", because: describeRule(ruleId, ruleName) };
  // A matching rule decides even if its percentage excludes the user (statsig-evaluation.md §1).
  if (hasPassed === false)
    return { state: "default", because: `${nameRule(ruleId, ruleName)} matched but its pass percentage leaves this user out` };
  return { state: "value", because: describeRule(ruleId, ruleName) };
}

function readExperimentGroup(ruleId: string, groupName: string | null, isIn: JsonValue | undefined): Pick<Answer, "state" | "because"> {
  const isInNamelessGroup = isIn === true && groupName === null && reservedRuleText(ruleId) === null;
  return isInNamelessGroup
    ? { state: "group", because: "this unit is in the experiment; its group is not named" }
    : groupOutcome(ruleId, groupName);
}

/** Returns the rule ID; init-v2 omits it when it is `default`. */
function ruleIdOf(entry: JsonObject): string {
  const ruleId = entry.rule_id ?? entry.r;
  return typeof ruleId === "string" ? ruleId : "default";
}

function textIn(value: JsonValue | undefined): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function entriesOf(map: JsonValue | undefined): [string, JsonValue][] {
  return isJsonObject(map) ? Object.entries(map) : [];
}

function describeUnexpected(values: JsonValue): string | null {
  if (isJsonObject(values) && values.has_updates === false) return "“no updates”, although Gatescope has no earlier response";
  if (!isJsonObject(values) || !isJsonObject(values.feature_gates)) return "JSON that is no answer of initialize";
  return resultProblem(values, null, { dynamic_configs: "object", layer_configs: "object", values: "object", hash_used: "text" });
}
