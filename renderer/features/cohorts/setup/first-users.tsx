import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { Glyph } from "#renderer/parts/state/glyph.tsx";
import type { EntityShares, FirstAnswers } from "#shared/domain/cohort/cohort.ts";
import { answerKey } from "#shared/domain/cohort/cohort-text.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { cellReader, fieldLabel } from "#shared/domain/user/user-mapping.ts";
import { AnswerCell, BreakingName, PendingCell } from "../answer-cell.tsx";
import { cohortsLabels } from "../cohorts-labels.ts";
import { type CurrentQuestion, useQuestion } from "../use-question.ts";
import classes from "./setup.module.css";

export interface FirstUsers {
  readonly question: CurrentQuestion;
  /** Undefined until they are known for this question. */
  readonly answers: FirstAnswers | undefined;
  readonly problem: string | null;
}

/** Evaluates the first users of what is set up, when nobody has typed for a moment. */
export function useFirstUsers(): FirstUsers {
  const question = useQuestion();
  const key = question.is === "ready" ? JSON.stringify(question.question) : "";
  const [settled] = useDebouncedValue({ key, question }, 200);
  const isSettled = settled.key === key;
  const { data, error } = useQuery({
    ...orpc.cohorts.firstAnswers.queryOptions({
      input:
        settled.question.is === "ready"
          ? settled.question.question
          : { projectId: "", tier: "", snapshotId: null, source: { kind: "saved_users" }, entities: [] },
    }),
    enabled: settled.question.is === "ready" && isSettled,
    retry: false,
  });
  const isKnown = isSettled && question.is === "ready";
  return { question, answers: isKnown ? data : undefined, problem: isKnown && error !== null ? sentenceOf(error) : null };
}

/** More columns are not listed: the result has them all. */
const maxColumns = 24;

/** The first users with the fields that differ, and what they get. What is the same for all is said above the table. */
export function FirstUsersTable({
  users,
  paths,
  first: { question, answers, problem },
}: {
  /** The first users, in the order of the source. */
  users: readonly StatsigUser[];
  paths: readonly string[];
  first: FirstUsers;
}) {
  const readers = paths.map((path) => cellReader(path));
  const all = question.is === "ready" ? (question.users ?? 0) : 0;
  if (problem !== null) return <p className={classes.foot}>{problem}</p>;
  const entities = answers === undefined ? [] : answers.shares.map((share, at) => ({ share, at }));
  const equal = answers === undefined || answers.users < 2 ? [] : entities.filter(({ share }) => isSameForAll(share));
  const differing = entities.filter((entity) => !equal.includes(entity));
  const shown = differing.slice(0, maxColumns);
  return (
    <>
      {equal.length > 0 && (
        <p className={classes.equal}>
          <span>{cohortsLabels.sameForAll(answers?.users ?? 0, all)}</span>
          {equal.map(({ share }) => (
            <span key={`${share.kind} ${share.name}`}>
              <Glyph state={share.outcomes[0]?.state ?? "unknown"} size={13} />
              <code>{share.name}</code>
              <span className="sr">{share.outcomes[0] === undefined ? "" : cohortsLabels.answerOf(share)}</span>
            </span>
          ))}
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={classes.firstUsers} aria-label={cohortsLabels.firstUsers} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {paths.map((path) => (
                <th key={path} scope="col">
                  {fieldLabel(path)}
                </th>
              ))}
              {shown.map(({ share }) => (
                <th key={`${share.kind} ${share.name}`} scope="col">
                  <BreakingName name={share.name} />
                </th>
              ))}
              {answers === undefined && <th scope="col">{cohortsLabels.answersColumn}</th>}
            </tr>
          </thead>
          <tbody>
            {users.map((user, row) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a row is its number
              <tr key={row}>
                {readers.map((read, at) => (
                  <td key={paths[at]}>
                    {read(user) === "" ? <span className="subdued">{cohortsLabels.notSet}</span> : <code>{read(user)}</code>}
                  </td>
                ))}
                {shown.map(({ share, at }) => (
                  <td key={`${share.kind} ${share.name}`}>
                    <AnswerCell share={share} code={answers?.codes[row]?.[at] ?? -1} />
                  </td>
                ))}
                {answers === undefined && (
                  <td>
                    <PendingCell />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className={classes.foot}>
        {all > users.length && <span>{cohortsLabels.firstOf(users.length, all)}</span>}
        {differing.length > shown.length && <span>{cohortsLabels.moreColumns(differing.length - shown.length)}</span>}
      </p>
    </>
  );
}

/** Equal in what a caller of Statsig sees; the rule may differ. */
function isSameForAll({ outcomes }: EntityShares): boolean {
  return new Set(outcomes.filter(({ users }) => users > 0).map(answerKey)).size <= 1;
}
