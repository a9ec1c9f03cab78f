import { ChevronRight } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import type { AnswerState } from "#shared/domain/evaluation/evaluation.ts";
import type { Share } from "#shared/domain/explanation/bucket-text.ts";
import { isLastReached } from "#shared/domain/explanation/deciding-rule.ts";
import type { Bucket, ConditionTrace, RuleTrace as RuleTraceFacts, SpecTrace } from "#shared/domain/explanation/explanation.ts";
import { formatPercent } from "#shared/domain/text/format-number.ts";
import { Glyph } from "../../parts/state/glyph.tsx";
import type { Folds } from "../explain/explain-view.ts";
import { BucketRuler } from "../rollout/bucket-ruler.tsx";
import { type Slice, slicesOf } from "../rollout/slot-shares.ts";
import { AllWanted, ConditionNotes, ConditionRow, depthOf, TraceNote } from "./condition-row.tsx";
import { type ConditionText, conditionInShort, conditionText } from "./condition-text.ts";
import { Fold } from "./fold-button.tsx";
import classes from "./rule-trace.module.css";
import {
  conditionKey,
  delegateKey,
  isInsideOpenAtFirst,
  isRuleOpenAtFirst,
  loneRule,
  metText,
  otherwiseText,
  type RuleStretch,
  reservedNote,
  ruleKey,
  ruleOutcome,
  ruleStretches,
  ruleTitle,
  runStateLabels,
  specNoun,
} from "./rule-trace-plan.ts";
import { type HadBefore, wasText } from "./was-text.ts";
import { whyLabels } from "./why-labels.ts";

export type RuleTraceProps = {
  trace: SpecTrace;
  /** The short label of the user. */
  who: string;
  /** The final answer; `word` is its label: `Fail`. */
  decision: { state: AnswerState; word: string };
  closestRule: number | null;
  folds: Folds;
  /** What the user of an earlier explanation had; what is something else now is marked. */
  before?: HadBefore | undefined;
  /** Renders the percentage or the bucket condition with the key `ruleKey`. Default: a `BucketRuler`. */
  ruler?: (bucket: Bucket, ruleKey: string, share: Share, slices: readonly Slice[] | null) => ReactNode;
  /** Reads rules that the trace omits, starting with the number `from`. Throws an error whose message is a sentence. */
  onMoreRules?: (spec: SpecTrace, from: number) => Promise<readonly RuleTraceFacts[]>;
};

/** The props that all lines share. */
type Shared = Pick<RuleTraceProps, "who" | "folds" | "before"> & {
  ruler: NonNullable<RuleTraceProps["ruler"]>;
  onMoreRules: RuleTraceProps["onMoreRules"];
};

/** Shows the rules in order with their conditions. A gate in a condition is a nested list. */
export function RuleTrace({ trace, who, decision, closestRule, folds, before, ruler, onMoreRules }: RuleTraceProps) {
  const shared: Shared = {
    who,
    folds,
    before,
    onMoreRules,
    ruler: ruler ?? ((bucket, _ruleKey, share, slices) => <BucketRuler bucket={bucket} who={who} share={share} slices={slices} />),
  };
  const hasOtherwise = trace.outcome === "no_rule" || trace.outcome === "missing";
  return (
    <div className={classes.trace}>
      <div className={classes.heads} aria-hidden="true">
        <span>Rule and condition</span>
        <span>{who} has</span>
        <span>Rule wants</span>
        <span>Outcome</span>
      </div>
      {trace.notes.map((note) => (
        <TraceNote key={note} is="caution" depth={0} text={note} />
      ))}
      <ol aria-label={whyLabels.rules} onKeyDown={moveBetweenFolds}>
        <Rules spec={trace} path="" depth={0} closestRule={closestRule} decision={decision.word} shared={shared} />
        {hasOtherwise && (
          <li className={classes.otherwise}>
            <span className={classes.what}>
              <span className={classes.twist} />
              <Glyph state={decision.state} size={14} />
              <b>Otherwise</b> <span className={classes.otherwiseText}>{otherwiseText(trace)}</span>
            </span>{" "}
            <span className={classes.ruleOutcome} data-state="decided">
              {whyLabels.decided(decision.word)}
            </span>
          </li>
        )}
      </ol>
    </div>
  );
}

