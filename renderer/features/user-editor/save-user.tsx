import { Button, Checkbox, TextInput } from "@mantine/core";
import { useState } from "react";
import { useSession } from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { OpenDialog } from "#renderer/ui/open-dialog.tsx";
import type { SavedUser } from "#shared/domain/user/saved-user.ts";
import { type StatsigUser, userLabel } from "#shared/domain/user/statsig-user.ts";
import { groupOf } from "./user-draft.ts";
import classes from "./user-editor.module.css";
import { useSavedUserActions } from "./user-editor.queries.ts";
import { userLabels } from "./user-labels.ts";

/** A dialog that saves the current user under a name: as a new saved user, or in place of `saved`, the one that it was loaded from. */
export function SaveUser({ user, saved, onClose }: { user: StatsigUser; saved: SavedUser | undefined; onClose: () => void }) {
  const { save } = useSavedUserActions();
  const [name, setName] = useState(saved?.name ?? userLabel(user));
  const [keepPrivate, setKeepPrivate] = useState(saved !== undefined && groupOf(saved.user, "privateAttributes").length > 0);
  const privateNames = groupOf(user, "privateAttributes").map(([key]) => key);

  const saveAs = (id: string | undefined) =>
    save.mutate(
      { ...(id !== undefined && { id }), name, user, keepPrivate },
      {
        onSuccess: (savedUser) => {
          useSession.setState({ savedUserId: savedUser.id });
          announce(`Saved ${savedUser.name}.`);
          onClose();
        },
      },
    );
  return (
    <OpenDialog onClose={onClose} title={userLabels.save} size="sm">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          saveAs(saved?.id);
        }}
      >
        <TextInput
          label="Name"
          data-autofocus
          required
          maxLength={80}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {privateNames.length > 0 && (
          <Checkbox
            className={classes.keepPrivate ?? ""}
            checked={keepPrivate}
            onChange={(event) => setKeepPrivate(event.currentTarget.checked)}
            label={
              <>
                Include private attributes (<code>{privateNames.join(", ")}</code>)
              </>
            }
            description="They are then stored on this machine without encryption."
          />
        )}
        {save.isError && <p className={classes.problem}>The user was not saved: {save.error.message}</p>}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          {saved !== undefined && (
            <Button variant="default" loading={save.isPending} disabled={name.trim() === ""} onClick={() => saveAs(undefined)}>
              {userLabels.saveAsNew}
            </Button>
          )}
          <Button type="submit" loading={save.isPending} disabled={name.trim() === ""}>
            {saved === undefined ? userLabels.save : userLabels.saveChanges}
          </Button>
        </div>
      </form>
    </OpenDialog>
  );
}
