import type { ExplainRequest } from "#shared/domain/explanation/explain-request.ts";
import type { SpecTrace } from "#shared/domain/explanation/explanation.ts";
import { overrideNotes } from "#shared/domain/explanation/override-notes.ts";
import { consoleLabels, consoleReadText } from "../explain/console-labels.ts";
import { type ConsoleOverridesState, useConsoleOverrides } from "../explain/console-overrides.queries.ts";
import classes from "./why.module.css";

/** Reads the overrides of the console for the user of an explanation, and shows those that concern it. */
export function ConsoleOverridesNote({
  request: { projectId, tier, user, snapshotId },
  trace,
}: {
  request: Pick<ExplainRequest, "projectId" | "tier" | "user" | "snapshotId">;
  trace: SpecTrace;
}) {
  return <OverridesOfConsole state={useConsoleOverrides({ projectId, tier, user, snapshotId })} trace={trace} />;
}

/** Shows above the rules which override of the console decides, or has no effect here, and when the console was read. */
export function OverridesOfConsole({
  state: { data, problem, isReading, again },
  trace,
}: {
  state: ConsoleOverridesState;
  trace: SpecTrace;
}) {
  const notes = data === null ? null : overrideNotes(trace, data);
  const remarks = [...(problem === null ? [] : [problem]), ...(data?.notes ?? [])];
  if (notes === null && remarks.length === 0) return null;
  return (
    <section className={classes.overrides} aria-label={consoleLabels.overrides}>
      {notes !== null && (
        <>
          <b>{notes.title}</b>
          <ul>
            {notes.lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </>
      )}
      {remarks.map((remark) => (
        <p key={remark}>{remark}</p>
      ))}
      {data?.hasKey && (
        <p className="third">
          {consoleReadText(data, Date.now())}{" "}
          <button type="button" className="link" disabled={isReading} onClick={again}>
            {consoleLabels.readAgain}
          </button>
        </p>
      )}
    </section>
  );
}
