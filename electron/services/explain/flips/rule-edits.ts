import { SpecEvaluator } from "../engine/evaluate-specs.ts";
import type { EditSource, RuleEdit, RuleEditsRequest } from "./changed-rules.ts";
import { groupEdits } from "./group-splits.ts";
import { percentageEdits } from "./percentages.ts";
import { slotEdits } from "./slot-shares.ts";

/** Yields the smallest changes of the rules on which this answer depended: percentages, group ends, and slots of layers. They are not evaluated yet. */
export function* ruleEdits(request: RuleEditsRequest): Generator<RuleEdit> {
  const { subject } = new SpecEvaluator(request.prepared, request.user, request.options).context;
  const from: EditSource = { ...request, subject };
  yield* percentageEdits(from);
  yield* groupEdits(from);
  yield* slotEdits(from);
}
