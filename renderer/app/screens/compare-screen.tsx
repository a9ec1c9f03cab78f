import { uploadUsers } from "#renderer/features/cohorts/cohorts-state.ts";
import { Compare } from "#renderer/features/compare/compare.tsx";
import { selectProject, setScreen } from "#renderer/session/session.ts";
import { checkForSubject } from "../check-from-app.ts";

export function CompareScreen() {
  return (
    <Compare
      onOpenInWhy={(subject, { kind, name }) => checkForSubject(subject, kind, name)}
      onOpenInWhatIf={({ projectId }, { kind, name }) => {
        selectProject(projectId);
        setScreen(`cohorts/what-if/${kind}/${name}`);
      }}
      uploadUsers={uploadUsers}
    />
  );
}
