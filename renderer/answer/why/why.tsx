import { Button } from "@mantine/core";
import { RotateCw } from "lucide-react";
import { useLayoutEffect, useMemo, useRef } from "react";
import type { ShownAnswer } from "#renderer/answer/explain/shown-answer.ts";
import { RuleTrace } from "#renderer/answer/why/rule-trace.tsx";
import { sentenceOf } from "#renderer/host/failure.ts";
import { ProvenanceMark } from "#renderer/parts/provenance.tsx";
import { selectProject, setScreen } from "#renderer/session/session.ts";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { answerSentence } from "#shared/domain/evaluation/answer-text.ts";
import { stateLabel } from "#shared/domain/evaluation/state-label.ts";
import type { DefinitionsInfo } from "#shared/domain/explanation/definitions.ts";
import type { ExplainRequest } from "#shared/domain/explanation/explain-request.ts";
import type { Explanation } from "#shared/domain/explanation/explanation.ts";
import type { Flip } from "#shared/domain/explanation/flip.ts";
import { readMoreRules, useExplainRequest, useExplanation, useRuleNames } from "../explain/explain.queries.ts";
import { explainedAsAnswer, inForceSinceMs, privateNotKept, shortWho } from "../explain/explain-request.ts";
import { foldsOf, live, useAsOf, useFolds, useOpenedFile } from "../explain/explain-view.ts";
import { RulerByUnit } from "../rollout/ruler-by-unit.tsx";
import { AsOfStrip } from "./as-of.tsx";
import { ConsoleOverridesNote } from "./console-overrides.tsx";
import { VersionsInConsole } from "./console-versions.tsx";
import { FileStrip } from "./file-strip.tsx";
import { FlipsOf } from "./flips-of-answer.tsx";
import { NoDefinitionsYet } from "./no-definitions.tsx";
import { type HadBefore, hadBefore } from "./was-text.ts";
import classes from "./why.module.css";
import { whyLabels } from "./why-labels.ts";

/** Shows the reasons of an answer: the rules in order, evaluated here from the project's definitions, and the changes that would flip it. */
export function Why({
  subject,
  before = null,
  onTryFlip,
}: {
  subject: ShownAnswer;
  /** The answer before an edit or a tried change: what the user had then is marked where it is something else now. */
  before?: ShownAnswer | null;
  onTryFlip?: (flip: Flip) => void;
}) {
  const had = useHadBefore(before);
  const request = useExplainRequest(subject);
  const explained = useExplanation(request);
  if (request === null) return null;
  if (explained.isError)
    return (
      <EmptyState
        title="This could not be explained"
        actions={
          <Button leftSection={<RotateCw size={14} aria-hidden />} onClick={() => void explained.refetch()}>
            Try again
          </Button>
        }
      >
        <p>{sentenceOf(explained.error)}</p>
      </EmptyState>
    );
  if (request === undefined || explained.data === undefined) return <p className={classes.waiting}>Explaining…</p>;
  if (explained.data.is === "no_definitions") return <NoDefinitionsYet projectId={request.projectId} missing={explained.data} />;
  return (
    <Explained
      subject={subject}
      request={request}
      explanation={explained.data.explanation}
      definitions={explained.data.definitions}
      isOld={explained.isPlaceholderData}
      had={had}
      {...(onTryFlip && { onTryFlip })}
    />
  );
}

