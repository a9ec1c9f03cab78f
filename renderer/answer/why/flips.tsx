import { EyeOff } from "lucide-react";
import type { ReactNode } from "react";
import type { Flip } from "#shared/domain/explanation/flip.ts";
import { keepUnits } from "#shared/domain/text/keep-units.ts";
import { flipInShort, ruleOwner } from "./flip-text.ts";
import classes from "./flips.module.css";
import { whyLabels } from "./why-labels.ts";

export type FlipsProps = {
  /** The smallest first; only the first four are shown. */
  flips: readonly Flip[];
  isSearching: boolean;
  /** The progress or the outcome of the search, at the right. */
  end: ReactNode;
  /** The sentence for an empty list; null for none. */
  nothing: string | null;
  /** Tries a change on a copy of the user; without it changes are only shown. */
  onTry?: (flip: Flip) => void;
};

const maxShown = 4;

/** Shows the smallest changes that give another answer: changes of the user, which can be tried, and changes of rules, with the rule to edit. */
export function Flips({ flips, isSearching, end, nothing, onTry }: FlipsProps) {
  return (
    <section className={classes.strip} aria-label={whyLabels.flips}>
      <div className={classes.head}>
        <h3>{whyLabels.flips}</h3>
        {flips.length > 0 && <span className={classes.order}>smallest first</span>}
        <span className={classes.end} data-is-quiet={!isSearching || undefined}>
          {end}
        </span>
      </div>
      {flips.length === 0 && nothing !== null && <p className={classes.nothing}>{nothing}</p>}
      {flips.length > 0 && (
        <ol className={classes.list}>
          {flips.slice(0, maxShown).map((flip, at) => (
            <FlipItem key={flipInShort(flip)} number={at + 1} flip={flip} {...(onTry && { onTry: () => onTry(flip) })} />
          ))}
        </ol>
      )}
    </section>
  );
}

function FlipItem({ number, flip, onTry }: { number: number; flip: Flip; onTry?: () => void }) {
  const isPrivate = flip.edits.some(({ path }) => path[0] === "privateAttributes");
  const short = flipInShort(flip);
  return (
    <li className={classes.flip}>
      <span className={classes.change}>
        <span className="digit" aria-hidden="true">
          {number}
        </span>
        {isPrivate && <EyeOff size={12} aria-label="private" className={classes.private} />}
        <code className={classes.short}>{short}</code>
      </span>
      <span className={classes.then}>{keepUnits(flip.sentence)}</span>
      <span className={classes.act}>
        {flip.ruleChange === null ? (
          onTry !== undefined && (
            <button type="button" className="link" aria-label={whyLabels.tryFlip(short)} onClick={onTry}>
              Try on a copy
            </button>
          )
        ) : (
          <span className={classes.owner}>needs an edit of {ruleOwner(flip.ruleChange)}</span>
        )}
      </span>
    </li>
  );
}
