import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { Glyph } from "#renderer/parts/state/glyph.tsx";
import { useProjectId } from "#renderer/session/session.ts";
import { stateLabels } from "#shared/domain/evaluation/state-label.ts";
import type { EntityReach, OutcomeReach, Suggestion } from "#shared/domain/expectation/suite-run.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import classes from "./coverage.module.css";
import { MadeUser } from "./made-user.tsx";
import { outcomeName, ReachStrip, reachOf } from "./reach-strip.tsx";
import { testsLabels } from "./tests-labels.ts";
import { type ChosenRules, choiceOf, type TestsRun } from "./tests-run.ts";

/** The outcomes of one entity: who reaches each, and a user made for one that no test reaches. */
export function CoverageDetail({
  entity,
  run,
  file,
  hasTitle,
  onChanged,
}: {
  entity: EntityReach;
  /** The run that found these outcomes. */
  run: Pick<TestsRun, "rules">;
  file: string | null;
  hasTitle: boolean;
  onChanged: () => void;
}) {
  const { outcomes } = entity;
  const missing = outcomes.filter(({ reachedBy }) => reachedBy === 0);
  const [chosenKey, setChosenKey] = useState<string | null>(null);
  const [impossible, setImpossible] = useState<ReadonlySet<string>>(new Set());
  const chosen = missing.find(({ key }) => key === chosenKey) ?? missing.find(({ key }) => !impossible.has(key)) ?? missing[0];
  const made = useRef<HTMLElement>(null);
  const choose = (key: string) => {
    setChosenKey(key);
    made.current?.focus({ preventScroll: true });
  };
  const noteImpossible = (key: string) => setImpossible((known) => (known.has(key) ? known : new Set([...known, key])));
  const tests = outcomes.reduce((sum, { reachedBy }) => sum + reachedBy, 0);
  return (
    <div className={classes.detail}>
      <div className={classes.who}>
        {hasTitle && (
          <h2>
            {testsLabels.coverageOf} <code>{entity.name}</code>
          </h2>
        )}
        <p>
          <strong>{formatNumber(outcomes.length - missing.length)}</strong> {testsLabels.ofOutcomes}{" "}
          <strong>{formatNumber(outcomes.length)}</strong> {testsLabels.areReachedBy(tests)}
        </p>
        {hasTitle && <ReachStrip outcomes={outcomes} impossible={impossible} isShort />}
        <ol className={classes.outcomes} aria-label={testsLabels.outcomes}>
          {outcomes.map((outcome) => (
            <Outcome
              key={outcome.key}
              outcome={outcome}
              reach={reachOf(outcome, impossible)}
              isShown={outcome.key === chosen?.key}
              onAddUser={file === null ? null : () => choose(outcome.key)}
            />
          ))}
        </ol>
      </div>
      {chosen !== undefined && file !== null && (
        <section ref={made} tabIndex={-1} className={classes.made} aria-label={testsLabels.madeUser}>
          <MadeUsers
            key={entity.name}
            entity={entity}
            rules={run.rules}
            file={file}
            chosen={chosen}
            missing={missing.length}
            onImpossible={noteImpossible}
            onChanged={() => {
              setChosenKey(null);
              // The button that was pressed is gone with its outcome.
              made.current?.focus({ preventScroll: true });
              onChanged();
            }}
          />
        </section>
      )}
    </div>
  );
}

function Outcome({
  outcome,
  reach,
  isShown,
  onAddUser,
}: {
  outcome: OutcomeReach;
  reach: ReturnType<typeof reachOf>;
  isShown: boolean;
  onAddUser: (() => void) | null;
}) {
  const { number, title, side, state, users } = outcome;
  const name = outcomeName(outcome);
  return (
    <li data-reach={reach}>
      <span className={classes.number}>{number}</span>
      <span className={classes.outcomeName} title={name}>
        <span className="ell">{number === null ? name : title}</span>
        {side !== null && <span className={classes.side}>, {side}</span>}
      </span>
      <span className={classes.state}>
        <Glyph state={state} size={13} />
        {stateLabels[state]}
      </span>
      <span className={classes.reachedBy}>
        {reach === "reached" ? (
          <code className="ell" title={users.join(", ")}>
            {testsLabels.reachedByUsers(users)}
          </code>
        ) : isShown ? (
          <span>{testsLabels.shown}</span>
        ) : onAddUser === null ? (
          testsLabels.notReached
        ) : (
          <button type="button" className="link" aria-label={`${testsLabels.addUser}: ${number ?? ""} ${name}`} onClick={onAddUser}>
            {reach === "impossible" ? testsLabels.whyNot : testsLabels.addUser}
          </button>
        )}
      </span>
    </li>
  );
}

/** The user of the chosen outcome, or those of all that no test reaches. */
function MadeUsers({
  entity,
  rules,
  file,
  chosen,
  missing,
  onImpossible,
  onChanged,
}: {
  entity: EntityReach;
  rules: ChosenRules | null;
  file: string;
  chosen: OutcomeReach;
  missing: number;
  onImpossible: (key: string) => void;
  onChanged: () => void;
}) {
  const [showsAll, setShowsAll] = useState(false);
  /** The new ID after which another user of the chosen outcome is searched. */
  const [after, setAfter] = useState<{ readonly key: string; readonly id: number } | null>(null);
  const projectId = useProjectId();
  const afterId = !showsAll && after?.key === chosen.key ? after.id : 0;
  const search = useQuery({
    ...orpc.suites.suggest.queryOptions({
      input: { projectId, file, entity, only: showsAll ? null : chosen.key, afterId, ...choiceOf(rules) },
    }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  useEffect(() => {
    for (const { key, test } of search.data ?? []) if (test === null && afterId === 0) onImpossible(key);
  }, [search.data, afterId, onImpossible]);
  const toggle = missing > 1 && (
    <button type="button" className="link" onClick={() => setShowsAll(!showsAll)}>
      {showsAll ? testsLabels.onlyOne : testsLabels.allMissing(missing)}
    </button>
  );
  if (search.isPending)
    return (
      <>
        <MadeTitle outcome={chosen} />
        <p className={classes.lands} role="status">
          {testsLabels.searchingUser}
        </p>
      </>
    );
  if (search.isError)
    return (
      <p className={classes.problem} role="alert">
        {sentenceOf(search.error)}
      </p>
    );
  const another = ({ key, idNumber }: Suggestion) => (idNumber === null || showsAll ? null : () => setAfter({ key, id: idNumber }));
  return (
    <>
      {search.data.map((suggestion) => {
        const outcome = entity.outcomes.find(({ key }) => key === suggestion.key) ?? chosen;
        return (
          <div key={suggestion.key} className={classes.oneMade}>
            <MadeTitle outcome={outcome} isImpossible={suggestion.test === null} />
            <MadeUser suggestion={suggestion} file={file} onAdded={onChanged} onAnother={another(suggestion)} />
          </div>
        );
      })}
      <p className={classes.foot}>
        {toggle}
        <span>{testsLabels.missingHint}</span>
      </p>
    </>
  );
}

function MadeTitle({ outcome: { number, side }, isImpossible = false }: { outcome: OutcomeReach; isImpossible?: boolean }) {
  return (
    <h3>
      {isImpossible ? testsLabels.noUserReaches(number) : testsLabels.addUserThatReaches(number)} {side !== null && <span>{side}</span>}
    </h3>
  );
}
