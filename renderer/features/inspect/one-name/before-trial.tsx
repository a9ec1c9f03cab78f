import { answerLabels } from "#renderer/answer/answer-labels.ts";
import { useBestAnswer } from "#renderer/answer/explain/explain.queries.ts";
import { State } from "#renderer/parts/state/state.tsx";
import { goBackTo } from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { answerSentence } from "#shared/domain/evaluation/answer-text.ts";
import { stateLabel } from "#shared/domain/evaluation/state-label.ts";
import { type CheckTrial, trialAnswer } from "../check-state.ts";
import { undoTrial } from "../inspect.queries.ts";
import classes from "./before-trial.module.css";

/** The answer before a change was tried, below the one that the change gave, with a button that undoes the change. */
export function BeforeTrial({ trial }: { trial: CheckTrial }) {
  const { before, tried, expected } = trial;
  const answer = trialAnswer(before);
  const { request } = before;
  const best = useBestAnswer({ answer, request, isPast: false }) ?? answer;
  const undo = () => {
    goBackTo(request);
    undoTrial(trial);
    announce(`Undone. ${stateLabel(best)}, ${best.name}. ${answerSentence(best, request.userLabel, request.tier)}`);
  };
  return (
    <section className={classes.strip} aria-label={answerLabels.beforeTrial}>
      <span className={classes.what}>
        Before <code>{tried}</code>
      </span>
      <State state={best.state} word={stateLabel(best)} size={14} />
      <span className={classes.because}>{answerSentence(best, request.userLabel, request.tier)}</span>
      {expected !== null && <span className={classes.unexpected}>The rules here expected {expected}.</span>}
      <button ref={focusIfLost} type="button" className="link" onClick={undo}>
        {answerLabels.undoTrial}
      </button>
    </section>
  );
}

/** Takes the focus that was lost with the pressed button, whose list the new answer replaced. */
function focusIfLost(element: HTMLElement | null): void {
  if (document.activeElement === document.body) element?.focus({ preventScroll: true });
}
