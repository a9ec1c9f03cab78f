import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { FileArchive, RotateCw } from "lucide-react";
import { type ReactNode, useId } from "react";
import { ExchangeView } from "#renderer/answer/exchange/exchange-view.tsx";
import { shortWho } from "#renderer/answer/explain/explain-request.ts";
import { useFolds } from "#renderer/answer/explain/explain-view.ts";
import { AnswerLine } from "#renderer/answer/line/answer-line.tsx";
import { CopySentence } from "#renderer/answer/share/copy-answer-part.ts";
import { ValueView } from "#renderer/answer/summary/value-view.tsx";
import { RuleTrace } from "#renderer/answer/why/rule-trace.tsx";
import { orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { State } from "#renderer/parts/state/state.tsx";
import { useProject } from "#renderer/session/session.ts";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import type { Case, CaseAnswer } from "#shared/domain/case/case-file.ts";
import type { OpenedCase } from "#shared/domain/case/case-request.ts";
import { caseProvenance, caseSentence } from "#shared/domain/case/case-text.ts";
import { whyNotLive } from "#shared/domain/case/replay.ts";
import { decidingUnit } from "#shared/domain/evaluation/deciding-unit.ts";
import { stateLabel } from "#shared/domain/evaluation/state-label.ts";
import type { Explanation } from "#shared/domain/explanation/explanation.ts";
import { formatDateTime } from "#shared/domain/text/format-time.ts";
import { CasePanels, type Panels, ReportActions, useCommonPanels } from "./case-panels.tsx";
import { closeCase, replayOpenCase, useCaseView } from "./case-view.ts";
import classes from "./cases.module.css";
import { casesLabels } from "./cases-labels.ts";
import { OpenCase } from "./open-case.tsx";
import { ReplayStrip } from "./replay-strip.tsx";
import { StoreOfCase } from "./store-of-case.tsx";

/** An opened case, read-only: the answer then, why, what it is made of, its replay, and a reply. Without one, how to open it. */
export function Cases() {
  const { opened, refusal } = useCaseView();
  return (
    <div className={classes.screen}>
      {refusal !== null && (
        <p role="alert" className={classes.refusal}>
          <b>{casesLabels.refusedTitle}:</b> <code>{refusal.fileName}</code>. {refusal.because}
        </p>
      )}
      {opened === null ? (
        <EmptyState title={casesLabels.emptyTitle} actions={<OpenCase variant="filled" />}>
          <p>{casesLabels.emptyText}</p>
          <p>{casesLabels.howToSave}</p>
        </EmptyState>
      ) : (
        <Opened key={opened.caseId} opened={opened} />
      )}
    </div>
  );
}

function Opened({ opened }: { opened: OpenedCase }) {
  const { at } = useCaseView();
  const { case: saved, fileName } = opened;
  const { stores, answers } = saved;
  return (
    <>
      <div className={classes.head}>
        <FileArchive size={15} aria-hidden />
        <code className="ell">{fileName}</code>
        <span className={classes.saved}>{casesLabels.readOnly(formatDateTime(saved.savedAtMs))}</span>
        <span className={classes.acts}>
          <Button variant="subtle" aria-label={casesLabels.closeCase} onClick={closeCase}>
            {casesLabels.close}
          </Button>
          <OpenCase />
          <ReplayButtons saved={saved} />
        </span>
      </div>
      {stores.length + answers.length > 1 && <PartChoice saved={saved} at={at} />}
      <OnePart key={at} opened={opened} at={at} />
    </>
  );
}

function ReplayButtons({ saved }: { saved: Case }) {
  const project = useProject();
  const reasonId = useId();
  if (project === undefined) return null;
  const refusal = whyNotLive(saved);
  return (
    <>
      <Button
        variant="default"
        // Not truly disabled: the reason is read out with it, and a click says it.
        {...(refusal !== null && { "data-disabled": true, "aria-disabled": true, "aria-describedby": reasonId, title: refusal.reason })}
        onClick={() => void replayOpenCase(project.id, true)}
      >
        {casesLabels.replayLive}
      </Button>
      {refusal !== null && (
        <span id={reasonId} className="sr">
          {refusal.reason}
        </span>
      )}
      <Button leftSection={<RotateCw size={14} aria-hidden />} onClick={() => void replayOpenCase(project.id, false)}>
        {casesLabels.replay(project.name)}
      </Button>
    </>
  );
}

function OnePart({ opened, at }: { opened: OpenedCase; at: number }) {
  const { stores, answers } = opened.case;
  const store = stores[at];
  if (store !== undefined) return <StoreOfCase opened={opened} store={store} at={at} />;
  const answer = answers[at - stores.length];
  return answer === undefined ? null : <OneAnswer opened={opened} answer={answer} at={at - stores.length} />;
}

/** Chooses a parameter store or an answer of the case; what the parameters point to follows the stores. */
function PartChoice({ saved, at }: { saved: Case; at: number }) {
  const whoOf = (subject: number) => saved.subjects.length > 1 && <span className="subdued">{saved.subjects[subject]?.label}</span>;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has a border and a legend of its own
    <div className={classes.several} role="group" aria-label={casesLabels.answers}>
      {saved.stores.map(({ subject, name }, position) => (
        <PartButton key={`${subject} store ${name}`} position={position} at={at}>
          {casesLabels.store}
          <code>{name}</code>
          {whoOf(subject)}
        </PartButton>
      ))}
      {saved.answers.map(({ answer, subject }, position) => (
        <PartButton key={`${subject} ${answer.kind} ${answer.name}`} position={saved.stores.length + position} at={at}>
          <State state={answer.state} word={stateLabel(answer)} size={14} />
          <code>{answer.name}</code>
          {whoOf(subject)}
        </PartButton>
      ))}
    </div>
  );
}

