import { ActionIcon } from "@mantine/core";
import { Pin } from "lucide-react";
import type { ReactNode } from "react";
import { resultFocus } from "#renderer/ui/keyboard/keep-focus.ts";
import { answerSentence, exposureOf } from "#shared/domain/evaluation/answer-text.ts";
import { type Answer, entityKindLabels, hasAnswer, isAnswered } from "#shared/domain/evaluation/evaluation.ts";
import { stateLabel } from "#shared/domain/evaluation/state-label.ts";
import { formatDuration } from "#shared/domain/text/format-duration.ts";
import { formatTimeOrDate } from "#shared/domain/text/format-time.ts";
import { keepUnits } from "#shared/domain/text/keep-units.ts";
import { ProvenanceMark } from "../../parts/provenance.tsx";
import { Glyph } from "../../parts/state/glyph.tsx";
import { stateColour } from "../../parts/state/state-look.ts";
import { StrongNames } from "../../parts/strong-names.tsx";
import { answerLabels } from "../answer-labels.ts";
import classes from "./answer-line.module.css";

export type AnswerLineProps = {
  answer: Answer;
  /** The name of the person. */
  who: string;
  tier: string;
  /** The unit that decided; null if the user has none. */
  unit: { idType: string; value: string } | null;
  /** True while the answer is not current: it is shown in grey with an outlined bar. */
  isStale?: boolean;
  /** The sentence; else it is made from the answer. */
  sentence?: string;
  /** The notes at the end of the provenance line: elapsed time and Cancel. */
  notes?: ReactNode;
  /** Replaces the provenance line: why the answer is not current, or that it is explained as the person types. */
  meta?: ReactNode;
  isPinned?: boolean;
  onPin?: () => void;
  /** The button that copies the answer without private values. */
  copy: ReactNode;
  /** The buttons after copy and pin: Close. */
  actions?: ReactNode;
};

/** Shows the header of an answer, complete enough for a screenshot: state, name, reason, source and time. */
export function AnswerLine({
  answer,
  who,
  tier,
  unit,
  isStale = false,
  sentence = answerSentence(answer, who, tier),
  notes,
  meta,
  isPinned = false,
  onPin,
  copy,
  actions,
}: AnswerLineProps) {
  const isReached = answer.state !== "unreached" && answer.state !== "not_sent";
  return (
    <section
      {...resultFocus}
      className={classes.answer}
      data-drawn={isStale ? "outline" : isAnswered(answer.state) ? "solid" : "hatched"}
      aria-label={answerLabels.answer}
    >
      <div className={classes.bar} style={{ color: stateColour(answer.state) }} />
      <h2 className={classes.line} data-name-is={nameLength(answer.name)} data-not-current={isStale || undefined}>
        <span className={classes.state} style={{ color: stateColour(answer.state) }}>
          <Glyph state={answer.state} size={22} />
          {stateLabel(answer)}
        </span>
        {answer.name !== "" && <code className={classes.name}>{answer.isNameHashed ? `#${answer.name}` : answer.name}</code>}
      </h2>
      <p className={classes.because} data-not-current={isStale || undefined}>
        <StrongNames sentence={keepUnits(sentence)} names={[keepUnits(who), tier]} />
      </p>
      {meta !== undefined && <div className={classes.meta}>{meta}</div>}
      <div className={classes.meta} hidden={meta !== undefined}>
        {isReached && <ProvenanceMark provenance={answer.provenance} />}
        <span className={classes.when}>
          {formatTimeOrDate(answer.atMs, Date.now())}
          {isReached && ` · ${formatDuration(answer.elapsedMs)}`}
        </span>
        {answer.state === "unreached" && (
          <>
            <span className={classes.when}>tried once, gave up after {formatDuration(answer.elapsedMs)}</span>
            <span>this says nothing about the {answer.name === "" ? "answers" : entityKindLabels[answer.kind].one}</span>
          </>
        )}
        {unit !== null && (
          <span className={classes.unit}>
            {unit.idType} <code>{unit.value}</code>
          </span>
        )}
        <ExposureNote exposure={exposureOf(answer)} hasResult={hasAnswer(answer.state)} />
        {notes}
      </div>
      <div className={classes.actions}>
        {copy}
        {onPin !== undefined && (
          <ActionIcon aria-label="Pin in history" title="Pin in history" aria-pressed={isPinned} onClick={onPin}>
            <Pin size={15} fill={isPinned ? "currentColor" : "none"} aria-hidden />
          </ActionIcon>
        )}
        {actions}
      </div>
    </section>
  );
}

/** Up to so many letters, a name has room beside the buttons of a pane of 740, 940 or 1,140 px: `answer-line.module.css`. */
function nameLength({ length }: string): "long" | "longer" | "longest" | undefined {
  return length > 62 ? "longest" : length > 42 ? "longer" : length > 22 ? "long" : undefined;
}

/** Shows if the request of an answer was logged. It is shown on every answer. Without an answer, nothing is logged whether the switch says Looking or Logging. */
export function ExposureNote({ exposure, hasResult = true }: { exposure: ReturnType<typeof exposureOf>; hasResult?: boolean }) {
  if (exposure === "none") return <span className={classes.looked}>{hasResult ? answerLabels.looked : answerLabels.notLogged}</span>;
  return <span className={classes.logged}>{exposure === "logged" ? answerLabels.logged : answerLabels.mayBeLogged}</span>;
}
