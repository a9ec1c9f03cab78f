import { useFieldUsage } from "#renderer/answer/explain/use-field-usage.ts";
import { UserEditor } from "#renderer/features/user-editor/user-editor.tsx";

/** The editor of the current user, with the fields marked that the name on Inspect would use. */
export function UserPanel() {
  return <UserEditor fieldUsage={useFieldUsage()} />;
}
