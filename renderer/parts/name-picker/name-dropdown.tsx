import { Popover } from "@mantine/core";
import type { RefObject } from "react";
import { type EntityKind, entityKindLabels } from "#shared/domain/evaluation/evaluation.ts";
import type { KnownName } from "#shared/domain/evaluation/known-name.ts";
import { DropdownTarget } from "../../ui/dropdown/dropdown-target.ts";
import { NameList } from "./name-list.tsx";
import classes from "./name-picker.module.css";

/** The list of known names below the field for a name. */
export function NameDropdown({
  target,
  isOpen,
  setOpen,
  id,
  kind,
  matches,
  knownCount,
  typed,
  active,
  onPick,
}: {
  target: RefObject<HTMLElement | null>;
  isOpen: boolean;
  setOpen: (isOpen: boolean) => void;
  id: string;
  kind: EntityKind;
  matches: readonly KnownName[];
  knownCount: number;
  typed: string;
  active: number;
  onPick: (name: string) => void;
}) {
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      position="bottom-end"
      offset={4}
      width={420}
      withRoles={false}
      transitionProps={{ duration: 0 }}
      radius="lg"
      shadow="none"
      classNames={{ dropdown: classes.dropdown ?? "" }}
    >
      <Popover.Target>
        <DropdownTarget of={target} />
      </Popover.Target>
      <Popover.Dropdown>
        {matches.length === 0 ? (
          <p className={classes.none}>{noneText(kind, knownCount, typed)}</p>
        ) : (
          <NameList id={id} kind={kind} matches={matches} active={active} onPick={onPick} />
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function noneText(kind: EntityKind, knownCount: number, typed: string): string {
  const many = entityKindLabels[kind].many;
  if (knownCount === 0) return `No ${many} are known yet. Type a name; names that were checked are listed here later.`;
  return `None of the ${knownCount} known ${many} contains “${typed}”. You can still check it.`;
}
