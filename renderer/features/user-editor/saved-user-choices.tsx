import { Combobox, useCombobox } from "@mantine/core";
import { Check } from "lucide-react";
import { useEffect, useState } from "react";
import { commandLabels, runCommand } from "#renderer/session/commands.ts";
import { selectSavedUser } from "#renderer/session/session.ts";
import { DropdownTarget, useOpenedAfterMount } from "#renderer/ui/dropdown/dropdown-target.ts";
import type { Dropdown } from "#renderer/ui/dropdown/use-dropdown.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { unitIds } from "#shared/domain/user/statsig-user.ts";
import { matchingUsers } from "./matching-users.ts";
import { startEmptyUser } from "./start-empty-user.ts";
import classes from "./user-editor.module.css";
import { useOfferedUsers } from "./user-editor.queries.ts";
import { userLabels } from "./user-labels.ts";

/** The list of saved users, with a field that searches it, and the commands that replace the user. */
export function SavedUserChoices({
  savedId,
  onPaste,
  onManage,
  onForget,
  dropdown,
}: {
  /** The id of the current user, if it is a saved one. */
  savedId: string | undefined;
  onPaste: () => void;
  onManage: () => void;
  onForget: () => void;
  dropdown: Dropdown;
}) {
  const savedUsers = useOfferedUsers();
  const [search, setSearch] = useState("");
  const isOpen = useOpenedAfterMount(dropdown.isOpen);
  const combobox = useCombobox({ opened: isOpen, onOpenedChange: dropdown.setOpen });
  const matches = matchingUsers(savedUsers, search);

  const { focusSearchInput, focusTarget, resetSelectedOption } = combobox;
  useEffect(() => {
    if (!isOpen) return;
    focusSearchInput();
    return () => {
      resetSelectedOption();
      focusTarget();
      setSearch("");
    };
  }, [isOpen, focusSearchInput, focusTarget, resetSelectedOption]);

  // Enter chooses the first match. Mantine can select an option only after it is rendered.
  const { selectFirstOption } = combobox;
  useEffect(() => {
    if (search !== "") selectFirstOption();
  }, [search, selectFirstOption]);

  const choose = (choice: string) => {
    combobox.closeDropdown();
    if (choice === actions.paste) return onPaste();
    if (choice === actions.page) return void runCommand("importPage");
    if (choice === actions.manage) return onManage();
    if (choice === actions.forget) return onForget();
    if (choice === actions.blank) return startEmptyUser();
    const chosen = matches.find(({ id }) => id === choice);
    if (chosen === undefined) return;
    selectSavedUser(chosen);
    announce(userLabels.switched(chosen.name));
  };
  return (
    <Combobox store={combobox} onOptionSubmit={choose} width={280} position="bottom-start">
      <Combobox.Target withAriaAttributes={false}>
        <DropdownTarget of={dropdown.target} />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search
          aria-label={userLabels.search}
          placeholder={`${userLabels.search}…`}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Combobox.Options id={`${dropdown.id}-dropdown`} className={classes.personas ?? ""} aria-label={userLabels.savedUsers}>
          {matches.map((each) => (
            <Combobox.Option key={each.id} value={each.id} active={each.id === savedId}>
              <span className={classes.option}>
                <span className="ell">{each.name}</span>
                <code className="ell">{unitIds(each.user)[0]?.value ?? "no ID"}</code>
                {each.id === savedId && <Check size={13} aria-label="current" />}
              </span>
            </Combobox.Option>
          ))}
          {matches.length === 0 && search !== "" && <p className={classes.noneFound}>No saved user matches “{search}”.</p>}
          <Combobox.Group label="" className={classes.actions ?? ""}>
            <Combobox.Option value={actions.paste}>{userLabels.askToPaste}</Combobox.Option>
            <Combobox.Option value={actions.page}>{commandLabels.importPage}</Combobox.Option>
            <Combobox.Option value={actions.blank}>{userLabels.startEmpty}</Combobox.Option>
            <Combobox.Option value={actions.forget}>{commandLabels.forgetUser}</Combobox.Option>
            <Combobox.Option value={actions.manage}>{userLabels.manage}</Combobox.Option>
          </Combobox.Group>
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

const actions = {
  paste: "action:paste",
  page: "action:page",
  blank: "action:blank",
  manage: "action:manage",
  forget: "action:forget",
} as const;
