import type { ParameterExplanation } from "#shared/domain/explanation/parameter-store.ts";
import { isJsonNumber } from "#shared/domain/json/exact-number.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import type { ParameterForm } from "./definitions/forms.ts";
import type { DefinitionKind, PreparedDefinitions } from "./definitions/prepare.ts";
import type { UserEvaluator } from "./engine.ts";

/**
 * Resolves each parameter of a store to the gate, config, experiment or layer that it points to, for one user, as the native SDK does
 * (statsig-evaluation.md §10.8). Null for a store that the definitions lack.
 */
export function explainParameters(
  { parameterStores }: PreparedDefinitions,
  name: string,
  evaluator: UserEvaluator,
): ParameterExplanation[] | null {
  const store = parameterStores.get(name);
  return store === undefined
    ? null
    : Object.entries(store.parameters).map(([parameter, form]) => explainParameter(parameter, form, evaluator));
}

/** Returns the entities to which the parameters of a store point, each once; none for a store that the definitions lack. */
export function parameterSources({ parameterStores }: PreparedDefinitions, name: string): NonNullable<ParameterExplanation["from"]>[] {
  const sources = Object.values(parameterStores.get(name)?.parameters ?? {}).flatMap((form) => sourceOf(form) ?? []);
  return [...new Map(sources.map((source) => [`${source.kind} ${source.name}`, source])).values()];
}

function sourceOf(form: ParameterForm): ParameterExplanation["from"] {
  if ("value" in form) return null;
  return "gate_name" in form ? { kind: "gate", name: form.gate_name } : valueSourceOf(form);
}

type ValueForm = Extract<ParameterForm, { param_name: string }>;

function valueSourceOf(form: ValueForm) {
  if ("config_name" in form) return { kind: "config", name: form.config_name } as const;
  return "experiment_name" in form
    ? ({ kind: "experiment", name: form.experiment_name } as const)
    : ({ kind: "layer", name: form.layer_name } as const);
}

/** Resolves one parameter of this form for one user. */
export function explainParameter(name: string, form: ParameterForm, evaluator: UserEvaluator): ParameterExplanation {
  const explained = resolve(form, evaluator);
  const isOtherType = explained.isPresent && !hasType(explained.value, form.param_type);
  const note = isOtherType ? `, which is no ${form.param_type}: an SDK gives the caller’s default` : "";
  return { name, type: form.param_type, ...explained, because: explained.because + note };
}

function resolve(form: ParameterForm, evaluator: UserEvaluator): Omit<ParameterExplanation, "name" | "type"> {
  if ("value" in form) return { from: null, parameter: null, value: form.value, isPresent: true, because: "a fixed value" };
  if ("gate_name" in form) {
    const { state, value, because } = evaluator.explain("gate", form.gate_name);
    const gate = `the gate “${form.gate_name}”`;
    const from = { kind: "gate", name: form.gate_name } as const;
    if (state === "unknown") return { from, parameter: null, value: null, isPresent: false, because: `${gate} is unknown: ${because}` };
    const [verdict, chosen] = value === true ? ["passes", form.pass_value] : ["fails", form.fail_value];
    return { from, parameter: null, value: chosen, isPresent: true, because: `${gate} ${verdict}: ${because}` };
  }
  const from = valueSourceOf(form);
  return resolveIn(from.kind === "layer" ? "layer" : "config", from, form.param_name, evaluator);
}

const kindTexts = { config: "the dynamic config", experiment: "the experiment", layer: "the layer" };

function resolveIn(
  kind: DefinitionKind,
  from: { readonly kind: "config" | "experiment" | "layer"; readonly name: string },
  parameter: string,
  evaluator: UserEvaluator,
): Omit<ParameterExplanation, "name" | "type"> {
  const { state, value, because } = evaluator.explain(kind, from.name);
  const source = `${kindTexts[from.kind]} “${from.name}”`;
  const isPresent = isJsonObject(value) && Object.hasOwn(value, parameter);
  const found = isPresent ? (value[parameter] ?? null) : null;
  if (isPresent) return { from, parameter, value: found, isPresent, because: `“${parameter}” of ${source}: ${because}` };
  const isUnanswered = state === "not_found" || state === "unknown";
  const why = isUnanswered ? `${source} has no value: ${because}` : `${source} has no parameter “${parameter}” for this user (${because})`;
  return { from, parameter, value: null, isPresent, because: `${why}; an SDK gives the caller’s default` };
}

/** True for a value of the type, and for types that are not known here. */
function hasType(value: JsonValue, type: string): boolean {
  switch (type) {
    case "string":
    case "boolean":
      return typeof value === type;
    case "number":
      return isJsonNumber(value);
    case "array":
      return Array.isArray(value);
    case "object":
      return isJsonObject(value);
    default:
      return true;
  }
}
