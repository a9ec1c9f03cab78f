import { FieldDropdown, type FieldDropdownState } from "#renderer/ui/dropdown/field-dropdown.tsx";
import type { QueryCompletion } from "#shared/domain/history/complete-query.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { historyLabels } from "./history-labels.ts";
import classes from "./history-search.module.css";

/** The list below the search with the ways to complete the part at the caret. The focus stays in the field, which handles the keys. */
export function SearchCompletions({
  id,
  completions,
  none,
  active,
  onTake,
  ...dropdown
}: FieldDropdownState & {
  id: string;
  completions: readonly QueryCompletion[];
  /** What is shown if there is no completion. */
  none: string | null;
  active: number;
  onTake: (completion: QueryCompletion) => void;
}) {
  return (
    <FieldDropdown position="bottom-start" offset={2} width={440} {...dropdown}>
      {none !== null && (
        <p id={`${id}-none`} className={classes.none}>
          {none}
        </p>
      )}
      <div id={`${id}-list`} role="listbox" aria-label={historyLabels.completions}>
        {completions.map((completion, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the focused field handles the keys
          <div
            key={completion.text}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            className={classes.option}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onTake(completion)}
          >
            <code className={classes.code}>{completion.text}</code>
            <span className={classes.hint}>{completion.hint}</span>
            {completion.count !== null && (
              <span className={`${classes.count} num`} title={historyLabels.countHint}>
                {formatNumber(completion.count)}
              </span>
            )}
          </div>
        ))}
      </div>
      <p className={classes.signs} aria-hidden>
        {historyLabels.signs.map(([sign, meaning]) => (
          <span key={sign}>
            <code>{sign}</code> {meaning}
          </span>
        ))}
      </p>
    </FieldDropdown>
  );
}
