import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { orpc } from "#renderer/host/client.ts";
import { KindIcon } from "#renderer/parts/kind-icon.tsx";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import type { EntityReach, TestRow } from "#shared/domain/expectation/suite-run.ts";
import classes from "./coverage.module.css";
import { CoverageDetail } from "./coverage-pane.tsx";
import { ReachStrip } from "./reach-strip.tsx";
import { moveBetweenRows } from "./row-keys.ts";
import { RunFacts } from "./run-facts.tsx";
import { testsLabels } from "./tests-labels.ts";
import type { TestsRun } from "./tests-run.ts";

const none: ReadonlySet<string> = new Set();

/** For each tested name: which rules, groups and outcomes some test reaches, and which none does. `isWide`: the details of one stand beside the list. */
export function CoverageView({
  run,
  openKey,
  isWide,
  onOpen,
  onChanged,
}: {
  run: TestsRun;
  /** The entity with its details. */
  openKey: string | null;
  isWide: boolean;
  onOpen: (key: string | null) => void;
  onChanged: () => void;
}) {
  const { summary, rows } = run;
  const coverage = summary?.coverage ?? [];
  const [showsOthers, setShowsOthers] = useState(false);
  const names = useNames(run);
  if (summary === null || coverage.length === 0)
    return (
      <EmptyState title={testsLabels.noCoverage}>
        <p>{summary?.isLive === true ? testsLabels.noCoverageLive : testsLabels.noCoverageHint}</p>
      </EmptyState>
    );
  const { reached, total } = coverageCounts(coverage);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys move between the buttons inside
    <div onKeyDown={moveBetweenRows}>
      <h2 className={classes.headline}>
        <b>{reached}</b> {testsLabels.ofOutcomes} <b>{total}</b> {testsLabels.reachedByATest}
      </h2>
      <p className={classes.facts}>
        <RunFacts {...{ summary, rules: run.rules }} />
        {names !== null && <span>{testsLabels.namesWithTest(names.known.length - names.untested.length, names.known.length)}</span>}
        {names !== null && names.untested.length > 0 && (
          <button type="button" className={classes.showOthers} aria-expanded={showsOthers} onClick={() => setShowsOthers(!showsOthers)}>
            {showsOthers ? testsLabels.hideOthers : testsLabels.showOthers(names.untested.length)}
          </button>
        )}
      </p>
      {names !== null && showsOthers && (
        <ul className={classes.others} aria-label={testsLabels.untested}>
          {names.untested.map(({ kind, name }) => (
            <li key={`${kind} ${name}`}>
              <KindIcon kind={kind} />
              <code>{name}</code> <span className="sr">{kind}</span>
            </li>
          ))}
        </ul>
      )}
      <div className={classes.heads} aria-hidden="true">
        <span>{testsLabels.coverageColumns.name}</span>
        <span>{testsLabels.coverageColumns.outcomes}</span>
        <span>{testsLabels.coverageColumns.reached}</span>
        <span>{testsLabels.coverageColumns.tests}</span>
      </div>
      {sortedCoverage(coverage).map((entity) => {
        const key = entityKey(entity);
        const isOpen = key === openKey;
        const tests = rows.filter(({ kind, name }) => kind === entity.kind && name === entity.name).length;
        return (
          <div key={key} className={classes.entity}>
            <button
              type="button"
              data-row
              className={classes.row}
              {...(isWide ? { "aria-current": isOpen } : { "aria-expanded": isOpen })}
              onClick={() => onOpen(isOpen && !isWide ? null : key)}
            >
              <span className={classes.name}>
                <KindIcon kind={entity.kind} />
                <code>{entity.name}</code> <span className="sr">{entity.kind}</span>
              </span>
              {entity.outcomes.length === 0 ? (
                <span className={classes.absent}>{testsLabels.notInRules}</span>
              ) : (
                <ReachStrip outcomes={entity.outcomes} impossible={none} />
              )}
              <span className={classes.count} data-all={shareOf(entity) === 1 || undefined}>
                {reachText(entity)}
              </span>
              <span className={classes.count}>
                {tests}
                <span className="sr"> {testsLabels.coverageColumns.tests.toLowerCase()}</span>
              </span>
            </button>
            {isOpen && !isWide && (
              <div className={classes.unfolded}>
                <CoverageDetail {...{ entity, run, onChanged }} file={fileOf(entity, rows)} hasTitle={false} />
              </div>
            )}
          </div>
        );
      })}
    </div>
  );
}

/** The names of the project whose rules the run used, and those of them that have no test; null for rules of files, whose names are not known here. */
function useNames({ summary, rows }: TestsRun) {
  const projects = [...new Set((summary?.rules ?? []).map(({ projectId }) => projectId))];
  const [projectId = ""] = projects;
  const isOne = projects.length === 1 && rows.every((row) => row.projectId === projectId);
  const { data } = useQuery({ ...orpc.catalog.names.queryOptions({ input: { projectId } }), enabled: isOne });
  if (!isOne || data === undefined) return null;
  const tested = new Set(rows.map(({ name }) => name));
  // Ranked lists have no rules, and segments and holdouts are parts of other names.
  const known = data.names.filter(({ kind, entity }) => kind !== "ranked" && entity !== "segment" && entity !== "holdout");
  return { known, untested: known.filter(({ name }) => !tested.has(name)) };
}

/** The details of one entity beside the list. */
export function CoveragePane({ entity, run, onChanged }: { entity: EntityReach; run: TestsRun; onChanged: () => void }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard
    <aside className={classes.pane} tabIndex={0} aria-label={`${testsLabels.coverageOf} ${entity.name}`}>
      <CoverageDetail key={entityKey(entity)} {...{ entity, run, onChanged }} file={fileOf(entity, run.rows)} hasTitle />
    </aside>
  );
}

export function coverageCounts(coverage: readonly EntityReach[]): { readonly reached: number; readonly total: number } {
  return {
    reached: coverage.reduce((sum, entity) => sum + reachOf(entity), 0),
    total: coverage.reduce((sum, { outcomes }) => sum + outcomes.length, 0),
  };
}

/** What needs most comes first. */
export function sortedCoverage(coverage: readonly EntityReach[]): EntityReach[] {
  return coverage.toSorted((one, other) => shareOf(one) - shareOf(other));
}

export const entityKey = ({ kind, name }: Pick<EntityReach, "kind" | "name">) => `${kind} ${name}`;

function reachOf({ outcomes }: EntityReach): number {
  return outcomes.filter(({ reachedBy }) => reachedBy > 0).length;
}

/** 1 for a name that the rules do not have: nothing of it is missing. */
function shareOf(entity: EntityReach): number {
  return entity.outcomes.length === 0 ? 1 : reachOf(entity) / entity.outcomes.length;
}

function reachText(entity: EntityReach): string {
  if (entity.outcomes.length === 0) return "";
  const reached = reachOf(entity);
  const total = entity.outcomes.length;
  return reached === total ? testsLabels.reachedAll(total) : testsLabels.reachedOf(reached, total);
}

function fileOf(entity: EntityReach, rows: readonly TestRow[]): string | null {
  return rows.find(({ kind, name }) => kind === entity.kind && name === entity.name)?.file ?? null;
}
