import { ActionIcon } from "@mantine/core";
import { Undo2 } from "lucide-react";
import { useState } from "react";
import { ForgetUserDialog } from "#renderer/answer/forget/forget-user-part.ts";
import { type FieldUsageList, fieldUsageWarnings } from "#renderer/parts/field-usage.ts";
import { useCommand } from "#renderer/session/commands.ts";
import { selectSavedUser, setUser, useSession, useTier } from "#renderer/session/session.ts";
import { useUserProblem } from "#renderer/session/user-problem.ts";
import { copyText } from "#renderer/ui/copy-button.tsx";
import type { JsonPlace } from "#renderer/ui/json/json-editor-props.ts";
import { lazyPart } from "#renderer/ui/lazy-part.tsx";
import { announce } from "#renderer/ui/live-region.tsx";
import { Segments } from "#renderer/ui/segments.tsx";
import { isEdited } from "#shared/domain/user/saved-user.ts";
import { userWarnings } from "#shared/domain/user/statsig-user.ts";
import { type AnsweredFields, AnsweredFieldsContext } from "./answered-fields.ts";
import { FieldUsageFooter } from "./field-usage-footer.tsx";
import { SavedUserMenu } from "./saved-user-menu.tsx";
import { formatUser } from "./user-draft.ts";
import classes from "./user-editor.module.css";
import { useOfferedUsers, useSavedUsers } from "./user-editor.queries.ts";
import { UserForm } from "./user-form.tsx";
import { UserJson } from "./user-json.tsx";
import { userLabels } from "./user-labels.ts";
import { useUserView } from "./user-view.ts";
import { WarningLine } from "./warning-line.tsx";

const PasteUser = lazyPart(async () => (await import("./paste-user.tsx")).PasteUser);
const SaveUser = lazyPart(async () => (await import("./save-user.tsx")).SaveUser);
const SavedUsersManager = lazyPart(async () => (await import("./saved-users-manager.tsx")).SavedUsersManager);

type Dialog = "paste" | "save" | "manage" | "forget";

/**
 * The panel that edits the current user, which every screen uses. Form and JSON are two views of one value. `fieldUsage` lists the fields
 * that the rules of the current name read; null if its rules are not known. `answered` is the user of the shown answer while the answer is not current.
 */
export function UserEditor({
  fieldUsage = null,
  answered = null,
}: {
  fieldUsage?: FieldUsageList | null;
  answered?: AnsweredFields | null;
}) {
  const user = useSession((state) => state.user);
  const userText = useSession((state) => state.userText);
  const savedUserId = useSession((state) => state.savedUserId);
  const tier = useTier();
  const savedUsers = useSavedUsers();
  const offered = useOfferedUsers();
  const [view, setView] = useUserView(userText);
  const [dialog, setDialog] = useState<Dialog | null>(null);
  // Kept while the dialog is closed.
  const [wantsUsedOnly, setUsedOnly] = useState(false);
  const isUsedOnly = wantsUsedOnly && fieldUsage !== null;
  const close = () => setDialog(null);
  useCommand("pasteUser", () => setDialog("paste"));
  const problem = useUserProblem();
  const [mistake, setMistake] = useState<JsonPlace | null>(null);
  const goToMistake = () => {
    setView("json");
    // A new object each time, so that the editor goes there again.
    setMistake({ line: problem?.line ?? 1, column: problem?.column ?? 1 });
  };
  useCommand("fixUser", goToMistake, { enabled: problem !== null });
  useCommand("saveUser", () => setDialog("save"), { enabled: userText === null });
  useCommand("manageUsers", () => setDialog("manage"));
  useCommand("forgetUser", () => setDialog("forget"));
  useCommand("toggleUserView", () => setView(view === "form" ? "json" : "form"), {
    label: view === "form" ? "Show the user as JSON" : "Show the user as a form",
  });
  useCommand("copyUser", () => void copyText(userText ?? formatUser(user), "User"));

  const saved = savedUsers.data?.find(({ id }) => id === savedUserId);
  const edited = saved !== undefined && (userText !== null || isEdited(user, saved));
  const warnings = [...userWarnings(user), ...fieldUsageWarnings(fieldUsage)];
  const general = warnings.filter(({ path }) => path.length === 0);
  return (
    <AnsweredFieldsContext value={answered}>
      <div className={classes.head}>
        <SavedUserMenu
          saved={saved}
          isEdited={edited}
          onPaste={() => setDialog("paste")}
          onManage={() => setDialog("manage")}
          onForget={() => setDialog("forget")}
        />
        {edited && (
          <ActionIcon
            size={24}
            aria-label={`Undo the changes to ${saved.name}`}
            onClick={({ currentTarget }) => {
              // This button is gone afterwards.
              currentTarget.parentElement?.querySelector("button")?.focus();
              selectSavedUser(saved);
              announce(`The changes to ${saved.name} are undone.`);
            }}
          >
            <Undo2 size={14} aria-hidden />
          </ActionIcon>
        )}
        <Segments
          label={userLabels.view}
          value={view}
          onChange={setView}
          choices={[
            { value: "form", label: userLabels.form },
            { value: "json", label: userLabels.json },
          ]}
        />
      </div>
      {view === "json" ? (
        <UserJson user={user} userText={userText} goTo={mistake} />
      ) : (
        <UserForm
          user={user}
          tier={tier}
          warnings={warnings}
          fieldUsage={fieldUsage}
          isUsedOnly={isUsedOnly}
          isReadOnly={userText !== null}
          onShowJson={() => setView("json")}
        />
      )}
      {(view === "json" ? warnings : general).length > 0 && userText === null && (
        <ul className={classes.warnings} aria-label="Warnings about this user">
          {(view === "json" ? warnings : general).map((warning) => (
            <li key={warning.path.join(".") + warning.message}>
              <WarningLine warning={warning} withPath={view === "json"} />
            </li>
          ))}
        </ul>
      )}
      {fieldUsage !== null && userText === null && (
        <FieldUsageFooter fieldUsage={fieldUsage} isUsedOnly={isUsedOnly} onUsedOnly={setUsedOnly} />
      )}
      <div className={classes.foot}>
        <button type="button" className="link" onClick={() => setDialog("paste")}>
          {userLabels.askToPaste}
        </button>
        <button type="button" className="link" disabled={userText !== null} onClick={() => setDialog("save")}>
          {edited ? userLabels.askToSaveChanges : userLabels.askToSave}
        </button>
      </div>
      {dialog === "paste" && (
        <PasteUser
          onClose={close}
          onUse={(pasted) => {
            setUser(pasted);
            useSession.setState({ savedUserId: null });
            close();
          }}
        />
      )}
      {dialog === "save" && <SaveUser user={user} saved={saved} onClose={close} />}
      {dialog === "forget" && <ForgetUserDialog user={user} onClose={close} />}
      {dialog === "manage" && <SavedUsersManager savedUsers={offered} onClose={close} />}
    </AnsweredFieldsContext>
  );
}
