import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import type { AutotuneForm } from "./definitions/forms.ts";
import type { Subject } from "./look-ups/subject.ts";
import { decidedResult, type SpecResult, unknownResult } from "./results.ts";
import { bucketOf } from "./values/hashing.ts";

type Group = AutotuneForm["groups"][number];

export function hasStarted({ enabled, groups }: AutotuneForm): boolean {
  return enabled && groups.length > 0;
}

/**
 * Chooses the group of a contextual autotune (statsig-evaluation.md §12.1) and describes the choice. Unknown where the engine chooses
 * randomly.
 */
export function chooseGroup(
  name: string,
  autotune: AutotuneForm,
  isTargeted: boolean,
  subject: Subject,
): { result: SpecResult; note: string } {
  const standing = (ruleId: string, note: string) => ({ result: result(name, ruleId, autotune.defaultValue, null, false), note });
  const chosen = (group: Group, suffix: string, note: string) => ({
    result: result(name, group.id + suffix, group.parameterValues, group.name, true),
    note,
  });
  const drawn = (note: string) => ({ result: unknownResult(name, [note], null), note });
  if (!hasStarted(autotune)) return standing("prestart", "The autotune has not started.");
  if (!isTargeted) return standing("inlineTargetingRules", "The autotune’s targeting gate does not pass.");

  const { groups, config, sampleRate } = autotune;
  const place = bucketOf(`${autotune.salt}.${subject.unitNamed(autotune.idType).text ?? ""}`, 10_000);
  if (config == null) {
    const group = groups[Math.floor(place / (10_000 / groups.length))];
    return group === undefined
      ? drawn("It has no groups.")
      : chosen(group, ":explore", "Nothing is learnt yet, so a hash of the unit chooses the group.");
  }
  if (place < sampleRate * 10_000)
    return drawn("The autotune explores with this unit and draws its group by lot, so nobody can say which it gets.");
  const best = bestGroup(autotune, subject);
  return best === null
    ? drawn("No group of the autotune has learnt anything, so it draws one by lot.")
    : chosen(best.group, "", `The group scores best for this user, with ${best.score}.`);
}

function result(name: string, ruleId: string, value: JsonValue, groupName: string | null, isOn: boolean): SpecResult {
  return decidedResult({
    outcome: isOn ? "matched" : "no_rule",
    name,
    isOn,
    value: isJsonObject(value) ? value : null,
    ruleId,
    groupName,
    isExperimentGroup: false,
    explicitParameters: null,
  });
}

function bestGroup({ groups, config, higherIsBetter }: AutotuneForm, subject: Subject): { group: Group; score: number } | null {
  const scored = groups.flatMap((group) => {
    const score = scoreOf(config?.[group.id], subject);
    return score === null ? [] : [{ group, score }];
  });
  // Of equal ones the first wins.
  return scored.reduce<(typeof scored)[number] | null>((best, next) => {
    if (best === null) return next;
    return (higherIsBetter ? next.score > best.score : next.score < best.score) ? next : best;
  }, null);
}

/** A group without weights has no score, whatever its intercept. */
function scoreOf(learnt: NonNullable<AutotuneForm["config"]>[string] | undefined, subject: Subject): number | null {
  if (learnt === undefined) return null;
  const categorical = Object.entries(learnt.weightsCategorical);
  const numerical = Object.entries(learnt.weightsNumerical);
  if (categorical.length + numerical.length === 0) return null;
  const field = (name: string) => subject.fieldNamed(name);
  const ofCategories = categorical.map(([name, weights]) => {
    const found = field(name);
    const text = found.text ?? JSON.stringify(found.json);
    return found.isPresent && Object.hasOwn(weights, text) ? (weights[text] ?? 0) : 0;
  });
  const ofNumbers = numerical.map(([name, weight]) => (field(name).number ?? 0) * weight);
  return [...ofCategories, ...ofNumbers].reduce((sum, part) => sum + part, learnt.intercept + learnt.alpha);
}
