import { Menu } from "@mantine/core";
import { Braces, Check, Hash, List, ToggleRight, Type } from "lucide-react";
import { setUser, useSession } from "#renderer/session/session.ts";
import { DropdownMenu } from "#renderer/ui/dropdown/dropdown-menu.tsx";
import type { Dropdown } from "#renderer/ui/dropdown/use-dropdown.ts";
import { focusNeighbour } from "#renderer/ui/keyboard/focus-neighbour.ts";
import { CannotRestore, offerUndo } from "#renderer/ui/undo.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { customKind, type StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { type CustomKind, convertValue, type GroupName, groupOf, withMemberAt, withMemberMoved, withoutMember } from "./user-draft.ts";

const kinds: readonly { kind: CustomKind; label: string; Icon: typeof Type }[] = [
  { kind: "text", label: "Text", Icon: Type },
  { kind: "number", label: "Number", Icon: Hash },
  { kind: "yes_no", label: "True or false", Icon: ToggleRight },
  { kind: "list", label: "List of texts", Icon: List },
  { kind: "other", label: "Other JSON", Icon: Braces },
];

/** The menu of a member: its type, its group, and its removal. */
export function MemberChoices({
  user,
  group,
  name,
  value,
  onValue,
  dropdown,
}: {
  user: StatsigUser;
  group: GroupName;
  name: string;
  value: JsonValue;
  onValue: (value: JsonValue) => void;
  dropdown: Dropdown;
}) {
  const kind = customKind(value);
  const other = group === "custom" ? "privateAttributes" : "custom";
  const button = dropdown.target;
  return (
    <DropdownMenu dropdown={dropdown} position="bottom-end" width={200}>
      {group !== "customIDs" && (
        <>
          <Menu.Label>Type</Menu.Label>
          {kinds.map(({ kind: choice, label, Icon }) => (
            <Menu.Item
              key={choice}
              leftSection={<Icon size={13} aria-hidden />}
              rightSection={choice === kind && <Check size={13} aria-label="selected" />}
              onClick={() => onValue(convertValue(value, choice))}
            >
              {label}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={() => setUser(withMemberMoved(user, group, other, name))}>
            {group === "custom" ? "Make private" : "Make public"}
          </Menu.Item>
        </>
      )}
      <Menu.Item
        onClick={() => {
          const moveFocus =
            button.current &&
            focusNeighbour(button.current, {
              list: button.current.closest("aside, [role=dialog]"),
              selector: "[data-member]",
              otherwise: () => document.querySelector<HTMLElement>("[data-add-member]"),
            });
          setUser(withoutMember(user, group, name));
          moveFocus?.();
          const at = groupOf(user, group).findIndex(([key]) => key === name);
          offerUndo(name, () => restoreMember(group, [name, value], at));
        }}
      >
        Remove
      </Menu.Item>
    </DropdownMenu>
  );
}

/** Puts a removed member back into the user as it is now, at its old place. Throws if the user has one of this name again. */
function restoreMember(group: GroupName, member: readonly [string, JsonValue], at: number): void {
  const [name] = member;
  const { user } = useSession.getState();
  if (groupOf(user, group).some(([other]) => other === name)) throw new CannotRestore(`the user has ${name} again.`);
  setUser(withMemberAt(user, group, member, at));
  setTimeout(() => document.querySelector<HTMLElement>(`[data-member="${CSS.escape(name)}"]`)?.focus());
}
