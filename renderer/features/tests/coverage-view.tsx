import { Button } from "@mantine/core";
import { Plus } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { client } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { useProjectId } from "#renderer/session/session.ts";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { testText } from "#shared/domain/expectation/edit-suite.ts";
import type { EntityReach, Suggestion, SuiteRunSummary, TestRow } from "#shared/domain/expectation/suite-run.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { nameOf } from "./run-strip.tsx";
import { useWriteEdit } from "./test-body.tsx";
import classes from "./tests.module.css";
import { testsLabels } from "./tests-labels.ts";

/** For each tested name: which rules, groups and outcomes some test reaches, and which none does. */
export function CoverageView({
  summary,
  rows,
  onChanged,
}: {
  summary: SuiteRunSummary | null;
  rows: readonly TestRow[];
  onChanged: () => void;
}) {
  const [chosen, setChosen] = useState<string | null>(null);
  const coverage = summary?.coverage ?? [];
  if (summary === null || coverage.length === 0)
    return (
      <EmptyState title={testsLabels.noCoverage}>
        <p>{summary?.isLive === true ? testsLabels.noCoverageLive : testsLabels.noCoverageHint}</p>
      </EmptyState>
    );
  const sorted = coverage.toSorted((one, other) => shareOf(one) - shareOf(other));
  return (
    <div className={classes.list}>
      <div className={classes.coverageHeads} aria-hidden="true">
        <span>{testsLabels.coverageColumns.name}</span>
        <span>{testsLabels.coverageColumns.outcomes}</span>
        <span>{testsLabels.coverageColumns.reached}</span>
      </div>
      {sorted.map((entity) => {
        const key = keyOf(entity);
        const isOpen = key === chosen;
        return (
          <div key={key} className={classes.entity} data-open={isOpen || undefined}>
            <button type="button" className={classes.coverageRow} aria-expanded={isOpen} onClick={() => setChosen(isOpen ? null : key)}>
              <span className={classes.name}>
                <code>{entity.name}</code> <small>{entity.kind}</small>
              </span>
              {entity.outcomes.length === 0 ? <span>{testsLabels.notInRules}</span> : <ReachStrip entity={entity} />}
              <span>{reachText(entity)}</span>
            </button>
            {isOpen && <Outcomes entity={entity} file={fileOf(entity, rows)} onChanged={onChanged} />}
          </div>
        );
      })}
    </div>
  );
}

export function coverageCounts(coverage: readonly EntityReach[]): { readonly reached: number; readonly total: number } {
  return {
    reached: coverage.reduce((sum, entity) => sum + reachOf(entity), 0),
    total: coverage.reduce((sum, { outcomes }) => sum + outcomes.length, 0),
  };
}

const keyOf = ({ kind, name }: Pick<EntityReach, "kind" | "name">) => `${kind} ${name}`;

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

/** One cell for each outcome, in the order of the rules. */
function ReachStrip({ entity: { outcomes } }: { entity: EntityReach }) {
  return (
    <span
      className={classes.reach}
      role="img"
      aria-label={outcomes
        .map(({ label, reachedBy }) => `${label}, ${reachedBy > 0 ? testsLabels.reached : testsLabels.notReached}`)
        .join("; ")}
    >
      {outcomes.map(({ key, label, reachedBy }) => (
        <i key={key} data-reached={reachedBy > 0 || undefined} title={label}>
          {shortLabel(label)}
        </i>
      ))}
    </span>
  );
}

/** `3 US and Canada, inside 50 %` of `rule 3 “US and Canada”, inside 50 %`. */
function shortLabel(label: string): string {
  return label.replace(/^rule (\d+) “(.*)”/, "$1 $2").replace(/^no rule$/, testsLabels.otherwise);
}

function Outcomes({ entity, file, onChanged }: { entity: EntityReach; file: string | null; onChanged: () => void }) {
  const projectId = useProjectId();
  const [suggestions, setSuggestions] = useState<readonly Suggestion[] | null>(null);
  const [isSearching, setIsSearching] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const found = useRef<HTMLElement>(null);
  // The button that made the tests is gone: the focus goes to what it made.
  useEffect(() => {
    if (suggestions !== null) found.current?.focus({ preventScroll: true });
  }, [suggestions]);
  const hasMissing = reachOf(entity) < entity.outcomes.length;
  const search = async () => {
    if (file === null) return;
    setIsSearching(true);
    setProblem(null);
    try {
      setSuggestions(await client.suites.suggest({ projectId, file, entity }));
    } catch (failure) {
      setProblem(sentenceOf(failure));
    }
    setIsSearching(false);
  };
  return (
    <div className={classes.body}>
      <ol className={classes.outcomes} aria-label={testsLabels.outcomes}>
        {entity.outcomes.map(({ key, label, reachedBy }) => (
          <li key={key} data-reached={reachedBy > 0 || undefined}>
            <span>{shortLabel(label)}</span>
            <span>{reachedBy > 0 ? formatCount(reachedBy, "user") : testsLabels.notReached}</span>
          </li>
        ))}
      </ol>
      {problem !== null && <p className={classes.problem}>{problem}</p>}
      {hasMissing && file !== null && suggestions === null && (
        <div className={classes.buttons}>
          <Button variant="default" loading={isSearching} onClick={() => void search()}>
            {testsLabels.missing}
          </Button>
          <span className={classes.note}>{testsLabels.missingHint}</span>
        </div>
      )}
      {suggestions !== null && (
        <section ref={found} aria-label={testsLabels.suggested} tabIndex={-1}>
          {suggestions.map((suggestion) => (
            <SuggestedTest key={suggestion.key} suggestion={suggestion} file={file ?? ""} onChanged={onChanged} />
          ))}
        </section>
      )}
    </div>
  );
}

function SuggestedTest({
  suggestion: { label, test, sentence },
  file,
  onChanged,
}: {
  suggestion: Suggestion;
  file: string;
  onChanged: () => void;
}) {
  const projectId = useProjectId();
  const { writeEdit, problem } = useWriteEdit(onChanged);
  const [failure, setFailure] = useState<string | null>(null);
  const [isAdded, setIsAdded] = useState(false);
  const add = async () => {
    if (test === null) return;
    try {
      setIsAdded(await writeEdit(await client.suites.previewAdd({ projectId, file, test })));
    } catch (error) {
      setFailure(sentenceOf(error));
    }
  };
  return (
    <div className={classes.suggestion}>
      <h2>{shortLabel(label)}</h2>
      <p>{sentence}</p>
      {test !== null && <pre>{testText(test)}</pre>}
      {(problem ?? failure) !== null && <p className={classes.problem}>{problem ?? failure}</p>}
      {test !== null && (
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<Plus size={14} aria-hidden />}
          disabled={isAdded}
          onClick={() => void add()}
        >
          {isAdded ? testsLabels.added : testsLabels.addTo(nameOf(file))}
        </Button>
      )}
    </div>
  );
}
