import { useQuery } from "@tanstack/react-query";
import { compareLabels } from "#renderer/answer/comparison/compare-labels.ts";
import type { CompareState } from "#renderer/answer/comparison/compare-state.ts";
import { LiveCheck } from "#renderer/answer/comparison/live-check.tsx";
import { hasNewRules } from "#renderer/answer/comparison/new-rules.ts";
import type { Column } from "#renderer/answer/comparison/use-columns.ts";
import { withRules } from "#renderer/answer/comparison/with-rules.ts";
import { shortWho } from "#renderer/answer/explain/explain-request.ts";
import { keepDefinitionsFile, openDefinitionsFile } from "#renderer/answer/explain/open-definitions.ts";
import { noNamesLabels } from "#renderer/answer/known-names/no-names-labels.ts";
import { orpc } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { Elapsed } from "#renderer/parts/elapsed.tsx";
import { AgreementNote } from "#renderer/parts/many/headline.tsx";
import { ProvenanceMark } from "#renderer/parts/provenance.tsx";
import { setScreen, useSession } from "#renderer/session/session.ts";
import { ChooseFile } from "#renderer/ui/choose-file.tsx";
import { showFailure } from "#renderer/ui/notice.ts";
import type { CompareSubject } from "#shared/domain/comparison/compare-request.ts";
import { rulesTexts } from "#shared/domain/explanation/rules-text.ts";
import { findKeyFor } from "#shared/domain/project/key-use.ts";
import { type ComparedCounts, cannotBeTold } from "../../answers/compared-answers.ts";
import type { CurrentRequest } from "../../use-evaluation-request.ts";
import { comparedLabels } from "./compared-labels.ts";
import { cancelComparison, cancelLiveCheck, checkLive, compareEverything, renewComparison } from "./everything-comparison.ts";

type ComparedMetaProps = {
  request: CurrentRequest;
  other: CompareSubject;
  state: CompareState;
  columns: readonly Column[];
  /** False if the comparison is about another request than the answers. */
  isOfAnswers: boolean;
  counts: ComparedCounts | null;
};

/** Says where the other side of a comparison comes from, whether the answers of the table agree with it, and what to do where there is none. */
export function ComparedMeta({ request, other, state, columns, isOfAnswers, counts }: ComparedMetaProps) {
  const again = (
    <button type="button" className="link" onClick={() => void renewComparison(request)}>
      {compareLabels.again}
    </button>
  );
  switch (state.is) {
    case "idle":
      return (
        <span>
          {comparedLabels.notCompared} {again}
        </span>
      );
    case "running":
      return (
        <span>
          {compareLabels.comparing} <Elapsed sinceMs={state.sinceMs} />{" "}
          <button type="button" className="link" onClick={cancelComparison}>
            {compareLabels.cancel}
          </button>
        </span>
      );
    case "cancelled":
      return (
        <span>
          {compareLabels.cancelledAt(state.comparison.rows.length)}. {again}
        </span>
      );
    case "failed":
      return (
        <span>
          {comparedLabels.notCompared} {state.problem} {again}
        </span>
      );
    case "refused":
      return (
        <span>
          {comparedLabels.notCompared} {state.summary.reason} {state.summary.nextStep}{" "}
          {state.summary.is === "no_rules" && (
            <StepsWithoutRules
              request={request}
              other={other}
              isOfOther={state.summary.subject === 1 && other.projectId !== request.projectId}
            />
          )}{" "}
          {again}
        </span>
      );
    case "done": {
      const { rules } = state.summary;
      const warning = isOfAnswers ? (hasNewRules(state, columns) ? compareLabels.rulesChanged : null) : comparedLabels.before;
      return (
        <>
          <span>{comparedLabels.side(columns[1]?.name ?? "")}</span>
          <ProvenanceMark provenance={{ kind: "explained_here", ofMs: null }} />
          {rulesTexts(rules, Date.now()).map((text) => (
            <span key={text}>{text}</span>
          ))}
          {warning === null ? (
            <>
              {counts !== null && cannotBeTold(counts) !== "" && <span>{cannotBeTold(counts)}</span>}
              {counts !== null && <Agreement counts={counts} who={shortWho(request.userLabel)} />}
              <LiveCheck live={state.live} rows={state.comparison.rows} onCheck={checkLive} onCancel={cancelLiveCheck} />
            </>
          ) : (
            <span>
              {warning} {again}
            </span>
          )}
        </>
      );
    }
  }
}

/** How many answers of the table are those that the rules here give. Without it a reader could take the comparison for one of live answers. */
function Agreement({ counts: { same, differs, disagrees }, who }: { counts: ComparedCounts; who: string }) {
  const checked = same + differs + disagrees;
  const agreeing = checked - disagrees;
  const text = comparedLabels.rulesAgree(agreeing, checked, who);
  if (checked === 0) return null;
  return disagrees === 0 ? <span>{text}</span> : <AgreementNote agreeing={agreeing} checked={checked} text={text} />;
}

/** Offers to add a key or to open a definitions file for a comparison without rules: the file then explains the answers of the table too, unless only the other project lacks rules. */
function StepsWithoutRules({ request, other, isOfOther }: { request: CurrentRequest; other: CompareSubject; isOfOther: boolean }) {
  const projectId = isOfOther ? other.projectId : request.projectId;
  const isReal = useSession(({ projects }) => projects.some(({ id, kind }) => id === projectId && kind === "statsig"));
  const { data: keys } = useQuery({ ...orpc.keys.list.queryOptions({ input: { projectId } }), enabled: isReal });
  const isKeyMissing = isReal && keys !== undefined && findKeyFor("definitions", keys) === undefined;
  const open = async (file: File) => {
    const chosen = { file, encoding: null };
    if (!isOfOther) {
      await openDefinitionsFile(request.projectId, chosen);
      return renewComparison(request);
    }
    const { snapshotId } = await keepDefinitionsFile(other.projectId, chosen);
    return compareEverything(request, withRules(other, { snapshotId }));
  };
  return (
    <>
      {isKeyMissing && (
        <>
          <button type="button" className="link" onClick={() => setScreen("settings/projects")}>
            {noNamesLabels.addKey}
          </button>{" "}
        </>
      )}
      <ChooseFile
        accept="application/json,.json,.gz"
        onChoose={(file) => void open(file).catch((failure: unknown) => showFailure(sentenceOf(failure)))}
      >
        {(props) => (
          <button type="button" className="link" {...props}>
            {compareLabels.openRules}
          </button>
        )}
      </ChooseFile>
    </>
  );
}
