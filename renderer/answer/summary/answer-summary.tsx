import { TriangleAlert } from "lucide-react";
import { CopyButton } from "#renderer/ui/copy-button.tsx";
import { lazyPart } from "#renderer/ui/lazy-part.tsx";
import { type Answer, isAnswered } from "#shared/domain/evaluation/evaluation.ts";
import { describeRule } from "#shared/domain/evaluation/rule-text.ts";
import { Section } from "../../parts/section.tsx";
import { answerLabels } from "../answer-labels.ts";
import { usePlainExplanation } from "../explain/explain.queries.ts";
import type { ShownAnswer } from "../explain/shown-answer.ts";
import classes from "./answer-summary.module.css";
import type { AnswerSummaryProps } from "./answer-summary-props.ts";
import { type Fact, Facts } from "./facts.tsx";
import { Ranking } from "./ranked-list.tsx";
import { ValueView } from "./value-view.tsx";

/** Loaded at its first use: most answers are answers. */
const NoAnswer = lazyPart(async () => (await import("./no-answer.tsx")).NoAnswer);
const MayBeMissing = lazyPart(async () => (await import("./no-answer.tsx")).MayBeMissing);
const ExperimentPath = lazyPart(async () => (await import("../rollout/experiment-rollout.tsx")).ExperimentPath);
const ExperimentRollout = lazyPart(async () => (await import("../rollout/experiment-rollout.tsx")).ExperimentRollout);

/** Shows the facts of an answer; if Statsig gave none, shows where the request stopped and what the person can do. */
export function AnswerSummary(props: AnswerSummaryProps) {
  const { state } = props.subject.answer;
  return <div className={classes.summary}>{isAnswered(state) ? <Answered {...props} /> : <NoAnswer {...props} />}</div>;
}

function Answered({ subject, isExplainable, unit, onCheckName, logExposure }: AnswerSummaryProps) {
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
      <Section title={answerLabels.whatDecided}>
        <Facts facts={decidingFacts(answer, unit)} />
      </Section>
      {logExposure}
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
  if (!isLogged) return `${answerLabels.looked}.`;
  return kind === "gate" || kind === "config"
    ? "Logged: Statsig counted this user as exposed."
    : "Logged: Statsig counted this user in the experiment’s results.";
}
