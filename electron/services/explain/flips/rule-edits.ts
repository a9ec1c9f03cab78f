import { SpecEvaluator } from "../engine/evaluate-specs.ts";
import type { EditedFrom, RuleEdit, RuleEditsRequest } from "./changed-rules.ts";
import { groupEdits } from "./group-splits.ts";
import { percentageEdits } from "./percentages.ts";
import { slotEdits } from "./slot-shares.ts";

/** The least changes of what this answer depended on beside the user: percentages, the ends of groups, a layer's slots. None is tried yet. */
export function* ruleEdits(request: RuleEditsRequest): Generator<RuleEdit> {
  const { subject } = new SpecEvaluator(request.prepared, request.user, request.options).context;
  const from: EditedFrom = { ...request, subject };
  yield* percentageEdits(from);
  yield* groupEdits(from);
  yield* slotEdits(from);
}
