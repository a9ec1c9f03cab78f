import { type Answer, entityKindLabels, isAnswered } from "../evaluation/evaluation.ts";
import type { SecondaryExposure } from "../evaluation/secondary-exposure.ts";
import { type StatsigUser, withoutPrivate } from "../user/statsig-user.ts";
import type { ExposureDraft, ExposureMark } from "./statsig-event.ts";

export type ExposureOfAnswer =
  | { readonly kind: "draft"; readonly draft: ExposureDraft }
  /** The reason why this answer cannot be logged manually, in a sentence. */
  | { readonly kind: "none"; readonly because: string };

/**
 * Composes the exposure for *Log this exposure*: what a logged check would have written, as far as log_custom_exposure can express it
 * (statsig-http.md §6.2). `computed` are the secondary exposures according to the definitions, for an answer that has none.
 */
export function exposureFromAnswer(
  answer: Answer,
  user: StatsigUser,
  computed: readonly SecondaryExposure[] | null = null,
): ExposureOfAnswer {
  if (!isAnswered(answer.state)) return none("There is no answer, so there is nothing to log.");
  if (answer.isNameHashed) return none("This answer has only the hash of the name, and Statsig requires the name.");
  const shared = {
    time: { kind: "now" as const },
    user: withoutPrivate(user),
    secondaryExposures: [...(answer.secondaryExposures ?? computed ?? [])],
  };
  switch (answer.kind) {
    case "gate":
      return draftOf({ kind: "gate", name: answer.name, passes: answer.value === true, mark: byRule(answer), ...shared });
    case "experiment":
    case "config":
      return draftOf({ kind: "experiment", name: answer.name, mark: byGroupOrRule(answer), ...shared });
    case "layer":
      if (answer.allocatedExperiment === null)
        return none("This user is in no experiment of this layer, and a layer itself cannot be logged manually.");
      return draftOf({ kind: "experiment", name: answer.allocatedExperiment, mark: byGroupOrRule(answer), ...shared });
    case "ranked":
      return none(`Statsig accepts no exposures of ${entityKindLabels.ranked.many}.`);
  }
}

function draftOf(draft: ExposureDraft): ExposureOfAnswer {
  return { kind: "draft", draft };
}

function none(because: string): ExposureOfAnswer {
  return { kind: "none", because };
}

function byRule({ ruleId }: Answer): ExposureMark {
  return { by: "rule", text: ruleId ?? "" };
}

function byGroupOrRule(answer: Answer): ExposureMark {
  return answer.groupName === null || answer.groupName === "" ? byRule(answer) : { by: "group", text: answer.groupName };
}
