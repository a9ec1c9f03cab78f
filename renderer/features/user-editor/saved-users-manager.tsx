import { ActionIcon, Button, Checkbox, TextInput } from "@mantine/core";
import { Copy, Download, Trash2, Upload } from "lucide-react";
import { useRef, useState } from "react";
import { sentenceOf } from "#renderer/host/failure.ts";
import { FileProblem } from "#renderer/parts/files/file-problem.tsx";
import { nameOfFile } from "#renderer/parts/files/read-file.ts";
import { selectSavedUser, useSession } from "#renderer/session/session.ts";
import { ChooseFile } from "#renderer/ui/choose-file.tsx";
import { DataTable } from "#renderer/ui/data-table.tsx";
import { focusNeighbour } from "#renderer/ui/keyboard/focus-neighbour.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import { saveFile } from "#renderer/ui/save-file.ts";
import { offerUndo } from "#renderer/ui/undo.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { readAsText } from "#shared/domain/text/text-encodings.ts";
import type { SavedUser } from "#shared/domain/user/saved-user.ts";
import { unitIds } from "#shared/domain/user/statsig-user.ts";
import { matchingUsers } from "./matching-users.ts";
import classes from "./user-editor.module.css";
import { useSavedUserActions } from "./user-editor.queries.ts";
import { userLabels } from "./user-labels.ts";

/** A dialog with all saved users: search, rename in place, duplicate, remove, import from a file and export to one. */
export function SavedUsersManager({ savedUsers, onClose }: { savedUsers: readonly SavedUser[]; onClose: () => void }) {
  const { rename, duplicate, remove, restore, importFile, exportText } = useSavedUserActions();
  const [search, setSearch] = useState("");
  const searchField = useRef<HTMLInputElement>(null);
  const [withPrivate, setWithPrivate] = useState(false);
  const matches = matchingUsers(savedUsers, search);
  const problem = [rename, duplicate, remove, restore, exportText].find(({ isError }) => isError)?.error?.message ?? null;
  const imported = importFile.data;
  const importedFrom = importFile.isSuccess ? importFile.variables : undefined;

  const removeUser = (saved: SavedUser, button: HTMLElement) => {
    const onSettled = focusNeighbour(button, {
      list: button.closest("table"),
      selector: "[data-remove]",
      otherwise: () => searchField.current,
    });
    const onSuccess = () => {
      const wasCurrent = useSession.getState().savedUserId === saved.id;
      if (wasCurrent) useSession.setState({ savedUserId: null });
      offerUndo(saved.name, async () => {
        await restore.mutateAsync({ id: saved.id });
        if (wasCurrent && useSession.getState().savedUserId === null) useSession.setState({ savedUserId: saved.id });
      });
    };
    remove.mutate({ id: saved.id }, { onSuccess, onSettled });
  };

  const exportMatches = () =>
    exportText.mutate(
      { ids: matches.map(({ id }) => id), withPrivate },
      { onSuccess: ({ text, fileName }) => saveFile(fileName, [text], "application/json") },
    );
  return (
    <OpenDialog onClose={onClose} title={userLabels.savedUsers} size="xl" attributes={{ content: { "data-commands": "undo" } }}>
      <div className={classes.managerHead}>
        <TextInput
          ref={searchField}
          aria-label={userLabels.search}
          placeholder="Search…"
          data-autofocus
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <ChooseFile accept=".json,.jsonl,.ndjson,.txt,.gz" onChoose={(file) => importFile.mutate({ file, encoding: null })}>
          {(props) => (
            <Button {...props} variant="default" leftSection={<Upload size={14} aria-hidden />} loading={importFile.isPending}>
              Import users…
            </Button>
          )}
        </ChooseFile>
        <Button
          variant="default"
          leftSection={<Download size={14} aria-hidden />}
          disabled={matches.length === 0}
          loading={exportText.isPending}
          onClick={exportMatches}
        >
          {search.trim() === "" ? userLabels.exportAll : `Export ${formatCount(matches.length, "user")}`}
        </Button>
        <Checkbox
          label="Include private attributes"
          checked={withPrivate}
          onChange={(event) => setWithPrivate(event.currentTarget.checked)}
        />
      </div>
      <div aria-live="polite">
        {problem !== null && <p className={classes.problem}>{problem}</p>}
        {importFile.isError && (
          <div className={classes.problem}>
            <FileProblem
              fileName={nameOfFile(importFile.variables.file)}
              failure={importFile.error}
              sentence={sentenceOf(importFile.error)}
              onRead={(encoding) => importFile.mutate({ file: importFile.variables.file, encoding })}
            />
          </div>
        )}
        {imported !== undefined && (
          <p className={classes.imported}>
            Added {formatCount(imported.added.length, "user")}
            {importedFrom !== undefined && ` from ${nameOfFile(importedFrom.file)}`}
            {importedFrom?.encoding != null && `, ${readAsText(importedFrom.encoding)}`}.
            {imported.skipped.map(({ position, reason }) => ` Entry ${position} was skipped: ${reason}`).join("")}
          </p>
        )}
      </div>
      <div className={classes.managerTable}>
        <DataTable
          label={userLabels.savedUsers}
          rows={matches}
          rowKey={({ id }) => id}
          columns={[
            {
              key: "name",
              head: "Name",
              width: "minmax(8rem, 2fr)",
              cell: (saved) => <RenameBox key={saved.name} saved={saved} onRename={(name) => rename.mutate({ id: saved.id, name })} />,
            },
            {
              key: "id",
              head: "Unit IDs",
              width: "minmax(8rem, 2fr)",
              cell: (saved) => (
                <code className="ell">
                  {unitIds(saved.user)
                    .map(({ value }) => value)
                    .join(", ") || "none"}
                </code>
              ),
            },
            {
              key: "do",
              head: <span className="sr">Actions</span>,
              width: "9rem",
              align: "end",
              cell: (saved) => (
                <span className={classes.managerActions}>
                  <button
                    type="button"
                    className="link"
                    onClick={() => {
                      selectSavedUser(saved);
                      announce(userLabels.switched(saved.name));
                      onClose();
                    }}
                  >
                    Use<span className="sr"> {saved.name}</span>
                  </button>
                  <ActionIcon size={24} aria-label={`Duplicate ${saved.name}`} onClick={() => duplicate.mutate({ id: saved.id })}>
                    <Copy size={13} aria-hidden />
                  </ActionIcon>
                  <ActionIcon
                    size={24}
                    aria-label={`Remove ${saved.name}`}
                    data-remove=""
                    onClick={({ currentTarget }) => removeUser(saved, currentTarget)}
                  >
                    <Trash2 size={13} aria-hidden />
                  </ActionIcon>
                </span>
              ),
            },
          ]}
        />
        {matches.length === 0 && (
          <p className={classes.noneFound}>{search === "" ? "No saved users yet." : `No saved user matches “${search}”.`}</p>
        )}
      </div>
    </OpenDialog>
  );
}

function RenameBox({ saved, onRename }: { saved: SavedUser; onRename: (name: string) => void }) {
  const [draft, setDraft] = useState(saved.name);
  return (
    <input
      className={classes.renameBox}
      aria-label={`Name of ${saved.name}`}
      value={draft}
      maxLength={80}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={() => {
        const name = draft.trim();
        if (name !== "" && name !== saved.name) onRename(name);
        else setDraft(saved.name);
      }}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") setDraft(saved.name);
      }}
    />
  );
}
