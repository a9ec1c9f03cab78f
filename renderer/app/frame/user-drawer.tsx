import { ChevronsUpDown, UserRound } from "lucide-react";
import { useState } from "react";
import { UserStrip } from "#renderer/features/user-editor/user-strip.tsx";
import { useCommand } from "#renderer/session/commands.ts";
import { lazyPart } from "#renderer/ui/lazy-part.tsx";
import { appLabels } from "../app-labels.ts";
import classes from "./frame.module.css";

const UserDrawerDialog = lazyPart(async () => (await import("./user-drawer-dialog.tsx")).UserDrawerDialog);

/** Shows the current user in one line, which opens the user panel in a drawer. */
export function UserDrawer() {
  const [isOpen, setOpen] = useState(false);
  useCommand("switchUser", () => setOpen(true));
  useCommand("pasteUser", () => setOpen(true));
  return (
    <aside aria-label={appLabels.user}>
      <button type="button" className={classes.strip} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <UserRound size={14} aria-hidden className={classes.dim} />
        <span className="sr">{appLabels.userIs} </span>
        <UserStrip />
        <ChevronsUpDown size={13} aria-hidden className={classes.dim} />
      </button>
      <UserDrawerDialog isOpen={isOpen} onClose={() => setOpen(false)} />
    </aside>
  );
}
