import { Button, Menu, TextInput } from "@mantine/core";
import { ChevronDown } from "lucide-react";
import { useRef, useState } from "react";
import { useSavedDrafts } from "#renderer/session/saved-drafts.ts";
import { useProjectId } from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import { saveFile } from "#renderer/ui/save-file.ts";
import { offerUndo } from "#renderer/ui/undo.ts";
import { openDraftFile } from "./open-draft.ts";
import { useDraft } from "./use-draft.ts";
import classes from "./what-if.module.css";
import { whatIfLabels } from "./what-if-labels.ts";

/** Saves the edits as a draft by name, opens one, and exports it as a file that `gatescope diff --draft` reads. */
export function DraftMenu() {
  const { edits, replace, replaceWithUndo } = useDraft();
  const { drafts, save, remove } = useSavedDrafts();
  const projectId = useProjectId();
  const [isNaming, setNaming] = useState(false);
  const [name, setName] = useState("");
  const file = useRef<HTMLInputElement>(null);
  return (
    <>
      <Menu position="top-end">
        <Menu.Target>
          <Button variant="default" rightSection={<ChevronDown size={13} aria-hidden />}>
            {whatIfLabels.drafts}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {drafts.map((draft) => (
            <Menu.Item
              key={draft.name}
              onClick={() => {
                replace(draft.edits);
                announce(whatIfLabels.opened(draft.name));
              }}
            >
              {draft.name} <span className="third">{whatIfLabels.edits(draft.edits.length)}</span>
            </Menu.Item>
          ))}
          {drafts.length > 0 && <Menu.Divider />}
          <Menu.Item disabled={edits.length === 0} onClick={() => setNaming(true)}>
            {whatIfLabels.saveDraft}
          </Menu.Item>
          <Menu.Item
            disabled={edits.length === 0}
            onClick={() =>
              saveFile("draft.json", [`${JSON.stringify({ gatescopeDraft: 1, name: "", edits }, null, 2)}\n`], "application/json")
            }
          >
            {whatIfLabels.exportDraft}
          </Menu.Item>
          <Menu.Item onClick={() => file.current?.click()}>{whatIfLabels.openDraft}</Menu.Item>
          {drafts.map((draft) => (
            <Menu.Item
              key={`remove ${draft.name}`}
              onClick={() => {
                remove(draft.name);
                offerUndo(whatIfLabels.draft(draft.name), () => save(draft));
              }}
            >
              {whatIfLabels.removeDraft(draft.name)}
            </Menu.Item>
          ))}
          <Menu.Item
            disabled={edits.length === 0}
            onClick={() => replaceWithUndo(whatIfLabels.edits(edits.length), [], whatIfLabels.editsRemoved(edits.length))}
          >
            {whatIfLabels.discard}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <input
        ref={file}
        type="file"
        accept=".json"
        className={classes.file}
        aria-label={whatIfLabels.openDraft}
        onChange={(event) => {
          const [chosen] = event.currentTarget.files ?? [];
          event.currentTarget.value = "";
          if (chosen !== undefined) void openDraftFile(chosen, projectId);
        }}
      />
      {isNaming && (
        <OpenDialog onClose={() => setNaming(false)} title={whatIfLabels.saveDraftTitle}>
          <form
            className={classes.naming}
            onSubmit={(event) => {
              event.preventDefault();
              save({ gatescopeDraft: 1, name: name.trim(), edits: [...edits] });
              announce(whatIfLabels.saved(name.trim()));
              setNaming(false);
            }}
          >
            <TextInput
              label={whatIfLabels.name}
              data-autofocus
              maxLength={200}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Button type="submit" disabled={name.trim() === ""}>
              {whatIfLabels.save}
            </Button>
          </form>
        </OpenDialog>
      )}
    </>
  );
}
