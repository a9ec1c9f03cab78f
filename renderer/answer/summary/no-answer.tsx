import { Button } from "@mantine/core";
import { RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { sentenceOf } from "#renderer/host/failure.ts";
import { useCheckAgainVerb } from "#renderer/session/check-verb.ts";
import { watchChoices } from "#renderer/session/session.ts";
import { CopyButton } from "#renderer/ui/copy-button.tsx";
import { type Answer, entityKindLabels, maxNamesInOneCheck } from "#shared/domain/evaluation/evaluation.ts";
import { maxRetryAfterMs } from "#shared/domain/exchange/retry-after.ts";
import { keyKindAllows } from "#shared/domain/project/key-info.ts";
import { formatAge } from "#shared/domain/text/format-duration.ts";
import { upperFirst } from "#shared/domain/text/upper-first.ts";
import { Hops } from "../../parts/hops.tsx";
import { KeyBadge } from "../../parts/key-badge.tsx";
import { Section } from "../../parts/section.tsx";
import { answerLabels } from "../answer-labels.ts";
import { hopsAsText } from "../exchange/hops-text.ts";
import { useDefinitions, useRefreshDefinitions } from "../explain/explain.queries.ts";
import classes from "./answer-summary.module.css";
import type { AnswerSummaryProps } from "./answer-summary-props.ts";
import { Countdown } from "./countdown.tsx";
import { FixButton } from "./fix-button.tsx";
import { NearNames } from "./near-names.tsx";
import { StillHolds } from "./still-holds.tsx";

/** Shows where a request stopped that brought no answer, and what the person can do. */
export function NoAnswer({ subject, isExplainable, exchange, keyInfo, onCheckName, onCheckAgain, onWhy }: AnswerSummaryProps) {
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
            {!isPast && onCheckAgain !== undefined && (
              <RefreshDefinitions projectId={subject.request.projectId} verb={verb} onRefreshed={onCheckAgain} />
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
              <p className={classes.text}>{answerLabels.waitUnknown}</p>
            ) : (
              <Countdown fromMs={answer.atMs} waitMs={answer.retryAfterMs} over="The time that Statsig asked for is over." />
            )}
            {(answer.retryAfterMs === null || answer.retryAfterMs >= maxRetryAfterMs) && next}
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

/** Reads the project's definitions again and then checks again: a name that is new is in them only then. Shown where there are definitions. */
function RefreshDefinitions({ projectId, verb, onRefreshed }: { projectId: string; verb: string; onRefreshed: () => void }) {
  const definitions = useDefinitions(projectId).data;
  const refresh = useRefreshDefinitions();
  if (definitions?.source !== "live" && definitions?.source !== "sandbox") return null;
  return (
    <div className={classes.actions}>
      <Button
        variant="default"
        leftSection={<RotateCw size={14} aria-hidden />}
        loading={refresh.isPending}
        onClick={() => {
          // Reading takes a while: what was switched meanwhile, such as logging, must not be undone by the check.
          const isStillWanted = watchChoices();
          refresh.mutate({ projectId }, { onSuccess: () => isStillWanted() && onRefreshed() });
        }}
      >
        {answerLabels.refreshAndCheck(verb)}
      </Button>
      {definitions.ageMs !== null && <span className={classes.subdued}>the definitions are {formatAge(definitions.ageMs)}</span>}
      {refresh.data?.problem != null && <span className={classes.subdued}>{refresh.data.problem}</span>}
      {refresh.isError && <span className={classes.subdued}>{sentenceOf(refresh.error)}</span>}
    </div>
  );
}

function WhatYouCanDo({ children }: { children: ReactNode }) {
  return <Section title="What you can do">{children}</Section>;
}

/** Says that a gate which fails may not exist, with names that are near. */
export function MayBeMissing({ answer, onCheckName }: { answer: Answer; onCheckName?: (name: string) => void }) {
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
