import { Glyph } from "#renderer/parts/state/glyph.tsx";
import type { EntityReach, OutcomeReach } from "#shared/domain/expectation/suite-run.ts";
import classes from "./coverage.module.css";
import { testsLabels } from "./tests-labels.ts";

/** Shows one cell for each outcome of an entity, in the order of the rules. `isShort`: without names, where the list below has them. */
export function ReachStrip({
  outcomes,
  impossible,
  isShort = false,
}: Pick<EntityReach, "outcomes"> & { impossible: ReadonlySet<string>; isShort?: boolean }) {
  return (
    <span
      className={classes.reach}
      data-short={isShort || undefined}
      role="img"
      aria-label={outcomes
        .map(
          ({ key, label, reachedBy }) =>
            `${label}, ${reachedBy > 0 ? testsLabels.reached : impossible.has(key) ? testsLabels.cannotBeReached : testsLabels.notReached}`,
        )
        .join("; ")}
    >
      {outcomes.map((outcome) => (
        <i key={outcome.key} data-reach={reachOf(outcome, impossible)} title={outcomeName(outcome)}>
          {outcome.number !== null && <b>{outcome.number}</b>}
          <Glyph state={outcome.state} size={11} />
          {!isShort && <span className="ell">{shortName(outcome)}</span>}
        </i>
      ))}
    </span>
  );
}

export function reachOf({ key, reachedBy }: OutcomeReach, impossible: ReadonlySet<string>): "reached" | "missing" | "impossible" {
  if (reachedBy > 0) return "reached";
  return impossible.has(key) ? "impossible" : "missing";
}

/** `US and Canada, inside 50 %`, without the number of the rule. */
export function outcomeName({ number, title, side }: OutcomeReach): string {
  if (number === null) return testsLabels.otherwise;
  return side === null ? title : `${title}, ${side}`;
}

/** In a cell, the side of a percentage says more than the name, which the cell beside it has as well. */
function shortName(outcome: OutcomeReach): string {
  return outcome.number === null || outcome.side === null ? outcomeName(outcome) : outcome.side;
}
