import { Button } from "@mantine/core";
import { RotateCw, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useCheckAgainVerb } from "#renderer/session/check-verb.ts";
import { CopyButton } from "#renderer/ui/copy-button.tsx";
import { lazyPart } from "#renderer/ui/lazy-part.tsx";
import { type Answer, entityKindLabels, isAnswered, maxNamesInOneCheck } from "#shared/domain/evaluation/evaluation.ts";
import { describeRule } from "#shared/domain/evaluation/rule-text.ts";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import { type KeyInfo, keyKindAllows } from "#shared/domain/project/key-info.ts";
import { upperFirst } from "#shared/domain/text/upper-first.ts";
import { Hops } from "../../parts/hops.tsx";
import { KeyBadge } from "../../parts/key-badge.tsx";
import { Section } from "../../parts/section.tsx";
import { WriteButton } from "../../parts/write-button.tsx";
import { answerLabels } from "../answer-labels.ts";
import { hopsAsText } from "../exchange/hops-text.ts";
import { usePlainExplanation } from "../explain/explain.queries.ts";
import type { ShownAnswer } from "../explain/shown-answer.ts";
import classes from "./answer-summary.module.css";
import { Countdown } from "./countdown.tsx";
import { type Fact, Facts } from "./facts.tsx";
import { FixButton } from "./fix-button.tsx";
import { NearNames } from "./near-names.tsx";
import { Ranking } from "./ranked-list.tsx";
import { StillHolds } from "./still-holds.tsx";
import { ValueView } from "./value-view.tsx";

const ExperimentPath = lazyPart(async () => (await import("../rollout/experiment-rollout.tsx")).ExperimentPath);
const ExperimentRollout = lazyPart(async () => (await import("../rollout/experiment-rollout.tsx")).ExperimentRollout);

export type AnswerSummaryProps = {
  subject: ShownAnswer;
  /** False for an answer that no rules explain: everything that needs an explanation is left out. */
  isExplainable: boolean;
  exchange: Exchange | null;
  unit: { idType: string; value: string } | null;
  /** The key that was used, if known. */
  keyInfo?: Pick<KeyInfo, "kind" | "lastFour"> | null;
  onCheckName?: (name: string) => void;
  onCheckAgain?: () => void;
  /** Shows the *Why* tab. */
  onWhy: () => void;
  /** Composes the exposure that a logged check would have written. Sends nothing. */
  onLogExposure?: () => void;
};

/** Shows the facts of an answer; if Statsig gave none, shows where the request stopped and what the person can do. */
export function AnswerSummary(props: AnswerSummaryProps) {
  const { state } = props.subject.answer;
  return <div className={classes.summary}>{isAnswered(state) ? <Answered {...props} /> : <NoAnswer {...props} />}</div>;
}

function Answered({ subject, isExplainable, unit, onCheckName, onLogExposure }: AnswerSummaryProps) {
  const { answer } = subject;
  const isOfExperiments = answer.kind === "experiment" || answer.kind === "layer";
  return (
    <>
      {answer.mayBeMissing && <MayBeMissing answer={answer} {...(onCheckName && { onCheckName })} />}
      {answer.kind === "ranked" && <Ranking value={answer.value} />}
      {isOfExperiments && isExplainable && <ExperimentPath subject={subject} />}
      {(answer.kind === "config" || isOfExperiments) && <ValueView value={answer.value} />}
      {answer.kind !== "gate" && isExplainable && <ValueNotes subject={subject} />}
      {isOfExperiments && isExplainable && <ExperimentRollout subject={subject} />}
      <Section title="What decided">
        <Facts facts={decidingFacts(answer, unit)} />
      </Section>
      {onLogExposure !== undefined && (
        <div className={classes.log}>
          <WriteButton isConfirmationNeeded={false} onClick={onLogExposure}>
            Log this exposure…
          </WriteButton>
          <span className={classes.subdued}>shows it first; nothing is sent yet</span>
        </div>
      )}
      {answer.secondaryExposures !== null && answer.secondaryExposures.length > 0 && (
        <Section title="Secondary exposures" note="gates that a logged exposure includes">
          <Facts
            facts={answer.secondaryExposures.map(({ gate, gateValue, ruleID }) => ({
              name: gateValue === "true" ? "passes" : "fails",
              value: (
                <>
                  <code>{gate}</code> <span className={classes.subdued}>{describeRule(ruleID, null)}</span>
                </>
              ),
            }))}
          />
        </Section>
      )}
    </>
  );
}

/** Says what the rules’ own notes say of the value: that it is a placeholder of a value that is kept elsewhere. */
function ValueNotes({ subject }: { subject: ShownAnswer }) {
  const notes = usePlainExplanation(subject)?.explanation.trace.notes ?? [];
  return notes.map((note) => (
    <p key={note} className={classes.valueNote}>
      <TriangleAlert size={13} aria-label="Caution:" /> {note}
    </p>
  ));
}

function MayBeMissing({ answer, onCheckName }: { answer: Answer; onCheckName?: (name: string) => void }) {
  return (
    <Section title="Fail, or no such gate?">
      <p className={classes.text}>
        Statsig gives a gate that does not exist this same answer: it fails, and no rule is named. Nothing known here tells whether{" "}
        <code>{answer.name}</code> exists. Check its spelling, or let Gatescope read the definitions with a server secret key.
      </p>
      {answer.nearNames.length > 0 && onCheckName !== undefined && <NearNames names={answer.nearNames} onPick={onCheckName} />}
    </Section>
  );
}

