import { NotEqualSign } from "#renderer/parts/many/headline.tsx";
import { Glyph } from "#renderer/parts/state/glyph.tsx";
import { State } from "#renderer/parts/state/state.tsx";
import type { EditTime } from "#shared/domain/comparison/compare-request.ts";
import type { ComparedAnswer } from "#shared/domain/comparison/comparison.ts";
import { formatValue } from "#shared/domain/evaluation/format-value.ts";
import { stateLabel } from "#shared/domain/evaluation/state-label.ts";
import { groupPageRows, type PageRow } from "#shared/domain/page-import/page-comparison.ts";
import { causeTitle } from "#shared/domain/page-import/page-import-text.ts";
import { formatCount, formatNumber } from "#shared/domain/text/format-number.ts";
import classes from "./page-import.module.css";
import { pageImportLabels } from "./page-import-labels.ts";

/** More rows of one cause are counted only. */
const maxRows = 200;

/** The answers of the page beside those of now: what differs, by its cause, then the rest. */
export function PageRows({
  rows,
  editTimes,
  valuesMs,
  who,
}: {
  rows: readonly PageRow[];
  editTimes: readonly EditTime[];
  valuesMs: number | null;
  who: string;
}) {
  const undecided = rows.filter(({ result }) => result === "undecided");
  const same = rows.filter(({ result }) => result === "same");
  const nowMs = Date.now();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard
    <section className={classes.answers} aria-label={pageImportLabels.answers} tabIndex={0}>
      <table className={classes.rows}>
        <thead>
          <tr>
            <th scope="col">{pageImportLabels.name}</th>
            <th scope="col">{pageImportLabels.pageHad}</th>
            <th scope="col">{pageImportLabels.getsNow(who)}</th>
          </tr>
        </thead>
        {groupPageRows(rows).map((group) => {
          const { title, detail } = causeTitle(group.cause, { editTimes, nowMs, valuesMs });
          return (
            <Group
              key={group.key}
              title={title}
              detail={[detail, group.rows.length > 1 ? pageImportLabels.differCount(group.rows.length) : ""].filter(Boolean).join(" · ")}
              rows={group.rows}
            />
          );
        })}
        {undecided.length > 0 && <Group title={pageImportLabels.undecided} detail={formatNumber(undecided.length)} rows={undecided} />}
      </table>
      {same.length > 0 && (
        <details className={classes.sameRows}>
          <summary>
            <b>{pageImportLabels.theSame}</b> <span className="num">{formatNumber(same.length)}</span>
          </summary>
          <ul>
            {same.slice(0, maxRows).map(({ kind, name, page }) => (
              <li key={`${kind} ${name}`}>
                <Glyph state={page.state} size={13} />
                <code>{name}</code> <span className="sr">{stateLabel(page)}</span>
              </li>
            ))}
          </ul>
          <More of={same} />
        </details>
      )}
    </section>
  );
}

function Group({ title, detail, rows }: { title: string; detail: string; rows: readonly PageRow[] }) {
  return (
    <tbody>
      <tr className={classes.group}>
        <th scope="rowgroup" colSpan={3}>
          <b>{title}</b> <span className={classes.groupDetail}>{detail}</span>
        </th>
      </tr>
      {rows.slice(0, maxRows).map((row) => {
        const isSameWord = stateLabel(row.page) === stateLabel(row.now);
        return (
          <tr key={`${row.kind} ${row.name}`}>
            <th scope="row">
              <code>{row.name}</code>
            </th>
            <td>
              <AnswerCell answer={row.page} isWithValue={isSameWord} />
            </td>
            <td>
              <span className={classes.nowCell}>
                {row.result === "differs" && <NotEqualSign size={12} />}
                <AnswerCell answer={row.now} isWithValue={isSameWord} />
              </span>
            </td>
          </tr>
        );
      })}
      {rows.length > maxRows && (
        <tr>
          <td colSpan={3}>
            <More of={rows} />
          </td>
        </tr>
      )}
    </tbody>
  );
}

function More({ of }: { of: readonly PageRow[] }) {
  return of.length > maxRows ? <p className={classes.more}>{formatCount(of.length - maxRows, "more name")}</p> : null;
}

/** Values stand where the words of both answers are the same. */
function AnswerCell({ answer, isWithValue }: { answer: Pick<ComparedAnswer, "state" | "groupName" | "value">; isWithValue: boolean }) {
  const text = formatValue(answer.value);
  return (
    <span className={classes.answer}>
      <State state={answer.state} word={stateLabel(answer)} />
      {isWithValue && (
        <code className={classes.value} title={text.slice(0, 2_000)}>
          {text.slice(0, 200)}
        </code>
      )}
    </span>
  );
}
