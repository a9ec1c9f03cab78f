import { useFieldUsage } from "#renderer/answer/explain/use-field-usage.ts";
import { useAnsweredFields } from "#renderer/features/inspect/use-answered-fields.ts";
import { UserEditor } from "#renderer/features/user-editor/user-editor.tsx";

/** Shows the editor of the current user and marks the fields that the name on Inspect uses, and those that differ from the answer there. */
export function UserPanel() {
  return <UserEditor fieldUsage={useFieldUsage()} answered={useAnsweredFields()} />;
}
