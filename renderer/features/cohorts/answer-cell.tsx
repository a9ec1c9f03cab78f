import { Fragment } from "react";
import { Glyph } from "#renderer/parts/state/glyph.tsx";
import type { EntityShares } from "#shared/domain/cohort/cohort.ts";
import classes from "./answer-cell.module.css";
import { cohortsLabels, outcomeWord } from "./cohorts-labels.ts";

/** What one user gets from one entity, in a table. */
export function AnswerCell({ share, code }: { share: EntityShares | undefined; code: number }) {
  const outcome = share?.outcomes[code];
  if (share === undefined || outcome === undefined) return null;
  return (
    <span className={classes.answer} data-is-gate={share.kind === "gate" || undefined}>
      <Glyph state={outcome.isWithoutUnit ? "not_found" : outcome.state} size={13} />
      <span className="ell">{outcomeWord(outcome, share.unit)}</span>
    </span>
  );
}

/** An answer that is not known yet. */
export function PendingCell() {
  return (
    <span className={classes.pending}>
      <span className="sr">{cohortsLabels.pending}</span>
    </span>
  );
}

/** The name of an entity as the head of a column; a long one breaks after each `_`. */
export function BreakingName({ name }: { name: string }) {
  return (
    <code className={classes.name}>
      {name.split("_").map((word, at, words) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the words of a name have no other key
        <Fragment key={at}>
          {word}
          {at < words.length - 1 && "_"}
          <wbr />
        </Fragment>
      ))}
    </code>
  );
}
