import { Combobox, useCombobox } from "@mantine/core";
import { Check, ChevronsUpDown } from "lucide-react";
import { useEffect, useState } from "react";
import { useCommand } from "#renderer/session/commands.ts";
import { selectSavedUser, setUser, useSession } from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import type { SavedUser } from "#shared/domain/user/saved-user.ts";
import { unitIds, userLabel } from "#shared/domain/user/statsig-user.ts";
import { matchingUsers } from "./matching-users.ts";
import classes from "./user-editor.module.css";
import { useSavedUsers } from "./user-editor.queries.ts";
import { userLabels } from "./user-labels.ts";

/** Who is being asked about, and everybody else one keystroke away. */
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
  const savedUsers = useSavedUsers();
  const [search, setSearch] = useState("");
  const combobox = useCombobox({
    onDropdownClose: () => {
      combobox.resetSelectedOption();
      combobox.focusTarget();
      setSearch("");
    },
    onDropdownOpen: () => combobox.focusSearchInput(),
  });
  useCommand("switchUser", () => combobox.openDropdown(), { label: "Switch saved user" });
  const label = saved?.name ?? userLabel(user);
  const note = saved === undefined ? "unsaved" : isEdited ? "edited" : "";
  const found = matchingUsers(savedUsers.data ?? [], search);

  // The first of those found is the one that Enter takes; it has to be drawn before it can be marked.
  const { selectFirstOption } = combobox;
  useEffect(() => {
    if (search !== "") selectFirstOption();
  }, [search, selectFirstOption]);

  const choose = (choice: string) => {
    combobox.closeDropdown();
    if (choice === actions.paste) return onPaste();
    if (choice === actions.manage) return onManage();
    if (choice === actions.blank) {
      setUser({});
      useSession.setState({ savedUserId: null });
      return announce("A new user without any fields.");
    }
    const chosen = found.find(({ id }) => id === choice);
    if (chosen === undefined) return;
    selectSavedUser(chosen);
    announce(`Now asking about ${chosen.name}.`);
  };
  return (
    <Combobox store={combobox} onOptionSubmit={choose} width={280} position="bottom-start">
      <Combobox.Target withAriaAttributes={false}>
        <button
          type="button"
          className={classes.persona}
          aria-haspopup="listbox"
          aria-expanded={combobox.dropdownOpened}
          aria-label={userLabels.switcher(label, note)}
          onClick={() => combobox.toggleDropdown()}
        >
          <b className="ell">{label}</b> {note !== "" && <span className={classes.edited}>{note}</span>}
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
          {found.map((each) => (
            <Combobox.Option key={each.id} value={each.id} active={each.id === saved?.id}>
              <span className={classes.option}>
                <span className="ell">{each.name}</span>
                <code className="ell">{unitIds(each.user)[0]?.value ?? "no ID"}</code>
                {each.id === saved?.id && <Check size={13} aria-label="in hand" />}
              </span>
            </Combobox.Option>
          ))}
          {found.length === 0 && search !== "" && <p className={classes.noneFound}>No saved user matches “{search}”.</p>}
          <Combobox.Group label="" className={classes.actions ?? ""}>
            <Combobox.Option value={actions.paste}>{userLabels.askToPaste}</Combobox.Option>
            <Combobox.Option value={actions.blank}>{userLabels.startEmpty}</Combobox.Option>
            <Combobox.Option value={actions.manage}>Manage, import, export…</Combobox.Option>
          </Combobox.Group>
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

const actions = { paste: "action:paste", blank: "action:blank", manage: "action:manage" } as const;
