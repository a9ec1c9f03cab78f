import type { Case, CaseStore } from "#shared/domain/case/case-file.ts";
import type { ReplayedParameter, ReplayedStore } from "#shared/domain/case/replay.ts";
import type { Cause, Difference } from "#shared/domain/comparison/comparison.ts";
import { isSameParameter, type ParameterExplanation } from "#shared/domain/explanation/parameter-store.ts";
import type { Comparison } from "../compare/compare.ts";
import { preparedRules } from "../compare/prepared-rules.ts";
import type { Entity, Subject } from "../compare/subject.ts";
import type { ParameterForm } from "../explain/engine/definitions/forms.ts";
import { explainParameter, explainParameters } from "../explain/engine/parameter-stores.ts";
import { entityOf, evaluatorOf, subjectOf } from "./case-rules.ts";

/** The parameter stores that the rules of a case resolve otherwise than it says, by their positions, with the names of the parameters that differ. */
export function changedStores(saved: Case): { readonly at: number; readonly parameters: string[] }[] {
  return saved.stores.flatMap(({ subject: of, name, parameters }, at) => {
    const subject = saved.subjects[of];
    const evaluated = subject && subjectOf(saved, subject);
    if (!evaluated) return [];
    const again = explainParameters(preparedRules(evaluated.rules), name, evaluatorOf(evaluated)) ?? [];
    const byName = (all: readonly ParameterExplanation[]) => new Map(all.map((each) => [each.name, each]));
    const [before, after] = [byName(parameters), byName(again)];
    const differing = [...new Set([...before.keys(), ...after.keys()])].filter(
      (each) => !isSameParameter(before.get(each), after.get(each)),
    );
    return differing.length === 0 ? [] : [{ at, parameters: differing }];
  });
}

/** Resolves a store of a case with the rules of both subjects of a comparison, and finds why each parameter differs: each cause was tried by resolving. */
export function replayStore(
  { subject, name }: CaseStore,
  at: number,
  { then, now, comparison }: { readonly then: Subject; readonly now: Subject; readonly comparison: Comparison },
): ReplayedStore {
  const sideOf = (side: Subject) => {
    const evaluator = evaluatorOf(side);
    return {
      forms: preparedRules(side.rules).parameterStores.get(name)?.parameters ?? {},
      resolve: (parameter: string, form: ParameterForm) => explainParameter(parameter, form, evaluator),
    };
  };
  const [before, after] = [sideOf(then), sideOf(now)];
  const names = [...new Set([...Object.keys(before.forms), ...Object.keys(after.forms)])];
  const parameters = names.map((parameter): ReplayedParameter => {
    const [formThen, formNow] = [before.forms[parameter], after.forms[parameter]];
    const resolved = {
      before: formThen === undefined ? null : before.resolve(parameter, formThen),
      now: formNow === undefined ? null : after.resolve(parameter, formNow),
    };
    const isWithStoreOfThen = formThen !== undefined && isSame(resolved.before, after.resolve(parameter, formThen));
    const isWithRulesOfThen = formNow !== undefined && isSame(resolved.before, before.resolve(parameter, formNow));
    return { name: parameter, ...resolved, ...differenceOf(resolved, { name, comparison, isWithStoreOfThen, isWithRulesOfThen }) };
  });
  const results = new Set(parameters.map(({ result }) => result));
  return { at, subject, name, result: results.has("differs") ? "differs" : results.has("undecided") ? "undecided" : "same", parameters };
}

type Resolved = Pick<ReplayedParameter, "before" | "now">;

interface Tried {
  readonly name: string;
  readonly comparison: Comparison;
  /** True if the store as it was then gives the value of then with the rules of now. */
  readonly isWithStoreOfThen: boolean;
  /** True if the rules of then give the value of then with the store as it is now. */
  readonly isWithRulesOfThen: boolean;
}

function differenceOf(resolved: Resolved, { name, comparison, isWithStoreOfThen, isWithRulesOfThen }: Tried): Difference {
  const none = { causes: [], isComplete: true, tried: [] };
  const rows = [resolved.before, resolved.now].map((each) => sourceRow(each, comparison));
  if (rows[0]?.reference.state === "unknown" || rows[1]?.compared.state === "unknown") return { result: "undecided", ...none };
  if (isSame(resolved.before, resolved.now)) return { result: "same", ...none };
  const store: Cause = { parts: [{ part: { kind: "parameter_store", name } }] };
  const ofRules = rows[1]?.causes ?? [];
  const causes = [
    ...(isWithStoreOfThen || resolved.before === null || resolved.now === null ? [store] : []),
    ...(isWithRulesOfThen ? ofRules : []),
  ];
  if (causes.length > 0) return { result: "differs", causes, isComplete: rows[1]?.isComplete ?? true, tried: [] };
  const both = (rows[0]?.causes ?? []).map(({ parts }): Cause => ({ parts: [...store.parts, ...parts] }));
  const tried = both.length > 0 ? [] : [...store.parts, ...(rows[0]?.tried ?? [])].map((each) => ("part" in each ? each.part : each));
  return { result: "differs", causes: both, isComplete: rows[0]?.isComplete ?? true, tried };
}

function sourceRow(parameter: ParameterExplanation | null, comparison: Comparison) {
  const entity: Entity | null = parameter?.from == null ? null : entityOf(parameter.from);
  return entity === null ? undefined : comparison.row(entity);
}

function isSame(one: ParameterExplanation | null, other: ParameterExplanation | null): boolean {
  return isSameParameter(one ?? undefined, other ?? undefined);
}
