import { ChevronsUpDown } from "lucide-react";
import type { KeyboardEvent } from "react";
import { useCommand } from "#renderer/session/commands.ts";
import { useSession } from "#renderer/session/session.ts";
import { useDropdown } from "#renderer/ui/dropdown/use-dropdown.ts";
import { lazyPart } from "#renderer/ui/lazy-part.tsx";
import type { SavedUser } from "#shared/domain/user/saved-user.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { startEmptyUser } from "./start-empty-user.ts";
import classes from "./user-editor.module.css";
import { userLabels } from "./user-labels.ts";
import { isUntitled, userTitle } from "./user-title.ts";

const SavedUserChoices = lazyPart(async () => (await import("./saved-user-choices.tsx")).SavedUserChoices);

/** The current user's name, which opens the list of saved users and the commands that replace the user. */
export function SavedUserMenu({
  saved,
  isEdited,
  onPaste,
  onManage,
  onForget,
}: {
  saved: SavedUser | undefined;
  isEdited: boolean;
  onPaste: () => void;
  onManage: () => void;
  onForget: () => void;
}) {
  const user = useSession((state) => state.user);
  const menu = useDropdown("listbox");
  useCommand("switchUser", () => menu.dropdown.setOpen(true));
  useCommand("startEmptyUser", startEmptyUser);
  const title = saved?.name ?? userTitle(user);
  const status = savedStatus({ user, saved, isEdited });
  const openWithArrows = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    menu.dropdown.setOpen(true);
  };
  return (
    <>
      <button
        type="button"
        className={classes.persona}
        aria-label={userLabels.switcher(title, status ?? "")}
        {...menu.button}
        onKeyDown={openWithArrows}
      >
        <b className="ell">{title}</b> {status !== null && <span className={classes.status}>{status}</span>}
        <ChevronsUpDown size={13} aria-hidden className={classes.dim} />
      </button>
      {menu.wasOpened && (
        <SavedUserChoices savedId={saved?.id} onPaste={onPaste} onManage={onManage} onForget={onForget} dropdown={menu.dropdown} />
      )}
    </>
  );
}

/** Returns how the user differs from a saved one: null while it is as saved, and for a user whose title says already that it is unsaved. */
function savedStatus({ user, saved, isEdited }: { user: StatsigUser; saved: SavedUser | undefined; isEdited: boolean }): string | null {
  if (saved === undefined) return isUntitled(user) ? null : "unsaved";
  return isEdited ? userLabels.edited : null;
}