type RulesProps = {
  spec: SpecTrace;
  path: string;
  depth: number;
  closestRule: number | null;
  /** Null in nested lists, where the row above shows it. */
  decision: string | null;
  shared: Shared;
};

function Rules({ spec, path, depth, closestRule, decision, shared }: RulesProps) {
  const { rules } = spec;
  const drawn = (rule: RuleTraceFacts) => (
    <Rule
      key={rule.number}
      rule={rule}
      path={ruleKey(path, rule)}
      depth={depth}
      listLength={rules.length}
      isClosest={rule.number === closestRule}
      isGate={spec.kind === "gate"}
      share={shareOf(spec)}
      decision={decision}
      shared={shared}
    />
  );
  return ruleStretches(spec, closestRule).map((stretch) =>
    stretch.is === "rule" ? (
      drawn(stretch.rule)
    ) : (
      <Run key={`run ${stretch.rules[0]?.number}`} spec={spec} stretch={stretch} path={path} depth={depth} shared={shared} draw={drawn} />
    ),
  );
}

const maxAtOnce = 100;

/** Shows a run of rules in one line or, when unfolded, a hundred at a time. */
function Run({
  spec,
  stretch,
  path,
  depth,
  shared,
  draw,
}: {
  spec: SpecTrace;
  stretch: Extract<RuleStretch, { is: "run" }>;
  path: string;
  depth: number;
  shared: Shared;
  draw: (rule: RuleTraceFacts) => ReactNode;
}) {
  const [shown, setShown] = useState(maxAtOnce);
  const { rules, total, isReading, problem, readOn } = useRulesOf(spec, stretch, shared.onMoreRules);
  const key = `${path}/run${stretch.rules[0]?.number}`;
  const isOpen = shared.folds.isOpen(key, false);
  const others = total - Math.min(shown, rules.length);
  const showMore = async () => {
    if (shown + maxAtOnce > rules.length && !(await readOn())) return;
    setShown(shown + maxAtOnce);
  };
  return (
    <li>
      <div className={classes.run} style={depthOf(depth)}>
        <button
          type="button"
          className={classes.runFold}
          aria-expanded={isOpen}
          data-fold={key}
          onClick={() => shared.folds.onToggle(key, !isOpen)}
        >
          <ChevronRight size={14} aria-hidden />
          {runStateLabels(stretch)}
        </button>
      </div>
      {isOpen && (
        <ol>
          {rules.slice(0, shown).map(draw)}
          {others > 0 && (
            <li className={classes.run} style={depthOf(depth)}>
              <button type="button" className="link" disabled={isReading} onClick={() => void showMore()}>
                {whyLabels.showMore(Math.min(others, maxAtOnce), total)}
              </button>
              {problem !== null && <span role="alert">{problem}</span>}
            </li>
          )}
        </ol>
      )}
    </li>
  );
}

/** Returns the rules of a run that were read so far. `readOn` reads more if any are left, and returns false if it could not. */
function useRulesOf(spec: SpecTrace, { rules, leftOut }: Extract<RuleStretch, { is: "run" }>, onMoreRules: RuleTraceProps["onMoreRules"]) {
  // Tied to this trace, so that another explanation starts over.
  const [read, setRead] = useState<{ of: SpecTrace; rules: readonly RuleTraceFacts[] }>({ of: spec, rules: [] });
  const [isReading, setReading] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const more = read.of === spec ? read.rules : [];
  const next = leftOut === null ? null : leftOut.from + more.length;
  const readOn = async (): Promise<boolean> => {
    if (leftOut === null || next === null || next > leftOut.to) return true;
    if (onMoreRules === undefined) return false;
    setReading(true);
    setProblem(null);
    try {
      const found = await onMoreRules(spec, next);
      setRead({ of: spec, rules: [...more, ...found.filter(({ number }) => number <= leftOut.to)] });
      return true;
    } catch (failure) {
      setProblem(failure instanceof Error ? failure.message : String(failure));
      return false;
    } finally {
      setReading(false);
    }
  };
  return {
    rules: [...rules, ...more],
    total: rules.length + (leftOut === null ? 0 : leftOut.to - leftOut.from + 1),
    isReading,
    problem,
    readOn,
  };
}

