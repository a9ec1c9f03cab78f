import { Combobox, useCombobox } from "@mantine/core";
import { Check, ChevronsUpDown } from "lucide-react";
import { useEffect, useState } from "react";
import { useCommand } from "#renderer/session/commands.ts";
import { selectSavedUser, setUser, useSession } from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import type { SavedUser } from "#shared/domain/user/saved-user.ts";
import { type StatsigUser, unitIds } from "#shared/domain/user/statsig-user.ts";
import { matchingUsers } from "./matching-users.ts";
import classes from "./user-editor.module.css";
import { useOfferedUsers } from "./user-editor.queries.ts";
import { userLabels } from "./user-labels.ts";
import { isUntitled, userTitle } from "./user-title.ts";

/** The current user's name, which opens the list of saved users and the commands that replace the user. */
export function SavedUserMenu({
  saved,
  isEdited,
  onPaste,
  onManage,
}: {
  saved: SavedUser | undefined;
  isEdited: boolean;
  onPaste: () => void;
  onManage: () => void;
}) {
  const user = useSession((state) => state.user);
  const savedUsers = useOfferedUsers();
  const [search, setSearch] = useState("");
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      combobox.focusTarget();
      setSearch("");
    },
    onDropdownOpen: () => combobox.focusSearchInput(),
  });
  useCommand("switchUser", () => combobox.openDropdown());
  useCommand("startEmptyUser", startEmpty);
  const title = saved?.name ?? userTitle(user);
  const status = savedStatus({ user, saved, isEdited });
  const matches = matchingUsers(savedUsers, search);

  // Enter chooses the first match. Mantine can select an option only after it is rendered.
  const { selectFirstOption } = combobox;
  useEffect(() => {
    if (search !== "") selectFirstOption();
  }, [search, selectFirstOption]);

  const choose = (choice: string) => {
    combobox.closeDropdown();
    if (choice === actions.paste) return onPaste();
    if (choice === actions.manage) return onManage();
    if (choice === actions.blank) return startEmpty();
    const chosen = matches.find(({ id }) => id === choice);
    if (chosen === undefined) return;
    selectSavedUser(chosen);
    announce(userLabels.switched(chosen.name));
  };
  return (
    <Combobox store={combobox} onOptionSubmit={choose} width={280} position="bottom-start">
      <Combobox.Target withAriaAttributes={false}>
        <button
          type="button"
          className={classes.persona}
          aria-haspopup="listbox"
          aria-expanded={combobox.dropdownOpened}
          aria-label={userLabels.switcher(title, status ?? "")}
          onClick={() => combobox.toggleDropdown()}
        >
          <b className="ell">{title}</b> {status !== null && <span className={classes.status}>{status}</span>}
          <ChevronsUpDown size={13} aria-hidden className={classes.dim} />
        </button>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          aria-label={userLabels.search}
          placeholder={`${userLabels.search}…`}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Combobox.Options className={classes.personas ?? ""} aria-label={userLabels.savedUsers}>
          {matches.map((each) => (
            <Combobox.Option key={each.id} value={each.id} active={each.id === saved?.id}>
              <span className={classes.option}>
                <span className="ell">{each.name}</span>
                <code className="ell">{unitIds(each.user)[0]?.value ?? "no ID"}</code>
                {each.id === saved?.id && <Check size={13} aria-label="current" />}
              </span>
            </Combobox.Option>
          ))}
          {matches.length === 0 && search !== "" && <p className={classes.noneFound}>No saved user matches “{search}”.</p>}
          <Combobox.Group label="" className={classes.actions ?? ""}>
            <Combobox.Option value={actions.paste}>{userLabels.askToPaste}</Combobox.Option>
            <Combobox.Option value={actions.blank}>{userLabels.startEmpty}</Combobox.Option>
            <Combobox.Option value={actions.manage}>{userLabels.manage}</Combobox.Option>
          </Combobox.Group>
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

function startEmpty(): void {
  setUser({});
  useSession.setState({ savedUserId: null });
  announce("Started with an empty user.");
}

/** Returns how the user differs from a saved one: null while it is as saved, and for a user whose title says already that it is unsaved. */
function savedStatus({ user, saved, isEdited }: { user: StatsigUser; saved: SavedUser | undefined; isEdited: boolean }): string | null {
  if (saved === undefined) return isUntitled(user) ? null : "unsaved";
  return isEdited ? userLabels.edited : null;
}

const actions = { paste: "action:paste", blank: "action:blank", manage: "action:manage" } as const;
