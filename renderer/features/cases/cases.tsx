import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { FileArchive, RotateCw } from "lucide-react";
import { type DragEvent, useId, useState } from "react";
import { caseLabels } from "#renderer/answer/case/case-labels.ts";
import { ReplyBox } from "#renderer/answer/case/reply-box.tsx";
import { ExchangeView } from "#renderer/answer/exchange/exchange-view.tsx";
import { shortWho } from "#renderer/answer/explain/explain-request.ts";
import { useFolds } from "#renderer/answer/explain/explain-view.ts";
import { AnswerLine } from "#renderer/answer/line/answer-line.tsx";
import { CopySentence } from "#renderer/answer/share/copy-answer-part.ts";
import { ValueView } from "#renderer/answer/summary/value-view.tsx";
import { RuleTrace } from "#renderer/answer/why/rule-trace.tsx";
import { client, orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { Section } from "#renderer/parts/section.tsx";
import { State } from "#renderer/parts/state/state.tsx";
import { useProject } from "#renderer/session/session.ts";
import { CopyButton } from "#renderer/ui/copy-button.tsx";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { JsonView } from "#renderer/ui/json/json-view.tsx";
import { announce } from "#renderer/ui/live-region.tsx";
import { saveFile } from "#renderer/ui/save-file.ts";
import { TabPanel } from "#renderer/ui/tabs/tab-list.tsx";
import { TabsLine } from "#renderer/ui/tabs/tabs-line.tsx";
import type { Case, CaseAnswer } from "#shared/domain/case/case-file.ts";
import type { OpenedCase } from "#shared/domain/case/case-request.ts";
import { caseProvenance, caseSentence } from "#shared/domain/case/case-text.ts";
import { stateLabel } from "#shared/domain/evaluation/answer-text.ts";
import { decidingUnit } from "#shared/domain/evaluation/deciding-unit.ts";
import type { Explanation } from "#shared/domain/explanation/explanation.ts";
import { formatDateTime, formatUtcDateTime } from "#shared/domain/text/format-time.ts";
import { type CaseTab, closeCase, openCaseFile, replayOpenCase, useCaseView } from "./case-view.ts";
import classes from "./cases.module.css";
import { casesLabels } from "./cases-labels.ts";
import { OpenCase } from "./open-case.tsx";
import { ReplayStrip } from "./replay-strip.tsx";

/** An opened case, read-only: the answer then, why, what it is made of, its replay, and a reply. Without one, how to open it. */
export function Cases() {
  const { opened, refusal } = useCaseView();
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file !== undefined) void openCaseFile(file);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping a file is one more way; the button opens it too
    <div
      className={classes.screen}
      data-over={isOver || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
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
  const { at, replay } = useCaseView();
  const { case: saved, fileName } = opened;
  const answer = saved.answers[at] ?? saved.answers[0];
  if (answer === undefined) return null;
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
          <ReplayButtons isRunning={replay.is === "running"} />
        </span>
      </div>
      {saved.answers.length > 1 && <AnswerChoice saved={saved} at={at} />}
      <OneAnswer key={at} opened={opened} answer={answer} at={at} />
    </>
  );
}

function ReplayButtons({ isRunning }: { isRunning: boolean }) {
  const project = useProject();
  if (project === undefined) return null;
  return (
    <>
      <Button variant="default" disabled={isRunning} onClick={() => void replayOpenCase(project.id, true)}>
        {casesLabels.replayLive}
      </Button>
      <Button disabled={isRunning} leftSection={<RotateCw size={14} aria-hidden />} onClick={() => void replayOpenCase(project.id, false)}>
        {casesLabels.replay(project.name)}
      </Button>
    </>
  );
}

function AnswerChoice({ saved, at }: { saved: Case; at: number }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has a border and a legend of its own
    <div className={classes.several} role="group" aria-label={casesLabels.answers}>
      {saved.answers.map(({ answer, subject }, position) => (
        <button
          key={`${subject} ${answer.kind} ${answer.name}`}
          type="button"
          aria-pressed={position === at}
          onClick={() => useCaseView.setState({ at: position })}
        >
          <State state={answer.state} word={stateLabel(answer)} size={14} />
          <code>{answer.name}</code>
          {saved.subjects.length > 1 && <span className="subdued">{saved.subjects[subject]?.label}</span>}
        </button>
      ))}
    </div>
  );
}