type RuleProps = {
  rule: RuleTraceFacts;
  path: string;
  depth: number;
  listLength: number;
  isClosest: boolean;
  /** True for a gate, whose percentage is shown even if it is 100 %. */
  isGate: boolean;
  share: Share;
  decision: string | null;
  shared: Shared;
};

function Rule({ rule, path, depth, listLength, isClosest, isGate, share, decision, shared }: RuleProps) {
  const { folds } = shared;
  const isOpen = folds.isOpen(path, isRuleOpenAtFirst(rule, { listLength, isClosest }));
  const title = ruleTitle(rule);
  const met = metText(rule);
  return (
    <li className={classes.rule} data-depth={depth} data-is-key={(depth === 0 && (isClosest || isLastReached(rule))) || undefined}>
      <div className={classes.ruleRow} data-depth={depth} data-state={rule.state} style={depthOf(depth)}>
        <span className={classes.what}>
          <Fold
            foldKey={path}
            isOpen={isOpen}
            onToggle={(open) => folds.onToggle(path, open)}
            label={`${whyLabels.rule(rule.number)}${title.id === null ? `, ${title.text}` : ""}`}
          />
          <span className={classes.number} data-is-unknown={rule.state === "unknown" || undefined}>
            {rule.number}
          </span>{" "}
          <b className={classes.title}>{title.text}</b>{" "}
          {(isGate || rule.passPercentage !== 100) && <span className={classes.percentage}>{formatPercent(rule.passPercentage)} </span>}
          {isClosest && <span className={classes.closest}>{whyLabels.closest}</span>}
          {isOpen ? (
            title.id !== null && (
              <code className={classes.ruleId} title={title.id}>
                {title.id}
              </code>
            )
          ) : (
            <span className={classes.inShort}>{ruleInShort(rule)}</span>
          )}
        </span>{" "}
        <span className={classes.ruleOutcome} data-state={rule.state}>
          {met !== null && <span className={classes.met}>{met} </span>}
          {ruleOutcome(rule, decision)}
        </span>
      </div>
      {isOpen && <InsideRule rule={rule} path={path} depth={depth} share={share} shared={shared} />}
    </li>
  );
}

function shareOf({ entity }: SpecTrace): Share {
  return entity === "holdout" ? "holdout" : "rollout";
}

/** Returns the first three conditions in one line: `country any of US, CA · passes checkout_v2`. */
function ruleInShort({ conditions }: RuleTraceFacts): string {
  return conditions.slice(0, 3).map(conditionInShort).join(" · ");
}

type InsideRuleProps = Pick<RuleProps, "rule" | "path" | "depth" | "share" | "shared">;

function InsideRule({ rule, path, depth, share, shared }: InsideRuleProps) {
  const note = reservedNote(rule);
  return (
    <>
      {note !== null && (
        <p className={classes.reserved} style={depthOf(depth)}>
          {note}
        </p>
      )}
      <ul>
        {rule.conditions.map((condition, at) => (
          <Condition
            // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no name, and their order never changes
            key={at}
            condition={condition}
            path={conditionKey(path, at)}
            depth={depth}
            isDecided={rule.state === "decided"}
            shared={shared}
          />
        ))}
        <Percentage rule={rule} depth={depth} draw={(bucket) => shared.ruler(bucket, path, share, null)} />
        {rule.delegate !== null && <Delegate spec={rule.delegate} path={delegateKey(path)} depth={depth} shared={shared} />}
      </ul>
    </>
  );
}

type ConditionProps = { condition: ConditionTrace; path: string; depth: number; isDecided: boolean; shared: Shared };

function Condition({ condition, path, depth, isDecided, shared }: ConditionProps) {
  const { folds } = shared;
  const words = conditionText(condition);
  const { nested } = condition;
  const hasInside = nested !== null && (nested.rules.length > 0 || nested.notes.length > 0);
  const isFoldable = hasInside || words.allWanted.length > 0;
  const isOpen = isFoldable && folds.isOpen(path, hasInside && isInsideOpenAtFirst(condition.result, depth));
  return (
    <li>
      <ConditionRow
        words={words}
        was={wasText(shared.before?.get(path), words.has)}
        result={condition.result}
        depth={depth}
        fold={isFoldable ? { foldKey: path, isOpen, onToggle: (open) => folds.onToggle(path, open) } : null}
      />
      {condition.bucket !== null && isSliceDrawn(condition.bucket, isDecided) && (
        <div className={classes.rulerRow} style={depthOf(depth)}>
          <div>{shared.ruler(condition.bucket, path, "slice", slicesOf(condition))}</div>
        </div>
      )}
      <ConditionNotes condition={condition} depth={depth} />
      {isOpen && words.allWanted.length > 0 && <AllWanted wanted={words.allWanted} depth={depth} />}
      {isOpen && nested !== null && hasInside && <Nested spec={nested} path={path} depth={depth} shared={shared} />}
    </li>
  );
}

