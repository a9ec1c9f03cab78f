import { ActionIcon } from "@mantine/core";
import { RotateCw } from "lucide-react";
import type { ShownAnswer } from "#renderer/answer/explain/shown-answer.ts";
import { keysToUnfold } from "#renderer/answer/why/rule-trace-plan.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import type { DefinitionsInfo } from "#shared/domain/explanation/definitions.ts";
import type { Explanation } from "#shared/domain/explanation/explanation.ts";
import { rulesText } from "#shared/domain/explanation/rules-text.ts";
import { formatAge } from "#shared/domain/text/format-duration.ts";
import { formatTimeOrDate } from "#shared/domain/text/format-time.ts";
import { useExplainRequest, useExplanation, useRefreshDefinitions } from "../explain/explain.queries.ts";
import { foldBack, foldsOf, unfold, useIsUnfolded } from "../explain/explain-view.ts";
import { AsOfButton } from "./as-of.tsx";
import classes from "./why.module.css";
import { whyLabels } from "./why-labels.ts";

/** Shows, beside the tabs, the source and age of the definitions, the button for another time or tier, and *Expand all*. */
export function WhyEnd({ subject }: { subject: ShownAnswer }) {
  const request = useExplainRequest(subject);
  const explained = useExplanation(request);
  if (request == null || explained.data?.is !== "explained") return null;
  const { explanation, definitions } = explained.data;
  return (
    <>
      <DefinitionsAge definitions={definitions} projectId={request.projectId} />
      {!subject.isPast && <AsOfButton tier={subject.request.tier} />}
      <UnfoldAll explanation={explanation} of={foldsOf(request.kind, request.name)} />
    </>
  );
}

function DefinitionsAge({ definitions, projectId }: { definitions: DefinitionsInfo; projectId: string }) {
  const { source, readAtMs, confirmedAtMs, ageMs, isNewest, problem } = definitions;
  const refresh = useRefreshDefinitions();
  if (source === "file") return <span className={classes.end}>rules from a file</span>;
  const ofMs = isNewest ? (confirmedAtMs ?? readAtMs) : readAtMs;
  return (
    <span className={classes.end} title={problem ?? (ageMs === null ? undefined : formatAge(ageMs))}>
      <span className={problem === null ? undefined : classes.problem}>
        {ofMs === null ? "rules" : rulesText({ time: formatTimeOrDate(ofMs, Date.now()), fileName: null })}
      </span>
      {isNewest && (
        <ActionIcon
          size={24}
          aria-label="Reload the rules"
          title="Reload the rules"
          disabled={refresh.isPending}
          onClick={() => refresh.mutate({ projectId })}
        >
          <RotateCw size={13} aria-hidden />
        </ActionIcon>
      )}
    </span>
  );
}

function UnfoldAll({ explanation, of }: { explanation: Explanation; of: string }) {
  const isUnfolded = useIsUnfolded(of);
  const unfoldAll = () => {
    const { keys, isAll } = keysToUnfold(explanation.trace);
    unfold(of, keys);
    announce(isAll ? whyLabels.allExpanded : "The first rules are expanded; there are too many to expand all of them.");
  };
  return (
    <button type="button" className="link" onClick={isUnfolded ? () => foldBack(of) : unfoldAll}>
      {isUnfolded ? "Collapse all" : whyLabels.expandAll}
    </button>
  );
}
