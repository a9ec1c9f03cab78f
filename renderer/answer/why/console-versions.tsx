import { useState } from "react";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import {
  type ConsoleVersion,
  type ConsoleVersions,
  consoleDraft,
  consoleVersionLimit,
  consoleVersionText,
  type VersionedKind,
} from "#shared/domain/rules-draft/console-version.ts";
import { upperFirst } from "#shared/domain/text/upper-first.ts";
import { showComparison } from "../compare-with/compare-with.tsx";
import { useConsoleVersions } from "../console-versions/console-versions.queries.ts";
import { consoleLabels } from "../explain/console-labels.ts";
import { useConsoleOverrides } from "../explain/console-overrides.queries.ts";
import classes from "./why.module.css";

/** Offers the versions of a gate or dynamic config in the console; they are requested when somebody opens the list. Nothing without a console key. */
export function VersionsInConsole({
  request,
  kind,
  name,
}: {
  request: Pick<EvaluationRequest, "projectId" | "keyId" | "tier" | "user" | "userLabel">;
  kind: VersionedKind;
  name: string;
}) {
  const { projectId, keyId, tier, user } = request;
  const [isOpen, setOpen] = useState(false);
  const { data: overrides } = useConsoleOverrides({ projectId, tier, user, snapshotId: null });
  const { data, problem } = useConsoleVersions(projectId, isOpen ? { kind, name } : null);
  if (overrides === null || !overrides.hasKey) return null;
  const compare = (version: ConsoleVersion) => {
    const draft = consoleDraft(name, version, Date.now());
    if (draft === null) return;
    const now = { projectId, keyId, tier, user, userLabel: request.userLabel.slice(0, 200), snapshotId: null, atMs: null };
    showComparison([now, { ...now, draft }]);
  };
  return (
    <section className={classes.overrides} aria-label={consoleLabels.versions}>
      <button type="button" className="link" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {consoleLabels.versions}
      </button>
      {isOpen && <VersionList read={data} problem={problem} onCompare={compare} />}
    </section>
  );
}

/** Lists versions: what each changed, and the comparison with now, or why it is not evaluated. */
export function VersionList({
  read,
  problem,
  onCompare,
}: {
  read: ConsoleVersions | null;
  problem: string | null;
  onCompare: (version: ConsoleVersion) => void;
}) {
  if (problem !== null) return <p>{problem}</p>;
  if (read === null) return <p className="third">{consoleLabels.reading}</p>;
  if (read.versions.length === 0) return <p>{consoleLabels.noVersions}</p>;
  return (
    <>
      <ul className={classes.versions}>
        {read.versions.map((version) => {
          const title = upperFirst(consoleVersionText(version, Date.now()));
          const { rules, changes } = version;
          return (
            <li key={title}>
              <b>{title}</b> {rules.is === "edits" && rules.edits.length === 0 && <span className="third">{consoleLabels.current}</span>}
              {rules.is === "edits" && rules.edits.length > 0 && (
                <button type="button" className="link" aria-label={consoleLabels.compareVersion(title)} onClick={() => onCompare(version)}>
                  {consoleLabels.compare}
                </button>
              )}
              <br />
              {changes === null ? consoleLabels.oldest : changes.length === 0 ? consoleLabels.noChange : `${changes.join("; ")}.`}
              {rules.is === "refused" && ` ${consoleLabels.notEvaluated} ${rules.reason}`}
            </li>
          );
        })}
      </ul>
      <p className="third">
        {read.total !== null && read.total > read.versions.length && `${consoleLabels.more(read.versions.length, read.total)} `}
        {consoleVersionLimit}
      </p>
    </>
  );
}