/** True if a condition's bucket has a ruler: always for a layer's slots; for an experiment's groups only in the rule that decided. */
function isSliceDrawn({ cutOff, slotCount }: Bucket, isDecided: boolean): boolean {
  return cutOff === null ? slotCount !== null && slotCount > 0 : isDecided;
}

/** Shows the rules of a nested gate, segment, holdout or experiment. */
function Nested({ spec, path, depth, shared }: { spec: SpecTrace; path: string; depth: number; shared: Shared }) {
  const only = loneRule(spec);
  return (
    <div className={classes.nested} style={depthOf(depth)}>
      {spec.notes.map((note) => (
        <TraceNote key={note} is="caution" depth={depth + 1} text={note} />
      ))}
      {only !== null ? (
        <InsideRule rule={only} path={ruleKey(path, only)} depth={depth + 1} share={shareOf(spec)} shared={shared} />
      ) : (
        <ol aria-label={whyLabels.rulesOf(specNoun(spec), spec.name)}>
          <Rules spec={spec} path={path} depth={depth + 1} closestRule={null} decision={null} shared={shared} />
        </ol>
      )}
    </div>
  );
}

/** Shows a rule's pass percentage: a ruler if a bucket was computed, otherwise a row, or nothing for 100 %. */
function Percentage({ rule, depth, draw }: { rule: RuleTraceFacts; depth: number; draw: (bucket: Bucket) => ReactNode }) {
  if (rule.percentage !== null)
    return (
      <li className={classes.rulerRow} style={depthOf(depth)}>
        <div>{draw(rule.percentage)}</div>
      </li>
    );
  if (rule.passPercentage === 100) return null;
  const isNobody = rule.state === "outside_percentage";
  const words: ConditionText = {
    verb: null,
    subjectKind: "words",
    subject: "rollout",
    has: { is: "words", text: isNobody ? "nobody is in" : "not calculated" },
    source: null,
    isPrivate: false,
    operator: "below",
    wants: { is: "value", text: formatPercent(rule.passPercentage) },
    allWanted: [],
  };
  return (
    <li>
      <ConditionRow words={words} result={isNobody ? "not_met" : "not_evaluated"} depth={depth} fold={null} />
    </li>
  );
}

/** Shows the experiment that a layer's rule delegates to. */
function Delegate({ spec, path, depth, shared }: { spec: SpecTrace; path: string; depth: number; shared: Shared }) {
  const isOpen = shared.folds.isOpen(path, true);
  return (
    <li>
      <div className={classes.handOver} style={depthOf(depth)}>
        <span className={classes.what}>
          <Fold foldKey={path} isOpen={isOpen} onToggle={(open) => shared.folds.onToggle(path, open)} label={`Inside ${spec.name}`} />
          <span className={classes.operator}>hands over to</span>
          <code className={classes.whole}>{spec.name}</code>
        </span>
      </div>
      {isOpen && <Nested spec={spec} path={path} depth={depth} shared={shared} />}
    </li>
  );
}

/** Handles arrow keys as in a tree: up and down move between fold buttons, right unfolds, left folds. */
function moveBetweenFolds(event: KeyboardEvent<HTMLElement>) {
  const { target, currentTarget, key } = event;
  if (!(target instanceof HTMLElement) || target.dataset.fold === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  const isOpen = target.getAttribute("aria-expanded") === "true";
  if ((key === "ArrowRight" && !isOpen) || (key === "ArrowLeft" && isOpen)) {
    event.preventDefault();
    target.click();
    return;
  }
  if (key !== "ArrowDown" && key !== "ArrowUp") return;
  event.preventDefault();
  const folds = [...currentTarget.querySelectorAll<HTMLElement>("[data-fold]")];
  folds[folds.indexOf(target) + (key === "ArrowDown" ? 1 : -1)]?.focus();
}