function Explained({
  subject,
  request,
  explanation: unnamed,
  definitions,
  isOld,
  had,
  onTryFlip,
}: {
  subject: ShownAnswer;
  request: ExplainRequest;
  explanation: Explanation;
  definitions: DefinitionsInfo;
  /** True while another explanation is being computed and this one is shown until then. */
  isOld: boolean;
  had: HadBefore | undefined;
  onTryFlip?: (flip: Flip) => void;
}) {
  const {
    answer,
    request: { tier, userLabel },
  } = subject;
  const { named: explanation, problem } = useRuleNames(request.projectId, unnamed);
  const who = shortWho(userLabel);
  const folds = useFolds(foldsOf(request.kind, request.name));
  const asOf = useAsOf();
  const file = useOpenedFile(request.projectId);
  const rules = useRef<HTMLElement>(null);
  const shownFor = `${request.kind} ${request.name} ${userLabel} ${explanation.state}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: when another answer is explained, its deciding rule is shown
  useLayoutEffect(() => keepKeyRuleInView(rules.current), [shownFor]);
  const isSameAsAnswer = (asOf === live || subject.isPast) && file === null && !subject.isPast && answer.state === explanation.state;
  return (
    <div className={classes.why} aria-busy={isOld || undefined}>
      {!subject.isPast && <AsOfStrip tier={tier} />}
      <FileStrip projectId={request.projectId} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard */}
      <section ref={rules} className={classes.scroll} aria-label="The rules, in order" tabIndex={0}>
        {!isSameAsAnswer && (
          <p className={classes.sentence}>
            <ProvenanceMark provenance={{ kind: "explained_here", ofMs: null }} />
            <span>{answerSentence(explainedAsAnswer(answer, explanation), userLabel, request.tier)}</span>
          </p>
        )}
        <Notes subject={subject} explanation={explanation} definitions={definitions} />
        {problem !== null && <p className={classes.namesProblem}>{problem}</p>}
        {!subject.isPast && <ConsoleOverridesNote request={request} trace={explanation.trace} />}
        <RuleTrace
          trace={explanation.trace}
          who={who}
          decision={{ state: explanation.state, word: stateLabel(explanation) }}
          closestRule={explanation.closestRule}
          folds={folds}
          before={had}
          onMoreRules={(spec, from) =>
            readMoreRules({ ...request, atMs: explanation.atMs, snapshotId: definitions.snapshotId }, spec, from)
          }
          ruler={(bucket, ruleKey, share, slices) => (
            // The key resets the tried ID when the entity or the rule changes.
            <RulerByUnit
              key={`${request.kind} ${request.name} ${ruleKey}`}
              bucket={bucket}
              ruleKey={ruleKey}
              share={share}
              slices={slices}
              request={request}
              who={who}
            />
          )}
        />
        {explanation.state !== "not_found" &&
          !subject.isPast &&
          file === null &&
          (request.kind === "gate" || request.kind === "config") && (
            <VersionsInConsole key={`${request.kind} ${request.name}`} request={subject.request} kind={request.kind} name={request.name} />
          )}
        {explanation.state !== "not_found" && !subject.isPast && file === null && (
          <p className={classes.whatIf}>
            <button type="button" className="link" onClick={() => showWhatIf(request)}>
              {whyLabels.whatIf}
            </button>
          </p>
        )}
      </section>
      {explanation.state !== "not_found" && !subject.isPast && <FlipsOf request={request} {...(onTryFlip && { onTry: onTryFlip })} />}
    </div>
  );
}

/** Experiments are configs in rules. */
function showWhatIf({ projectId, kind, name }: ExplainRequest): void {
  selectProject(projectId);
  setScreen(`cohorts/what-if/${kind === "experiment" ? "config" : kind}/${name}`);
}

function useHadBefore(before: ShownAnswer | null): HadBefore | undefined {
  const { data } = useExplanation(useExplainRequest(before));
  const trace = before !== null && data?.is === "explained" ? data.explanation.trace : null;
  return useMemo(() => (trace === null ? undefined : hadBefore(trace)), [trace]);
}

/** Shows the key rule now, and again when the list is resized, as by the flips that arrive below it, until the person scrolls. */
function keepKeyRuleInView(list: HTMLElement | null): (() => void) | undefined {
  if (list === null) return undefined;
  const observer = new ResizeObserver(() => showKeyRule(list));
  const stop = () => observer.disconnect();
  observer.observe(list);
  for (const event of ["wheel", "pointerdown", "keydown"]) list.addEventListener(event, stop, { once: true });
  return () => {
    stop();
    for (const event of ["wheel", "pointerdown", "keydown"]) list.removeEventListener(event, stop);
  };
}

/** Scrolls the list so that the rule that decided, or the closest one, is in view: whole if it fits, otherwise from its beginning. */
function showKeyRule(list: HTMLElement): void {
  const rule = list.querySelector("[data-is-key]");
  if (rule === null) return;
  const [frame, box] = [list.getBoundingClientRect(), rule.getBoundingClientRect()];
  if (box.bottom <= frame.bottom && box.top >= frame.top) return;
  const headPx = list.querySelector("[aria-hidden]")?.getBoundingClientRect().height ?? 0;
  const toEnd = box.bottom - frame.bottom;
  const toStart = box.top - frame.top - headPx;
  list.scrollTop += Math.min(toStart, Math.max(toEnd, 0));
}

/** Shows notes above the rules: values and definitions that are not stored, and the reasons of unknown parts. */
function Notes({ subject, explanation, definitions }: { subject: ShownAnswer; explanation: Explanation; definitions: DefinitionsInfo }) {
  const notKept = privateNotKept(subject);
  const isOfItsTime = !subject.isPast || inForceSinceMs(definitions) <= subject.answer.atMs;
  const notes = [
    ...(notKept.length > 0 ? [`${whyLabels.notStored(notKept)}: explained as if it were not set.`] : []),
    ...(isOfItsTime ? [] : ["The rules of that time are not stored: explained with later rules, which may differ."]),
    ...(explanation.targetApp === null ? [] : [`Explained for the target app ${explanation.targetApp}.`]),
    // The sentence of an unknown answer already contains the reasons.
    ...(explanation.state === "unknown" ? [] : explanation.unknownReasons),
  ];
  if (notes.length === 0) return null;
  return (
    <ul className={classes.notes} aria-label="Notes">
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
}