function PartButton({ position, at, children }: { position: number; at: number; children: ReactNode }) {
  return (
    <button type="button" aria-pressed={position === at} onClick={() => useCaseView.setState({ at: position })}>
      {children}
    </button>
  );
}

function OneAnswer({ opened, answer: given, at }: { opened: OpenedCase; answer: CaseAnswer; at: number }) {
  const { case: saved, caseId, changed } = opened;
  const { replay } = useCaseView();
  const { answer, subject, exchange, explained } = given;
  const of = saved.subjects[subject];
  const common = useCommonPanels(opened, subject);
  const now = replay.is === "done" && replay.replay.is === "replayed" ? replay.replay.rows.find((row) => row.at === at)?.explanation : null;
  const explanation = useQuery({
    ...orpc.cases.explanation.queryOptions({ input: { caseId, at } }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const again = explained === null ? casesLabels.noRules : changed.includes(at) ? casesLabels.otherAgain : casesLabels.sameAgain;
  const who = of?.label ?? "";
  const panels: Panels = {
    ...common,
    why: () =>
      explanation.isError ? (
        <p role="alert" className={classes.text}>
          {sentenceOf(explanation.error)}
        </p>
      ) : explanation.data === undefined ? (
        <p className={classes.text}>{casesLabels.explaining}</p>
      ) : explanation.data === null ? (
        <p className={classes.text}>{casesLabels.noWhy}</p>
      ) : (
        <Why explanation={explanation.data} who={who} label={casesLabels.rulesOrder} />
      ),
    ...(now != null && { now: () => <Why explanation={now} who={who} label={casesLabels.rulesOrderNow} /> }),
    ...(answer.kind !== "gate" && { value: () => <ValueView value={answer.value} /> }),
    exchange: () => (exchange === null ? <p className={classes.text}>{casesLabels.noExchange}</p> : <ExchangeView exchange={exchange} />),
  };
  return (
    <>
      <AnswerLine
        answer={answer}
        who={who}
        tier={of?.tier ?? ""}
        unit={decidingUnit(answer, of?.user ?? {})}
        sentence={caseSentence(saved, given)}
        meta={
          <>
            <b>{casesLabels.fromCase}</b>
            <span>{caseProvenance(given)}</span>
            <span>{again}</span>
          </>
        }
        copy={
          <CopySentence
            answer={answer}
            user={of?.user ?? {}}
            who={who}
            tier={of?.tier ?? ""}
            isCurrent
            sentenceOf={(hidden) => caseSentence(saved, { ...given, answer: { ...answer, ...hidden } })}
          />
        }
        actions={<ReportActions opened={opened} />}
      />
      <ReplayStrip state={replay} at={at} />
      <CasePanels panels={panels} unpadded={["why", "now"]} />
    </>
  );
}

function Why({ explanation, who, label }: { explanation: Explanation; who: string; label: string }) {
  const { trace, closestRule, state } = explanation;
  const folds = useFolds(`case ${label} ${trace.kind} ${trace.name}`);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard
    <section className={classes.scroll} aria-label={label} tabIndex={0}>
      <RuleTrace
        trace={trace}
        who={shortWho(who)}
        decision={{ state, word: stateLabel(explanation) }}
        closestRule={closestRule}
        folds={folds}
      />
    </section>
  );
}
