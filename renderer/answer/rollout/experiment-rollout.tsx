import { Check, CircleQuestionMark, Minus, X } from "lucide-react";
import type { ReactNode } from "react";
import type { ShownAnswer } from "#renderer/answer/explain/shown-answer.ts";
import { GroupRuler } from "#renderer/answer/rollout/group-ruler.tsx";
import { groupLine, groupSentence } from "#renderer/answer/rollout/group-slices.ts";
import { SlotLegend, SlotMap } from "#renderer/answer/rollout/slot-map.tsx";
import { slotShares } from "#renderer/answer/rollout/slot-shares.ts";
import { Section } from "#renderer/parts/section.tsx";
import type { SpecTrace } from "#shared/domain/explanation/explanation.ts";
import { useExplainRequest, useExplanation } from "../explain/explain.queries.ts";
import { explainRequest, shortWho } from "../explain/explain-request.ts";
import { live } from "../explain/explain-view.ts";
import { experimentPath, experimentPathLabels, type PathStep } from "./experiment-path.ts";
import classes from "./experiment-rollout.module.css";

/** Shows the steps of an experiment or a layer for this unit: override, holdout, slot, targeting, group. Renders nothing for other kinds. */
export function ExperimentPath({ subject }: { subject: ShownAnswer }) {
  const trace = useExperimentTrace(subject);
  const path = trace === null ? null : experimentPath(trace);
  return path === null ? null : <PathStrip steps={path} />;
}

/** Shows a layer's slots and an experiment's groups, with this unit's position in both. */
export function ExperimentRollout({ subject }: { subject: ShownAnswer }) {
  const trace = useExperimentTrace(subject);
  if (trace === null) return null;
  const who = shortWho(subject.request.userLabel);
  const experiment = trace.kind === "layer" ? (trace.rules.find(({ delegate }) => delegate !== null)?.delegate ?? null) : trace;
  const groups = experiment === null ? null : groupLine(experiment);
  return (
    <>
      <Slots subject={subject} trace={trace} />
      {groups !== null && (
        <Section
          title="Group"
          note={groupSentence(groups, who)}
          end={
            groups.bucket !== null && (
              <span className={classes.by}>
                by <code>{groups.bucket.idType}</code>
              </span>
            )
          }
        >
          <GroupRuler line={groups} who={who} />
        </Section>
      )}
    </>
  );
}

function useExperimentTrace(subject: ShownAnswer): SpecTrace | null {
  const isOfExperiments = subject.answer.kind === "experiment" || subject.answer.kind === "layer";
  const explained = useExplanation(useExplainRequest(isOfExperiments ? subject : null));
  return isOfExperiments && explained.data?.is === "explained" ? explained.data.explanation.trace : null;
}

/** Shows the owner of each slot. Only the layer's rules contain all owners; an experiment's rules contain only its own slots. */
function Slots({ subject, trace }: { subject: ShownAnswer; trace: SpecTrace }) {
  const layerName = trace.kind === "layer" ? null : subject.answer.layerName;
  const layerSubject: ShownAnswer | null =
    layerName === null ? null : { ...subject, answer: { ...subject.answer, kind: "layer", name: layerName } };
  const layer = useExplanation(layerSubject === null ? null : explainRequest(layerSubject, { asOf: live, snapshotId: null }));
  const layerTrace = layerSubject !== null && layer.data?.is === "explained" ? layer.data.explanation.trace : null;
  const own = slotShares(trace);
  const whole = layerTrace === null ? null : slotShares(layerTrace);
  const shares = own === null ? null : whole === null ? own : { ...whole, own: own.own, others: without(whole.others, whole.own, own.own) };
  if (shares === null) return null;
  const title = `Slot ${shares.bucket.bucket}`;
  return (
    <Section
      title={title}
      note={layerName !== null ? `of ${layerName}` : trace.kind === "layer" ? `of ${trace.name}` : "of the layer"}
      end={<SlotLegend shares={shares} />}
    >
      <SlotMap shares={shares} />
    </Section>
  );
}

/** Returns the slots of all other experiments. */
function without(others: ReadonlySet<number>, decided: ReadonlySet<number>, own: ReadonlySet<number>): ReadonlySet<number> {
  return new Set([...others, ...decided].filter((slot) => !own.has(slot)));
}

function PathStrip({ steps }: { steps: readonly PathStep[] }) {
  return (
    <ol className={classes.path} aria-label={experimentPathLabels.list}>
      {steps.map(({ name, text, state }) => (
        <li key={name} className={classes.step} data-state={state}>
          <span className={classes.name}>{name}</span>
          <span className={classes.text}>
            {marks[state]}
            {text === "" ? "not reached" : text}
          </span>
        </li>
      ))}
    </ol>
  );
}

const marks: Record<PathStep["state"], ReactNode> = {
  passed: <Check size={13} strokeWidth={2.6} aria-hidden />,
  stopped: <X size={13} strokeWidth={2.6} aria-hidden />,
  arrived: null,
  ahead: <Minus size={13} aria-hidden />,
  unknown: <CircleQuestionMark size={13} aria-hidden />,
};
