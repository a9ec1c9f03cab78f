import { NativeSelect } from "@mantine/core";
import { ArrowRight, EyeOff, TriangleAlert } from "lucide-react";
import { Fragment } from "react";
import type { CaseChange } from "#shared/domain/case/case-request.ts";
import { changeText, redactionText } from "#shared/domain/case/case-text.ts";
import type { RedactionChoice, RedactionRow } from "#shared/domain/case/redaction.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { caseLabels } from "./case-labels.ts";
import classes from "./save-case.module.css";

/** Lists every field of a case: its value here, what stands in its place, how often, and which answer that changes. */
export function RedactionTable({
  rows,
  changes,
  onChoose,
}: {
  rows: readonly RedactionRow[];
  changes: readonly CaseChange[];
  onChoose: (row: RedactionRow, choice: RedactionChoice) => void;
}) {
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{caseLabels.columns.field}</th>
          <th scope="col">{caseLabels.columns.here}</th>
          <th scope="col">{caseLabels.columns.choice}</th>
          <th scope="col">{caseLabels.replaceHead}</th>
          <th scope="col" className={classes.number}>
            {caseLabels.columns.times}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const changed = changes.filter(({ because }) => because.some(({ id }) => id === row.id));
          return (
            <Fragment key={row.id}>
              <tr data-how={row.how} data-warns={changed.length > 0 || undefined}>
                <td>{row.kind === "field" || row.kind === "private" ? <code className={classes.field}>{row.field}</code> : row.field}</td>
                <td className={classes.value}>
                  {row.kind === "private" ? (
                    <span className="subdued">{caseLabels.isPrivate}</span>
                  ) : row.kind === "field" || row.kind === "label" ? (
                    <code>{row.values.join(", ")}</code>
                  ) : (
                    row.values.join(", ")
                  )}
                </td>
                <td>
                  <Choice row={row} onChoose={onChoose} />
                </td>
                <td>
                  {row.how === "replace" && <ArrowRight size={12} aria-hidden className={classes.arrow} />}
                  {row.becomes.length > 0 && row.how === "replace" ? (
                    <code className={classes.tag}>{redactionText(row)}</code>
                  ) : (
                    <span>{redactionText(row)}</span>
                  )}
                </td>
                <td className={classes.number}>{formatNumber(row.times)}</td>
              </tr>
              {changed.length > 0 && (
                <tr>
                  <td colSpan={5}>
                    <span className={classes.underText}>
                      <TriangleAlert size={13} aria-hidden className={classes.warn} />
                      <span>
                        {changed.map(changeText).join("; ")}.{" "}
                        <button type="button" className="link" onClick={() => onChoose(row, "keep")}>
                          {caseLabels.keepField(row.field)}
                        </button>
                      </span>
                    </span>
                  </td>
                </tr>
              )}
              {row.kind === "places" && (
                <tr>
                  <td colSpan={5}>
                    <span className={classes.underText}>
                      <span>{caseLabels.placesNote}</span>
                    </span>
                  </td>
                </tr>
              )}
            </Fragment>
          );
        })}
      </tbody>
    </table>
  );
}

function Choice({ row, onChoose }: { row: RedactionRow; onChoose: (row: RedactionRow, choice: RedactionChoice) => void }) {
  if (row.choices.length < 2)
    return row.kind === "private" ? <EyeOff size={13} aria-label={caseLabels.always} className={classes.dim} /> : null;
  return (
    <NativeSelect
      size="xs"
      className={classes.choice ?? ""}
      aria-label={caseLabels.choiceOf(row.field)}
      value={row.how}
      data={row.choices.map((value) => ({ value, label: caseLabels.choices[value] }))}
      onChange={(event) => {
        const choice = row.choices.find((each) => each === event.currentTarget.value);
        if (choice !== undefined) onChoose(row, choice);
      }}
    />
  );
}
