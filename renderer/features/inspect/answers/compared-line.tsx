import { compareLabels } from "#renderer/answer/comparison/compare-labels.ts";
import { EqualSign, NotEqualSign } from "#renderer/parts/many/headline.tsx";
import { State } from "#renderer/parts/state/state.tsx";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import { stateLabel } from "#shared/domain/evaluation/state-label.ts";
import { answersLabels } from "./answers-labels.ts";
import type { ComparedAnswers } from "./compared-answers.ts";
import { causeText } from "./compared-columns.tsx";
import classes from "./compared-line.module.css";
import { entryOf } from "./compared-rows.ts";

/** Shows below an open answer what the other subject gets, and why that differs. */
export function ComparedLine({ answer, compared }: { answer: Answer; compared: ComparedAnswers }) {
  const { result, row } = entryOf(compared.entries, answer);
  const other = row?.answers[1] ?? row?.answers[0];
  const [, name] = compared.names;
  const cause = causeText(answer, compared);
  return (
    <p className={classes.line} data-not-current={!compared.isCurrent || undefined}>
      {result === "same" ? <EqualSign size={13} /> : result === "differs" ? <NotEqualSign size={13} /> : null}
      <b>{name}</b>
      {other === undefined ? (
        <span>{result === "pending" ? answersLabels.notComparedYet : answersLabels.notCompared}</span>
      ) : (
        <State state={other.state} word={stateLabel(other)} size={13} />
      )}
      <span className={classes.cause}>{result === "same" ? compareLabels.sameAnswer : cause}</span>
    </p>
  );
}
