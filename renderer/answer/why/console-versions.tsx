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
import { type ConsoleVersionsState, useConsoleVersions } from "../console-versions/console-versions.queries.ts";
import { VersionsReadAgain } from "../console-versions/version-select.tsx";
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
  const versions = useConsoleVersions(projectId, isOpen ? { kind, name } : null);
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
      {isOpen && <VersionList state={versions} onCompare={compare} />}
    </section>
  );
}

/** Lists versions: what each changed, and the comparison with now, or why it is not evaluated. What could not be read can be read again. */
export function VersionList({ state, onCompare }: { state: ConsoleVersionsState; onCompare: (version: ConsoleVersion) => void }) {
  const { data: read, problem } = state;
  if (problem === null && read === null) return <p className="third">{consoleLabels.reading}</p>;
  return (
    <>
      {problem !== null && <p>{problem}</p>}
      {problem === null &&
        read !== null &&
        (read.versions.length === 0 ? <p>{consoleLabels.noVersions}</p> : <Versions read={read} onCompare={onCompare} />)}
      <VersionsReadAgain state={state} className="third" />
    </>
  );
}

function Versions({ read, onCompare }: { read: ConsoleVersions; onCompare: (version: ConsoleVersion) => void }) {
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
