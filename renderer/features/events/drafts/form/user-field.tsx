import { useState } from "react";
import { useSession } from "#renderer/session/session.ts";
import { candidateLabel, type PastedUser, readPastedUser } from "#shared/domain/user/pasted-user.ts";
import { type StatsigUser, unitIds, userLabel, withoutPrivate } from "#shared/domain/user/statsig-user.ts";
import { useDestination } from "../../confirm/use-destination.ts";
import classes from "./form.module.css";
import { JsonDialog } from "./json-dialog.tsx";

/** Returns the notes about the first user, and names the others. */
function notesOf({ candidates, limit }: Extract<PastedUser, { kind: "read" }>): string[] {
  const [first, ...others] = candidates;
  const rest =
    others.length === 0
      ? []
      : [`The first of ${candidates.length} users is used; the others are ${others.map(candidateLabel).join("; ")}.`];
  return [...rest, ...first.lost, ...first.notes, ...(limit === null ? [] : [limit])];
}

/** Edits the user of an event or exposure: the user in the panel, or another one. */
export function UserField({ user, onChange }: { user: StatsigUser | null; onChange: (user: StatsigUser | null) => void }) {
  const panelUser = useSession((state) => state.user);
  const panelLabel = useDestination().userLabel;
  const [isEditing, setEditing] = useState(false);
  return (
    <>
      <span className={classes.who}>
        {user === null ? (
          <>
            <b>{panelLabel}</b> <span className="subdued">from the user panel</span>
          </>
        ) : (
          <>
            <b>{userLabel(user)}</b>{" "}
            <span className="subdued">
              set here
              {unitIds(user)[0] !== undefined &&
                `, ${unitIds(user)
                  .map(({ idType }) => idType)
                  .join(", ")}`}
            </span>
          </>
        )}
      </span>
      <button type="button" className="link" onClick={() => setEditing(true)}>
        {user === null ? "Change…" : "Edit…"}
      </button>
      {user !== null && (
        <button type="button" className="link" onClick={() => onChange(null)}>
          Use the panel user
        </button>
      )}
      {isEditing && (
        <JsonDialog
          title="Set the user"
          lead="JSON, a log line, an ID or an email address. Private attributes are never sent."
          label="User as JSON"
          initial={user ?? withoutPrivate(panelUser)}
          read={(text) => {
            const read = readPastedUser(text);
            return read.kind === "read" ? { kind: "read", value: read.candidates[0].user, notes: notesOf(read) } : read;
          }}
          action="Use this user"
          onApply={(chosen) => {
            onChange(chosen);
            setEditing(false);
          }}
          onClose={() => setEditing(false)}
        />
      )}
    </>
  );
}
