import {
  Check,
  CircleQuestionMark,
  EyeOff,
  FlaskConical,
  Hand,
  type LucideIcon,
  Minus,
  ToggleRight,
  TriangleAlert,
  Users,
  X,
} from "lucide-react";
import { type CSSProperties, type ReactNode, useState } from "react";
import type { ConditionTrace } from "#shared/domain/explanation/explanation.ts";
import { unreadableText } from "#shared/domain/explanation/explanation-text.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { State } from "../../parts/state/state.tsx";
import { type ConditionCell, type ConditionText, conditionResultLabels } from "./condition-text.ts";
import { Fold } from "./fold-button.tsx";
import classes from "./rule-trace.module.css";
import { whyLabels } from "./why-labels.ts";

/** Returns the depth of a line as a custom property, from which CSS computes the indentation. */
export function depthOf(depth: number): CSSProperties {
  return { "--d": depth } as CSSProperties; // React's type lacks custom properties
}

/** Shows one condition in four columns: subject, this user's value, the rule's target, and the result. */
export function ConditionRow({
  words,
  was = null,
  result,
  depth,
  fold,
}: {
  words: ConditionText;
  /** `was Fail`: what the user had before, if it was something else. */
  was?: string | null;
  result: ConditionTrace["result"];
  depth: number;
  /** The fold button of a condition with content to unfold; null for others. */
  fold: { foldKey: string; isOpen: boolean; onToggle: (isOpen: boolean) => void } | null;
}) {
  const Icon = subjectIcons[words.subjectKind];
  return (
    <div className={classes.conditionRow} style={depthOf(depth)} data-result={result}>
      <span className={classes.what}>
        {fold === null ? (
          <span className={classes.twist} />
        ) : (
          <Fold {...fold} label={whyLabels.inside([words.verb, words.subject].filter(Boolean).join(" "))} />
        )}
        <ResultMark result={result} />
        {words.verb !== null && <span className={classes.operator}>{words.verb} </span>}
        {Icon !== null && <Icon size={13} aria-hidden className={classes.kind} />}
        {words.subjectKind === "words" ? (
          <span className={classes.whole}>{words.subject}</span>
        ) : (
          <code className={classes.whole}>{words.subject}</code>
        )}
      </span>{" "}
      <span className={classes.has}>
        <span className={classes.label}>has </span>
        {words.isPrivate && <EyeOff size={12} aria-label="private" className={classes.kind} />}
        <Cell cell={words.has} look={classes.hasValue} />
        {words.source !== null && <span className={classes.source}> {words.source}</span>}
        {was !== null && <span className={classes.was}> {was}</span>}
      </span>{" "}
      <span className={classes.wants}>
        <span className={classes.label}>wants </span>
        {words.operator !== null && <span className={classes.operator}>{words.operator} </span>}
        <Cell cell={words.wants} />
      </span>{" "}
      <span className={classes.outcome}>{conditionResultLabels[result]}</span>
    </div>
  );
}

const subjectIcons: Record<ConditionText["subjectKind"], LucideIcon | null> = {
  field: null,
  words: null,
  gate: ToggleRight,
  segment: Users,
  holdout: Hand,
  experiment: FlaskConical,
};

function Cell({ cell, look }: { cell: ConditionCell; look?: string | undefined }) {
  switch (cell.is) {
    case "lamp":
      return <State state={cell.state} word={cell.word} size={13} />;
    case "value":
      return <code className={look === undefined ? classes.whole : `${classes.whole} ${look}`}>{cell.text}</code>;
    case "words":
      return <span className={classes.subduedText}>{cell.text}</span>;
  }
}

/** Shows the icon of a result. Hidden from assistive technology, because the last column has the text. */
function ResultMark({ result }: { result: ConditionTrace["result"] }) {
  return (
    <span className={classes.mark} data-result={result} aria-hidden="true">
      {marks[result]}
    </span>
  );
}

const marks: Record<ConditionTrace["result"], ReactNode> = {
  met: <Check size={14} strokeWidth={2.5} />,
  not_met: <X size={14} strokeWidth={2.5} />,
  not_evaluated: <Minus size={14} />,
  unknown: <span className={classes.hatched} />,
};

/** Shows why a condition's result is unknown, and how Statsig's engines differ on it. */
export function ConditionNotes({ condition, depth }: { condition: ConditionTrace; depth: number }) {
  const { unknownReason, cautions } = condition;
  const unreadable = unreadableText(condition);
  return (
    <>
      {unreadable !== null && <TraceNote is="caution" depth={depth} text={unreadableNote(condition, unreadable)} />}
      {unknownReason !== null && <TraceNote is="unknown" depth={depth} text={unknownReason} />}
      {cautions.map((caution) => (
        <TraceNote key={caution} is="caution" depth={depth} text={caution} />
      ))}
    </>
  );
}

function unreadableNote({ unreadable }: ConditionTrace, text: string): string {
  return `The ${unreadable === "target" ? "rule wants a value" : "user has a value"} ${text}, so this is not met.`;
}

export function TraceNote({ is, depth, text }: { is: "unknown" | "caution"; depth: number; text: string }) {
  return (
    <p className={classes.note} data-is={is} style={depthOf(depth)}>
      {is === "unknown" ? (
        <CircleQuestionMark size={13} aria-hidden className={classes.noteMark} />
      ) : (
        <TriangleAlert size={13} aria-label="Caution:" className={classes.noteMark} />
      )}
      <span className={classes.noteText}>{text}</span>
    </p>
  );
}

const maxAtOnce = 200;

/** Shows all target values of a condition whose row shows only the first ones. */
export function AllWanted({ wanted, depth }: { wanted: readonly string[]; depth: number }) {
  const [shown, setShown] = useState(maxAtOnce);
  return (
    <div className={classes.allWanted} style={depthOf(depth)}>
      {wanted.slice(0, shown).map((each, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a rule may contain a value twice, and the order never changes
        <code key={at}>{each}</code>
      ))}
      {wanted.length > shown && (
        <button type="button" className="link" onClick={() => setShown(shown + maxAtOnce * 5)}>
          Show more of {formatNumber(wanted.length)}
        </button>
      )}
    </div>
  );
}
