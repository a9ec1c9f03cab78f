import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { orpc } from "#renderer/host/client.ts";
import { isFieldUsed } from "#renderer/parts/field-usage.ts";
import { StrongNames } from "#renderer/parts/strong-names.tsx";
import { WriteButton } from "#renderer/parts/write-button.tsx";
import { checkVerb } from "#renderer/session/check-verb.ts";
import { goBackTo, isConfirmationNeeded, projectNameOf, useSession } from "#renderer/session/session.ts";
import { Chord } from "#renderer/ui/keyboard/kbd.tsx";
import { announce } from "#renderer/ui/live-region.tsx";
import { type Answer, entityKindLabels } from "#shared/domain/evaluation/evaluation.ts";
import type { AskedRequest, RequestChange } from "#shared/domain/evaluation/request-change.ts";
import { describeChange, describeFieldChange } from "#shared/domain/evaluation/request-change-text.ts";
import { stateLabel } from "#shared/domain/evaluation/state-label.ts";
import { isExplainedKind } from "#shared/domain/explanation/explain-request.ts";
import { shortWho } from "../explain/explain-request.ts";
import { currentLabels } from "./current-labels.ts";
import classes from "./not-current.module.css";

export type NotCurrentProps = {
  /** The request of the shown answer. */
  then: AskedRequest;
  now: AskedRequest;
  change: RequestChange;
  /** The answer; null for many answers, for which no fields are counted as read. */
  answer: Answer | null;
  onCheck: () => void;
};

/** Says that an answer is about another request than the current one: for whom it is, what has changed, and how to get the current answer. */
export function NotCurrent({ then, now, change, answer, onCheck }: NotCurrentProps) {
  const [isListed, setListed] = useState(false);
  const projectThen = useSession((state) => projectNameOf(state, then.projectId));
  const isProjectGone = useSession(({ projects }) => !projects.some(({ id }) => id === then.projectId));
  const projectNow = useSession((state) => projectNameOf(state, now.projectId));
  const isRead = useIsRead(now, answer);
  const [whoThen, whoNow] = [shortWho(then.userLabel), shortWho(now.userLabel)];
  const names = { projectThen, projectNow, whoThen, whoNow, isRead, what: answer === null ? null : entityKindLabels[answer.kind].one };
  const sentence = describeChange(then, now, change, names);
  const isUnread = isRead !== null && change.fields.length > 0 && change.tier === null && !change.fields.some(({ path }) => isRead(path));
  const still = isUnread && answer !== null && change.names === null ? ` Still ${stateLabel(answer)}.` : "";
  const nameNow = change.names?.length === 1 ? change.names[0] : undefined;
  const isUserOther = change.isOtherUser || change.userProblem !== null || change.fields.length > 0;
  const places = isUserOther ? null : placesOf(change, { projectThen, projectNow });
  const verb = checkVerb(now.isLogging);
  const current = places === null ? currentLabels.checkFor(verb, whoNow) : currentLabels.checkIn(verb, places.after);
  const again = nameNow === undefined ? current : `${verb} ${nameNow}`;
  // Other names and the logging switch are not set back, and a removed project cannot be.
  const canGoBack = !isProjectGone && then.userProblem == null && (isUserOther || places !== null || then.keyId !== now.keyId);
  const isProtected = useSession(isConfirmationNeeded);
  return (
    <div className={classes.line}>
      <p className={classes.text} aria-live="polite">
        <b>{currentLabels.notCurrent}</b>{" "}
        <StrongNames sentence={`${sentence}${still}`} names={[whoThen, then.tier, projectThen, whoNow, now.tier, projectNow]} />
        {change.fields.length > 2 && (
          <>
            {" "}
            <button type="button" className="link" aria-expanded={isListed} onClick={() => setListed(!isListed)}>
              {isListed ? "Hide them" : "Show all changes"}
            </button>
          </>
        )}
      </p>
      <span className={classes.acts}>
        {canGoBack && (
          <button
            type="button"
            className="link"
            onClick={() => {
              goBackTo(then);
              announce(`The ${places === null ? `panel has ${whoThen}` : `top bar has ${places.before}`} again, as in this answer.`);
            }}
          >
            {currentLabels.backTo(places?.before ?? whoThen)}
          </button>
        )}
        {now.isLogging ? (
          <WriteButton isConfirmationNeeded={isProtected} onClick={onCheck}>
            {`${again}${isProtected ? "…" : ""}`}
          </WriteButton>
        ) : (
          <Button variant="default" rightSection={<Chord chord="Mod+Enter" bare />} onClick={onCheck}>
            {again}
          </Button>
        )}
      </span>
      {isListed && (
        <ul className={classes.changes} aria-label="What changed in the panel">
          {change.fields.map((field) => (
            <li key={field.path.join(".")}>
              <code>{describeFieldChange(field)}</code>
              {isRead !== null && !isRead(field.path) && <span> not read</span>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Names the project, or else the tier, that is another one now; null if both are the same. */
function placesOf(
  change: RequestChange,
  { projectThen, projectNow }: { readonly projectThen: string; readonly projectNow: string },
): { readonly before: string; readonly after: string } | null {
  if (change.isOtherProject) return { before: projectThen, after: projectNow };
  return change.tier === null ? null : { before: change.tier.from, after: change.tier.to };
}

/** Returns whether the rules of the answer's name read a field; null if its rules are not known. */
function useIsRead(now: AskedRequest, answer: Answer | null): ((path: readonly string[]) => boolean) | null {
  const kind = answer?.kind ?? "ranked";
  const readiness = useQuery(
    orpc.explain.readiness.queryOptions({
      input: {
        projectId: now.projectId,
        tier: now.tier,
        user: now.user,
        kind: isExplainedKind(kind) ? kind : "gate",
        name: answer?.name ?? "",
        snapshotId: null,
      },
      enabled: isExplainedKind(kind) && answer !== null && !answer.isNameHashed && now.userProblem == null,
    }),
  ).data;
  if (readiness?.is !== "known") return null;
  const usage = { name: answer?.name ?? "", fields: readiness.fields, traps: [] };
  return (path) => isFieldUsed(usage, path) || (path.length === 1 && readiness.fields.some(({ path: [first] }) => first === path[0]));
}
