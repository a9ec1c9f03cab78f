import { AgreementNote } from "#renderer/parts/many/headline.tsx";
import type { ComparisonRow } from "#shared/domain/comparison/compare-request.ts";
import { countRows } from "#shared/domain/comparison/comparison-summary.ts";
import { describePause } from "#shared/domain/evaluation/slow-down-text.ts";
import { compareLabels } from "./compare-labels.ts";
import type { LiveState } from "./compare-state.ts";
import { checkedEntities } from "./create-comparison.ts";

/** Offers to check the differing answers live, and says how many agree with the rules here once they were. */
export function LiveCheck({
  live,
  rows,
  onCheck,
  onCancel,
}: {
  live: LiveState;
  rows: readonly ComparisonRow[];
  onCheck: () => Promise<void>;
  onCancel: () => void;
}) {
  const count = checkedEntities(rows).length;
  switch (live.is) {
    case "none":
      return count === 0 ? null : (
        <button type="button" className="link" onClick={() => void onCheck()}>
          {compareLabels.checkLive(count, countRows(rows).differing)}
        </button>
      );
    case "checking":
      return (
        <span>
          {compareLabels.checkingLive(live.checked, live.total)}
          {live.continuesAtMs !== null && `; ${describePause(live.continuesAtMs)}`}{" "}
          <button type="button" className="link" onClick={onCancel}>
            {compareLabels.cancel}
          </button>
        </span>
      );
    case "failed":
      return <span>{live.problem}</span>;
    case "checked": {
      const { agreeing, checked, notes } = live.summary;
      return (
        <>
          {checked > 0 && <AgreementNote agreeing={agreeing} checked={checked} text={compareLabels.agreeLive(agreeing, checked)} />}
          {notes.map((note) => (
            <span key={note}>{note}</span>
          ))}
        </>
      );
    }
  }
}
