import type { CompareEntity, EqualWay, EqualWaysRequest } from "#shared/domain/comparison/compare-request.ts";
import { type Cause, isSameAnswer } from "#shared/domain/comparison/comparison.ts";
import { isUnitIdPart } from "#shared/domain/comparison/comparison-text.ts";
import { type Comparison, compareSubjects } from "./compare.ts";
import { toEntity } from "./entity-kinds.ts";
import type { Subject } from "./subject.ts";
import { withParts } from "./subject-parts.ts";

const maxWays = 3;
const maxNamed = 50;

/**
 * Lists the smallest edits of either subject that give it the other's answer, at most three, and what else becomes equal by each. Every edit was
 * evaluated. A cause that contains rules has none: they are not edited here.
 */
export function equalWays({
  reference,
  compared,
  other,
  entity,
  others,
}: Pick<EqualWaysRequest, "other" | "entity" | "others"> & { readonly reference: Subject; readonly compared: Subject }): EqualWay[] {
  const towards = compareSubjects(reference, compared);
  const back = compareSubjects(compared, reference);
  const wanted = [
    { subject: other, comparison: towards, from: compared, to: reference },
    { subject: 0, comparison: back, from: reference, to: compared },
  ];
  return wanted
    .flatMap(({ subject, comparison, from, to }) =>
      comparison
        .row(toEntity(entity))
        .causes.filter(isEditable)
        .map((cause): EqualWay => {
          const answer = comparison.answerWith(cause.parts, toEntity(entity));
          const { user, tier } = withParts(from, to, cause.parts);
          return { subject, cause, user, tier, answer, alsoEqual: equalWith(comparison, cause, others) };
        }),
    )
    .toSorted((a, b) => a.cause.parts.length - b.cause.parts.length || unitIds(a.cause) - unitIds(b.cause))
    .slice(0, maxWays);
}

function equalWith(comparison: Comparison, { parts }: Cause, others: readonly CompareEntity[]): CompareEntity[] {
  return others
    .filter((entity) => {
      const row = comparison.row(toEntity(entity));
      return row.result === "differs" && isSameAnswer(row.reference, comparison.answerWith(parts, toEntity(entity)));
    })
    .slice(0, maxNamed);
}

/** True if a copy of the subject can be edited so: a user, a tier, a time. */
function isEditable({ parts }: Cause): boolean {
  return parts.every(({ part: { kind } }) => kind === "field" || kind === "tier" || kind === "time");
}

/** Counts unit IDs: another ID is another user, so such edits come last. */
function unitIds({ parts }: Cause): number {
  return parts.filter(({ part }) => isUnitIdPart(part)).length;
}
