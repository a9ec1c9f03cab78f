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

/** Keeps the user in hand under a name: anew, or in the place of the saved one it came from. */
export function SaveUser({ user, saved, onClose }: { user: StatsigUser; saved: SavedUser | undefined; onClose: () => void }) {
  const { save } = useSavedUserActions();
  const [name, setName] = useState(saved?.name ?? userLabel(user));
  const [keepPrivate, setKeepPrivate] = useState(saved !== undefined && groupOf(saved.user, "privateAttributes").length > 0);
  const privateNames = groupOf(user, "privateAttributes").map(([key]) => key);

  const keep = (id: string | undefined) =>
    save.mutate(
      { ...(id !== undefined && { id }), name, user, keepPrivate },
      {
        onSuccess: (kept) => {
          useSession.setState({ savedUserId: kept.id });
          announce(`${kept.name} is saved.`);
          onClose();
        },
      },
    );
  return (
    <OpenDialog onClose={onClose} title="Save this user" size="sm">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          keep(saved?.id);
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
                Keep the private attributes, too (<code>{privateNames.join(", ")}</code>)
              </>
            }
            description="They are then stored on this machine, unencrypted."
          />
        )}
        {save.isError && <p className={classes.problem}>It could not be saved: {save.error.message}</p>}
        <div className={classes.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          {saved !== undefined && (
            <Button variant="default" loading={save.isPending} disabled={name.trim() === ""} onClick={() => keep(undefined)}>
              Save as new
            </Button>
          )}
          <Button type="submit" loading={save.isPending} disabled={name.trim() === ""}>
            {saved === undefined ? "Save" : `Save ${saved.name}`}
          </Button>
        </div>
      </form>
    </OpenDialog>
  );
}
