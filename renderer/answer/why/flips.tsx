import { ArrowUpRight, Check, EyeOff } from "lucide-react";
import type { ReactNode } from "react";
import type { Flip } from "#shared/domain/explanation/flip.ts";
import { answerLabels } from "../answer-labels.ts";
import { flipInShort, ruleOwner } from "./flip-text.ts";
import classes from "./flips.module.css";

/** The state of a flip that was applied to a copy of the user: being checked live, or checked, with the outcome. */
export type FlipTrial = { is: "checking" } | { is: "checked"; isConfirmed: boolean; sentence: string };

export type FlipsProps = {
  /** The smallest first; only the first four are shown. */
  flips: readonly Flip[];
  isSearching: boolean;
  /** The progress or the outcome of the search, at the right. */
  end: ReactNode;
  /** The sentence for an empty list; null for none. */
  nothing: string | null;
  trialOf: (flip: Flip) => FlipTrial | null;
  onTry: (flip: Flip) => void;
};

const maxShown = 4;

/** Shows the smallest changes that give another answer: changes of the user, which can be tried, and changes of rules, with the rule to edit. */
export function Flips({ flips, isSearching, end, nothing, trialOf, onTry }: FlipsProps) {
  return (
    <section className={classes.strip} aria-label={answerLabels.flips}>
      <div className={classes.head}>
        <h3>{answerLabels.flips}</h3>
        {flips.length > 0 && <span className={classes.order}>smallest first</span>}
        <span className={classes.end} data-is-quiet={!isSearching || undefined}>
          {end}
        </span>
      </div>
      {flips.length === 0 && nothing !== null && <p className={classes.nothing}>{nothing}</p>}
      {flips.length > 0 && (
        <ol className={classes.list}>
          {flips.slice(0, maxShown).map((flip, at) => (
            <FlipItem key={flipInShort(flip)} number={at + 1} flip={flip} trial={trialOf(flip)} onTry={() => onTry(flip)} />
          ))}
        </ol>
      )}
    </section>
  );
}

function FlipItem({ number, flip, trial, onTry }: { number: number; flip: Flip; trial: FlipTrial | null; onTry: () => void }) {
  const isPrivate = flip.edits.some(({ path }) => path[0] === "privateAttributes");
  const short = flipInShort(flip);
  return (
    <li className={classes.flip}>
      <span className={classes.change}>
        <span className={classes.number} aria-hidden="true">
          {number}
        </span>
        {isPrivate && <EyeOff size={12} aria-label="private" className={classes.private} />}
        <code className="ell" title={short}>
          {short}
        </code>
      </span>
      <span className={classes.then} title={flip.sentence}>
        {flip.sentence}
      </span>
      <span className={classes.act}>
        {flip.ruleChange === null ? (
          <Trial trial={trial} what={short} onTry={onTry} />
        ) : (
          <span className={classes.owner}>needs an edit of {ruleOwner(flip.ruleChange)}</span>
        )}
      </span>
    </li>
  );
}

function Trial({ trial, what, onTry }: { trial: FlipTrial | null; what: string; onTry: () => void }) {
  if (trial === null)
    return (
      <button type="button" className="link" aria-label={`Try on a copy: ${what}`} onClick={onTry}>
        Try on a copy
      </button>
    );
  if (trial.is === "checking")
    return (
      <span ref={focusIfLost} tabIndex={-1} className={classes.owner}>
        in the user panel; asking live…
      </span>
    );
  return (
    <span ref={focusIfLost} tabIndex={-1} className={classes.tried} data-is-confirmed={trial.isConfirmed || undefined}>
      {trial.isConfirmed ? <Check size={12} aria-hidden /> : <ArrowUpRight size={12} aria-hidden />}
      {trial.sentence}
    </span>
  );
}

/** Moves the focus to the outcome that replaced the pressed button, if the focus was lost with the button. */
function focusIfLost(element: HTMLElement | null) {
  if (document.activeElement === document.body) element?.focus({ preventScroll: true });
}
