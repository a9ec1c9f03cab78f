import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleQuestionMark, Unplug } from "lucide-react";
import type { ReactNode } from "react";
import { compareLabels } from "#renderer/answer/comparison/compare-labels.ts";
import type { CompareState } from "#renderer/answer/comparison/compare-state.ts";
import { fingerprintGroups } from "#renderer/answer/comparison/fingerprint-groups.ts";
import { LiveCheck } from "#renderer/answer/comparison/live-check.tsx";
import type { Column } from "#renderer/answer/comparison/use-columns.ts";
import { noNamesLabels } from "#renderer/answer/known-names/no-names-labels.ts";
import { orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { Elapsed } from "#renderer/parts/elapsed.tsx";
import { Fingerprints } from "#renderer/parts/many/fingerprints.tsx";
import { EqualSign, Headline, NotEqualSign } from "#renderer/parts/many/headline.tsx";
import { ProvenanceMark } from "#renderer/parts/provenance.tsx";
import { StrongNames } from "#renderer/parts/strong-names.tsx";
import { selectProject, setComparedSubjects, setScreen, useSession } from "#renderer/session/session.ts";
import { ChooseFile } from "#renderer/ui/choose-file.tsx";
import { showFailure } from "#renderer/ui/notice.ts";
import type { ComparisonRow } from "#shared/domain/comparison/compare-request.ts";
import { comparisonLead, countRows, describeNoEffect, describeReasons } from "#shared/domain/comparison/comparison-summary.ts";
import { listed } from "#shared/domain/comparison/comparison-text.ts";
import { rulesTexts } from "#shared/domain/explanation/rules-text.ts";
import { findKeyFor } from "#shared/domain/project/key-use.ts";
import { sandboxProjectId } from "#shared/domain/project/sandbox-project.ts";
import { formatAgo, formatDuration } from "#shared/domain/text/format-duration.ts";
import { cancelComparison, cancelLiveCheck, checkLive } from "./compare.queries.ts";

/** Why a result is not about what stands in the bar now; null while it is. */
export type NotCurrentReason = "edited" | "new_rules" | null;

/** Shows the result of a comparison in one sentence: how many differ, why, and where that comes from. */
export function ComparisonHeadline({
  state,
  columns,
  reason,
  onCompare,
}: {
  state: Exclude<CompareState, { is: "idle" }>;
  /** The columns of the comparison. */
  columns: readonly Column[];
  reason: NotCurrentReason;
  onCompare: () => void;
}) {
  const names = columns.map(({ name }) => name);
  const rest = <StrongNames sentence={listed(names)} names={names} />;
  switch (state.is) {
    case "running": {
      const { done, total, sinceMs, comparison } = state;
      const found = countRows(comparison.rows).differing;
      const lead = total === null ? compareLabels.readingRules : compareLabels.compared(done, total);
      return (
        <Headline
          label={compareLabels.result}
          mark="unfinished"
          lead={lead}
          rest={rest}
          because={
            total === null ? compareLabels.nothingYet : found === 0 ? compareLabels.nothingDiffersYet : compareLabels.differSoFar(found)
          }
          meta={
            <>
              <span>
                {compareLabels.comparing} <Elapsed sinceMs={sinceMs} />
              </span>
              <button type="button" className="link" onClick={cancelComparison}>
                {compareLabels.cancel}
              </button>
            </>
          }
          progress={{ done, total: total ?? 0, text: lead }}
          announced={`${lead}.`}
        />
      );
    }
    case "cancelled": {
      const { rows } = state.comparison;
      const lead = compareLabels.cancelledAt(rows.length);
      const because = rows.length === 0 ? compareLabels.nothingCompared : compareLabels.onlyFirst(rows.length);
      return (
        <Headline
          label={compareLabels.result}
          mark="unfinished"
          lead={lead}
          rest={state.total === null ? undefined : compareLabels.ofTotal(state.total)}
          because={because}
          meta={<span>{compareLabels.nothingWasLogged}</span>}
          actions={<Again onClick={onCompare} />}
          announced={`${lead}. ${because}`}
        />
      );
    }
    case "refused":
    case "failed": {
      const isFailed = state.is === "failed";
      const noRules = state.is === "refused" && state.summary.is === "no_rules" ? state.summary : null;
      const lead =
        noRules === null ? compareLabels.failed : compareLabels.noRulesFor(columns[noRules.subject]?.projectName ?? compareLabels.aColumn);
      const because = isFailed ? state.problem : `${state.summary.reason} ${state.summary.nextStep}`;
      return (
        <Headline
          label={compareLabels.result}
          mark="none"
          tone={isFailed ? "unknown" : "unreached"}
          icon={isFailed ? <CircleQuestionMark size={22} aria-hidden /> : <Unplug size={22} aria-hidden />}
          lead={lead}
          because={because}
          meta={<span>{compareLabels.nothingWasLogged}</span>}
          actions={
            <>
              {noRules !== null && <StepsWithoutRules projectId={columns[noRules.subject]?.subject.projectId} />}
              <Again onClick={onCompare} />
            </>
          }
          announced={`${lead}. ${because}`}
        />
      );
    }
    case "done":
      return <Done state={state} columns={columns} reason={reason} rest={rest} onCompare={onCompare} />;
  }
}

/** The steps that every screen offers where a project has nothing to evaluate: add a key, open a definitions file, or use the sandbox. */
function StepsWithoutRules({ projectId }: { projectId: string | undefined }) {
  const isReal = useSession(({ projects }) => projects.some(({ id, kind }) => id === projectId && kind === "statsig"));
  const { data: keys } = useQuery({
    ...orpc.keys.list.queryOptions({ input: { projectId: projectId ?? "" } }),
    enabled: projectId !== undefined && isReal,
  });
  if (projectId === undefined) return null;
  const isKeyMissing = isReal && keys !== undefined && findKeyFor("definitions", keys) === undefined;
  /** The columns begin anew, with users of the sandbox, and are compared. */
  const compareInSandbox = () => {
    selectProject(sandboxProjectId);
    setComparedSubjects([]);
  };
  return (
    <>
      {isKeyMissing && (
        <Button variant="default" onClick={() => setScreen("settings/projects")}>
          {noNamesLabels.addKey}
        </Button>
      )}
      <OpenRules projectId={projectId} />
      {isReal && (
        <Button variant="default" onClick={compareInSandbox}>
          {noNamesLabels.useSandbox}
        </Button>
      )}
    </>
  );
}

/** Opens a definitions file for the columns of a project that has no rules. */
function OpenRules({ projectId }: { projectId: string }) {
  const queries = useQueryClient();
  const open = async (file: File) => {
    const { compareWithRulesFile } = await import("./columns/rules-file.ts");
    await compareWithRulesFile(projectId, file).catch((failure: unknown) => showFailure(sentenceOf(failure)));
    await queries.invalidateQueries({ queryKey: orpc.explain.definitions.key() });
  };
  return (
    <ChooseFile accept="application/json,.json,.gz" onChoose={(file) => void open(file)}>
      {(props) => (
        <Button variant="default" {...props}>
          {compareLabels.openRules}
        </Button>
      )}
    </ChooseFile>
  );
}

function Done({
  state: { comparison, summary, live },
  columns,
  reason,
  rest,
  onCompare,
}: {
  state: Extract<CompareState, { is: "done" }>;
  columns: readonly Column[];
  reason: NotCurrentReason;
  rest: ReactNode;
  onCompare: () => void;
}) {
  const { rows } = comparison;
  const names = columns.map(({ name }) => name);
  const counts = countRows(rows);
  const lead = counts.total === 0 ? compareLabels.nothingToCompare : comparisonLead(counts);
  const because = counts.total === 0 ? compareLabels.noEntities : becauseText(rows, names, summary.noEffect);
  const now = Date.now();
  const staleText = reason === "edited" ? compareLabels.columnChanged : reason === "new_rules" ? compareLabels.rulesChanged : null;
  const isEqual = counts.differing === 0 && counts.undecided === 0;
  return (
    <Headline
      label={compareLabels.result}
      mark={staleText === null ? "checked" : "stale"}
      icon={isEqual ? <EqualSign /> : <NotEqualSign />}
      lead={lead}
      rest={reason === "edited" ? compareLabels.beforeChange : rest}
      because={staleText ?? because}
      meta={
        <>
          <ProvenanceMark provenance={{ kind: "explained_here", ofMs: null }} />
          {rulesTexts(summary.rules, now).map((text) => (
            <span key={text}>{text}</span>
          ))}
          {[...new Set(summary.rules.flatMap(({ problem }) => problem ?? []))].map((problem) => (
            <span key={problem}>{problem}</span>
          ))}
          {staleText === null ? (
            <>
              <LiveCheck live={live} rows={rows} onCheck={checkLive} onCancel={cancelLiveCheck} />
              <span className="num">{formatDuration(summary.elapsedMs)}</span>
            </>
          ) : (
            <span>{formatAgo(now - summary.atMs)}</span>
          )}
          <span>{compareLabels.nothingWasLogged}</span>
        </>
      }
      {...(staleText !== null
        ? { actions: <Again onClick={onCompare} /> }
        : counts.total === 0
          ? { actions: <StepsWithoutRules projectId={columns[0]?.subject.projectId} /> }
          : {
              aside: (
                <Fingerprints
                  subjects={names}
                  groups={fingerprintGroups(rows, names.length)}
                  label={compareLabels.sideBySide(listed(names))}
                />
              ),
            })}
      announced={`${lead}. ${staleText ?? because}`}
    />
  );
}

function Again({ onClick }: { onClick: () => void }) {
  return (
    <Button variant="default" onClick={onClick}>
      {compareLabels.again}
    </Button>
  );
}

/** One sentence for all rows: `7 because their IDs differ, 3 because country is US, not DE.` With several columns, one for each. */
function becauseText(rows: readonly ComparisonRow[], names: readonly string[], noEffect: Parameters<typeof describeNoEffect>[0][]): string {
  const sentences = names.slice(1).map((name, at) => {
    const differences = rows.flatMap((row) => row.differences[at] ?? []);
    const reasons = describeReasons(differences, names.length > 2 ? clausesOfOneOfMany : undefined);
    const nothing = describeNoEffect(noEffect[at] ?? []);
    if (reasons === "") return names.length > 2 ? compareLabels.noDifferenceOf(name) : (nothing ?? compareLabels.nothingDiffers);
    return names.length > 2 ? `${name}: ${reasons}.` : `${reasons}.`;
  });
  return sentences.join(" ");
}

/** So many reasons of each column are named where several have their own sentence. */
const clausesOfOneOfMany = 2;