function OneAnswer({ opened, answer: given, at }: { opened: OpenedCase; answer: CaseAnswer; at: number }) {
  const { case: saved, caseId, changed } = opened;
  const { tab, replay } = useCaseView();
  const { answer, subject, exchange, explained } = given;
  const of = saved.subjects[subject];
  const id = useId();
  const now = replay.is === "done" && replay.replay.is === "replayed" ? replay.replay.rows.find((row) => row.at === at)?.explanation : null;
  const explanation = useQuery({
    ...orpc.cases.explanation.queryOptions({ input: { caseId, at } }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const again = explained === null ? casesLabels.noRules : changed.includes(at) ? casesLabels.otherAgain : casesLabels.sameAgain;
  const who = of?.label ?? "";
  const panels: Partial<Record<CaseTab, () => React.ReactNode>> = {
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
    user: () => <UserOfCase saved={saved} at={subject} />,
    exchange: () => (exchange === null ? <p className={classes.text}>{casesLabels.noExchange}</p> : <ExchangeView exchange={exchange} />),
    rules: () => <RulesOfCase saved={saved} at={of?.rules ?? null} />,
    note: () => <NoteOfCase saved={saved} />,
    reply: () => <ReplyBox caseId={caseId} replay={replay.is === "done" ? replay.replay : null} about={caseLabels.replyNoteOfCase} />,
  };
  const tabs = (Object.keys(casesLabels.tabs) as CaseTab[]).filter((each) => panels[each] !== undefined);
  const shown = tabs.includes(tab) ? tab : "why";
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
      <TabsLine
        id={id}
        label={casesLabels.evidence}
        tabs={tabs.map((value) => ({ value, label: casesLabels.tabs[value] }))}
        value={shown}
        onChange={(value) => useCaseView.setState({ tab: value })}
      />
      <TabPanel id={id} value={shown} className={(shown === "why" || shown === "now" ? classes.unpadded : classes.panel) ?? ""}>
        {panels[shown]?.()}
      </TabPanel>
    </>
  );
}

function ReportActions({ opened: { caseId } }: { opened: OpenedCase }) {
  const markdown = useQuery({
    ...orpc.cases.file.queryOptions({ input: { caseId, format: "markdown" } }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const saveHtml = async () => {
    try {
      const { fileName, mediaType, text } = await client.cases.file({ caseId, format: "html" });
      saveFile(fileName, [text], mediaType);
      announce(caseLabels.saved(fileName));
    } catch (failure) {
      announce(sentenceOf(failure));
    }
  };
  return (
    <>
      <CopyButton text={markdown.data?.text ?? ""} what="Markdown" label={casesLabels.markdown} />
      <Button variant="default" onClick={() => void saveHtml()}>
        {casesLabels.html}
      </Button>
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

function UserOfCase({ saved: { subjects, replaced }, at }: { saved: Case; at: number }) {
  const subject = subjects[at];
  if (subject === undefined) return null;
  return (
    <>
      <Section title={casesLabels.user} note={[subject.project, subject.tier].filter(Boolean).join(", ")}>
        <JsonView value={subject.user} label={casesLabels.user} />
      </Section>
      {replaced.length > 0 && (
        <Section title={casesLabels.replaced}>
          <dl className={classes.facts}>
            {replaced.map(({ field, how, tags }) => (
              <div key={field}>
                <dt>
                  <code>{field}</code>
                </dt>
                <dd>{how === "left_out" ? casesLabels.leftOut : casesLabels.replacedBy(tags.slice(0, 5).join(", "))}</dd>
              </div>
            ))}
          </dl>
        </Section>
      )}
    </>
  );
}

function RulesOfCase({ saved, at }: { saved: Case; at: number | null }) {
  const rules = at === null ? undefined : saved.rules[at];
  if (rules === undefined) return <p>{casesLabels.noWhy}</p>;
  return (
    <Section title={casesLabels.rulesOf} note={casesLabels.rulesRead(formatUtcDateTime(rules.readAtMs))}>
      <JsonView value={rules.payload} label={casesLabels.rulesOf} openDepth={2} />
    </Section>
  );
}

function NoteOfCase({ saved: { note, facts, madeWith } }: { saved: Case }) {
  return (
    <>
      <Section title={casesLabels.noteTitle}>
        <p className={classes.note}>{note === "" ? casesLabels.noNote : note}</p>
      </Section>
      {facts.length > 0 && (
        <Section title={casesLabels.facts}>
          <dl className={classes.facts}>
            {facts.map(({ title, text }) => (
              <div key={`${title} ${text}`}>
                <dt>{title}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        </Section>
      )}
      <Section title={casesLabels.madeWith}>
        <p>
          Gatescope {madeWith.gatescope}, {madeWith.engine}
        </p>
      </Section>
    </>
  );
}
