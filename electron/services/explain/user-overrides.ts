import { isDeciding } from "#shared/domain/explanation/deciding-rule.ts";
import type { UserOverride } from "#shared/domain/explanation/user-override.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import type { PreparedCondition, ValueCondition } from "./engine/conditions/prepare-condition.ts";
import type { DefinitionKind, PreparedDefinitions, PreparedRule, PreparedSpec } from "./engine/definitions/prepare.ts";
import { evaluatorFor } from "./engine/engine.ts";
import { type EvaluationOptions, SpecEvaluator } from "./engine/evaluate-specs.ts";

const definitionKinds = ["gate", "config", "layer"] as const satisfies readonly DefinitionKind[];
/** A project that names one ID more often is cut here. */
const maxOverrides = 500;

/** Finds the rules and ID lists that name one of the user's IDs, whether they decide or not, with the names that use a segment or gate among them. */
export function overridesIn(prepared: PreparedDefinitions, user: StatsigUser, options: EvaluationOptions): UserOverride[] {
  const { context } = new SpecEvaluator(prepared, user, options);
  const isNamedBy = (condition: PreparedCondition): condition is ValueCondition =>
    condition.kind === "value" &&
    namesIds(condition) &&
    condition.find(context).isPresent &&
    condition.compare(condition.find(context), context.idLists) === true;
  const evaluator = evaluatorFor(prepared, user, options);
  const decides = ({ definitionKind, name, rules }: PreparedSpec, rule: PreparedRule): boolean => {
    const traced = evaluator.explain(definitionKind, name).trace.rules[rules.indexOf(rule)];
    return traced !== undefined && isDeciding(traced);
  };
  const specs = definitionKinds.flatMap((kind) => [...prepared.specs[kind].values()]);
  const found = specs.flatMap((spec) =>
    spec.rules.flatMap((rule) =>
      rule.conditions
        .filter(isNamedBy)
        .slice(0, 1)
        .map((condition) => ({ spec, rule, condition })),
    ),
  );
  return found.slice(0, maxOverrides).map(({ spec, rule, condition }): UserOverride => {
    const { operator, target, field } = condition.details;
    const list = operator === "in_segment_list" && typeof target === "string" ? target : null;
    return {
      source: "rules",
      kind: kindOf(spec),
      name: withoutPrefix(spec.name),
      idType: field ?? spec.idType,
      rule: rule.name ?? rule.groupName,
      list,
      gives: givesOf(spec, rule),
      otherConditions: rule.conditions.filter(({ kind }) => kind !== "always").length - 1,
      passPercentage: rule.passPercentage,
      usedBy: spec.definitionKind === "gate" ? usersOf(specs, spec.name) : [],
      decides: decides(spec, rule),
    };
  });
}

/** An ID is compared with a list of IDs. Other operators, such as a part of a text, name no one ID. */
function namesIds({ details: { type, operator, field } }: ValueCondition): boolean {
  if (operator === "in_segment_list") return true;
  const isId = type === "unit_id" || (type === "user_field" && field?.toLowerCase() === "userid");
  return isId && ["any", "any_case_sensitive", "eq"].includes(operator ?? "");
}

function kindOf({ definitionKind, entity }: PreparedSpec): UserOverride["kind"] {
  switch (entity) {
    case "segment":
    case "holdout":
    case "experiment":
    case "autotune":
      return entity;
    default:
      return definitionKind;
  }
}

/** A rule for 0 % gives everyone whom it names what is outside of it. */
function givesOf({ definitionKind }: PreparedSpec, { inside, outside, passPercentage, groupName }: PreparedRule): UserOverride["gives"] {
  if (definitionKind !== "gate") return passPercentage === 0 ? null : groupName;
  return (passPercentage === 0 ? outside : inside).isOn;
}

/** `segment:staff` is the segment `staff` for a person. */
function withoutPrefix(name: string): string {
  return name.replace(/^segment:/, "");
}

function usersOf(specs: readonly PreparedSpec[], gate: string): string[] {
  const uses = (condition: PreparedCondition) =>
    (condition.kind === "gate" && condition.gate === gate) || (condition.kind === "gates" && condition.gates.includes(gate));
  return specs.filter(({ rules }) => rules.some(({ conditions }) => conditions.some(uses))).map(({ name }) => withoutPrefix(name));
}
