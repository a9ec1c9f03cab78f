import { CheckCheck, TriangleAlert } from "lucide-react";
import type { Agreement, Opinion } from "#shared/domain/explanation/agreement.ts";
import { useDropdown } from "../../ui/dropdown/use-dropdown.ts";
import { lazyPart } from "../../ui/lazy-part.tsx";
import classes from "./agreement-badge.module.css";
import { agreementLabels } from "./agreement-labels.ts";
import { opinionText } from "./opinion-text.ts";

const AgreementDetails = lazyPart(async () => (await import("./agreement-details.tsx")).AgreementDetails);

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
  const popover = useDropdown("dialog");
  if (counted < 2) return null;
  return (
    <span className={classes.agreement}>
      <button type="button" className={classes.badge} data-differs={!isAgreed || undefined} {...popover.button}>
        {isAgreed ? (
          <CheckCheck size={13} strokeWidth={2.3} aria-hidden className={classes.mark} />
        ) : (
          <TriangleAlert size={12} aria-hidden className={classes.mark} />
        )}
        {agreementLabels.agree(agreeing, counted)}
      </button>
      {popover.wasOpened && <AgreementDetails agreement={agreement} onCheckMore={onCheckMore} dropdown={popover.dropdown} />}
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
