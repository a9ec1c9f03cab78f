import { Popover } from "@mantine/core";
import { CheckCheck, TriangleAlert } from "lucide-react";
import type { Agreement, Opinion } from "#shared/domain/explanation/agreement.ts";
import { formatTimeOfDay } from "#shared/domain/text/format-time.ts";
import { State } from "../../parts/state/state.tsx";
import classes from "./agreement-badge.module.css";
import { agreementLabels } from "./agreement-labels.ts";

/** The label of each source, the same as its provenance label. */
export const opinionText: Record<Opinion["by"], string> = {
  live: "live",
  explained_here: "explained here",
  initialize: "initialize",
  sandbox: "sandbox",
};

/** Shows how many sources agree, and opens a popover with every answer. Renders nothing for fewer than two sources. */
export function AgreementBadge({
  agreement,
  onCheckMore,
}: {
  agreement: Agreement;
  /** Requests the answers of the remaining sources. */
  onCheckMore?: () => void;
}) {
  const { counted, agreeing, isAgreed, opinions } = agreement;
  const sources = opinions.filter(({ isCounted }) => isCounted);
  if (counted < 2) return null;
  return (
    <span className={classes.agreement}>
      <Popover position="bottom-start" width={420} trapFocus returnFocus>
        <Popover.Target>
          <button type="button" className={classes.badge} data-differs={!isAgreed || undefined}>
            {isAgreed ? (
              <CheckCheck size={13} strokeWidth={2.3} aria-hidden className={classes.mark} />
            ) : (
              <TriangleAlert size={12} aria-hidden className={classes.mark} />
            )}
            {agreementLabels.agree(agreeing, counted)}
          </button>
        </Popover.Target>
        <Popover.Dropdown aria-label="Who agrees">
          <Opinions agreement={agreement} />
          {onCheckMore !== undefined && (
            <button type="button" className={`link ${classes.more}`} onClick={onCheckMore}>
              Ask initialize, too
            </button>
          )}
        </Popover.Dropdown>
      </Popover>
      <span className={classes.who}>{isAgreed ? sources.map(({ by }) => opinionText[by]).join(", ") : differing(sources)}</span>
    </span>
  );
}

/** Returns the answers that differ from the first one: `explained here: Pass`. */
function differing([first, ...others]: readonly Opinion[]): string {
  const otherwise = others.filter(({ word }) => word !== first?.word);
  if (otherwise.length === 0) return "the same answer, by other rules or values";
  return otherwise.map(({ by, word }) => `${opinionText[by]}: ${word}`).join(", ");
}

function Opinions({ agreement: { opinions, differences, causes, isAgreed } }: { agreement: Agreement }) {
  return (
    <div className={classes.opinions}>
      <h3>{isAgreed ? agreementLabels.allAgree : "The sources differ"}</h3>
      <ul className={classes.list}>
        {opinions.map(({ by, state, word, atMs, note, ruleId }) => (
          <li key={by}>
            <span className={classes.by}>{opinionText[by]}</span>
            <State state={state} word={word} size={13} />
            <span className={classes.rest}>
              {ruleId !== null && ruleId !== "" && <code title={ruleId}>{ruleId}</code>}
              <span className="num">{formatTimeOfDay(atMs)}</span>
            </span>
            {note !== null && <span className={classes.note}>{note}</span>}
          </li>
        ))}
      </ul>
      {differences.length > 0 && (
        <>
          <h3>What differs</h3>
          <ul className={classes.sentences}>
            {differences.map((difference) => (
              <li key={difference}>{difference}</li>
            ))}
          </ul>
        </>
      )}
      {causes.length > 0 && (
        <>
          <h3>Likely causes, the likeliest first</h3>
          <ol className={classes.sentences}>
            {causes.map((cause) => (
              <li key={cause}>{cause}</li>
            ))}
          </ol>
        </>
      )}
    </div>
  );
}
