import { Popover } from "@mantine/core";
import type { Agreement } from "#shared/domain/explanation/agreement.ts";
import { formatTimeOfDay } from "#shared/domain/text/format-time.ts";
import { State } from "../../parts/state/state.tsx";
import { DropdownTarget, useOpenedAfterMount } from "../../ui/dropdown/dropdown-target.ts";
import type { Dropdown } from "../../ui/dropdown/use-dropdown.ts";
import classes from "./agreement-badge.module.css";
import { agreementLabels } from "./agreement-labels.ts";
import { opinionText } from "./opinion-text.ts";

/** Every answer, in a popover beside its button. */
export function AgreementDetails({
  agreement,
  onCheckMore,
  dropdown,
}: {
  agreement: Agreement;
  onCheckMore: (() => void) | undefined;
  dropdown: Dropdown;
}) {
  return (
    <Popover
      id={dropdown.id}
      opened={useOpenedAfterMount(dropdown.isOpen)}
      onChange={dropdown.setOpen}
      position="bottom-start"
      width={420}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <DropdownTarget of={dropdown.target} />
      </Popover.Target>
      <Popover.Dropdown aria-label="Who agrees">
        <Opinions agreement={agreement} />
        {onCheckMore !== undefined && (
          <button type="button" className={`link ${classes.more}`} onClick={onCheckMore}>
            Check initialize, too
          </button>
        )}
      </Popover.Dropdown>
    </Popover>
  );
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