function NoAnswer({ subject, isExplainable, exchange, keyInfo, onCheckName, onCheckAgain, onWhy }: AnswerSummaryProps) {
  const { answer, isPast } = subject;
  const stillHolds = isExplainable && !isPast && <StillHolds subject={subject} onWhy={onWhy} />;
  const verb = useCheckAgainVerb();
  // An answer without a name stands for everything, and everything never logs.
  const again = onCheckAgain !== undefined && (
    <Button variant="default" leftSection={<RotateCw size={14} aria-hidden />} onClick={onCheckAgain}>
      {answer.name === ""
        ? "Check again"
        : answer.fix === "fewer_names"
          ? answerLabels.checkFirst(verb, maxNamesInOneCheck)
          : upperFirst(verb)}
    </Button>
  );
  const fix = !isPast && <FixButton fix={answer.fix} projectId={subject.request.projectId} />;
  const next = answer.nextStep !== null && <p className={classes.text}>{answer.nextStep}</p>;
  switch (answer.state) {
    case "not_found":
      return (
        <>
          {answer.nearNames.length > 0 && onCheckName !== undefined && (
            <Section title={answerLabels.nearNames} note="known in this project; choose one to check it instead">
              <NearNames names={answer.nearNames} onPick={onCheckName} />
            </Section>
          )}
          <WhatYouCanDo>
            {next || (
              <p className={classes.text}>Check the spelling, and that the {entityKindLabels[answer.kind].one} is in this project.</p>
            )}
          </WhatYouCanDo>
        </>
      );
    case "unreached":
      return (
        <>
          {answer.hops !== null && (
            <Section title="Where it stopped">
              <Hops hops={answer.hops} label="Connection steps" />
            </Section>
          )}
          {stillHolds}
          <WhatYouCanDo>
            {next}
            <div className={classes.actions}>
              {again}
              {fix}
              {answer.hops !== null && (
                <CopyButton
                  text={() => hopsAsText({ answer, hops: answer.hops ?? [], exchange })}
                  what="Report for IT"
                  label="Copy this for IT"
                />
              )}
              <span className={classes.subdued}>hops, times and addresses; no key, no user</span>
            </div>
          </WhatYouCanDo>
        </>
      );
    case "slow_down":
      return (
        <>
          <Section title="Statsig asks to wait">
            {answer.retryAfterMs === null ? (
              <p className={classes.text}>It did not say for how long.</p>
            ) : (
              <Countdown fromMs={answer.atMs} waitMs={answer.retryAfterMs} over="The time that Statsig asked for is over." />
            )}
            {answer.retryAfterMs === null && next}
            <div className={classes.actions}>{again}</div>
          </Section>
          {stillHolds}
        </>
      );
    case "refused":
      return (
        <>
          {keyInfo != null && (answer.fix === undefined || answer.fix === "keys") && (
            <Section title="The key that was used">
              <p className={classes.key}>
                <KeyBadge keyInfo={keyInfo} />
                <span className={classes.subdued}>{keyKindAllows[keyInfo.kind]}</span>
              </p>
            </Section>
          )}
          <WhatYouCanDo>
            {next}
            <div className={classes.actions}>
              {again}
              {fix}
            </div>
          </WhatYouCanDo>
        </>
      );
    default:
      return (
        <WhatYouCanDo>
          {next}
          {answer.retryAfterMs !== null && (
            <Countdown fromMs={answer.atMs} waitMs={answer.retryAfterMs} over="The time that the server asked for is over." />
          )}
          <div className={classes.actions}>
            {again}
            {fix}
          </div>
        </WhatYouCanDo>
      );
  }
}

function WhatYouCanDo({ children }: { children: ReactNode }) {
  return <Section title="What you can do">{children}</Section>;
}

function decidingFacts(answer: Answer, unit: AnswerSummaryProps["unit"]): Fact[] {
  const facts: (Fact | null)[] = [
    answer.kind === "gate" ? { name: "Value", value: <code>{JSON.stringify(answer.value)}</code> } : null,
    { name: "Because", value: answer.because },
    answer.groupName === null || answer.groupName === ""
      ? null
      : { name: answer.kind === "gate" || answer.kind === "config" ? "Rule" : "Group", value: answer.groupName },
    answer.ruleId === null || answer.ruleId === ""
      ? { name: "Rule ID", value: <span className={classes.subdued}>none</span> }
      : {
          name: "Rule ID",
          value: (
            <span className={classes.copied}>
              <code>{answer.ruleId}</code>
              <CopyButton text={answer.ruleId} what="Rule ID" />
            </span>
          ),
        },
    answer.kind === "layer"
      ? {
          name: "Experiment",
          value:
            answer.allocatedExperiment === null ? (
              <span className={classes.subdued}>none holds this unit’s slot</span>
            ) : (
              <code>{answer.allocatedExperiment}</code>
            ),
        }
      : null,
    answer.layerName === null ? null : { name: "Layer", value: <code>{answer.layerName}</code> },
    unit === null
      ? null
      : {
          name: "Unit",
          value: (
            <>
              {unit.idType} <code>{unit.value}</code>
            </>
          ),
        },
    { name: "Exposure", value: exposureSentence(answer) },
  ];
  return facts.filter((fact) => fact !== null);
}

function exposureSentence({ isLogged, kind }: Answer): string {
  if (!isLogged) return "Looking: nothing was logged.";
  return kind === "gate" || kind === "config"
    ? "Logged: Statsig counted this user as exposed."
    : "Logged: Statsig counted this user in the experiment’s results.";
}
