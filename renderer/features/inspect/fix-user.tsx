import { runCommand } from "#renderer/session/commands.ts";
import { useUserProblem } from "#renderer/session/user-problem.ts";
import { inspectLabels } from "./inspect-labels.ts";

/** Goes to the mistake in the user's JSON; nothing while the user can be read. */
export function FixUser() {
  const problem = useUserProblem();
  if (problem === null) return null;
  return (
    <button type="button" className="link" onClick={() => runCommand("fixUser")}>
      {inspectLabels.goToLine(problem.line)}
    </button>
  );
}
