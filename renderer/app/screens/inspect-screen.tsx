import type { UploadUsers } from "#renderer/answer/comparison/file-column.tsx";
import { Inspect } from "#renderer/features/inspect/inspect.tsx";
import { setScreen } from "#renderer/session/session.ts";

export function InspectScreen() {
  return (
    <Inspect
      onAddProject={() => setScreen("settings/projects/new")}
      onAddKey={() => setScreen("settings/projects")}
      uploadUsers={uploadUsers}
    />
  );
}

/** Inspect is part of the first file; what uploads a file of users is not. */
const uploadUsers: UploadUsers = async (...upload) => (await import("#renderer/features/cohorts/cohorts-state.ts")).uploadUsers(...upload);
