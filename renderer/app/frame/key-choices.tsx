import { Menu } from "@mantine/core";
import { Check, KeyRound } from "lucide-react";
import { KeyTail } from "#renderer/parts/key-badge.tsx";
import { selectKey, setScreen, useSession } from "#renderer/session/session.ts";
import { DropdownMenu } from "#renderer/ui/dropdown/dropdown-menu.tsx";
import type { Dropdown } from "#renderer/ui/dropdown/use-dropdown.ts";
import { type KeyInfo, keyKindAllows, keyKindLabels } from "#shared/domain/project/key-info.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { keyUseLabels, keyUseOf } from "./key-in-use.ts";
import classes from "./top-bar.module.css";

/** The menu of a project's keys. */
export function KeyChoices({
  project,
  keys,
  used,
  dropdown,
}: {
  project: Project;
  keys: readonly KeyInfo[];
  used: KeyInfo;
  dropdown: Dropdown;
}) {
  const use = useSession(keyUseOf);
  return (
    <DropdownMenu dropdown={dropdown} position="bottom-start" className={classes.menu}>
      {keys.map((key) => (
        <Menu.Item
          key={key.id}
          leftSection={<KeyRound size={14} aria-hidden className={classes.dim} />}
          rightSection={
            <span className={classes.end}>
              {key.id === used.id && <Check size={14} aria-label={`in use ${keyUseLabels[use] ?? ""}`} />}
            </span>
          }
          onClick={() => selectKey(key.id)}
        >
          <span className={classes.choice}>
            <span>
              {keyKindLabels[key.kind]} <KeyTail lastFour={key.lastFour} />{" "}
              {key.label !== "" && <span className="subdued">{key.label}</span>}
            </span>
            <span className={classes.note}>{keyKindAllows[key.kind]}</span>
          </span>
        </Menu.Item>
      ))}
      <Menu.Divider />
      <Menu.Item leftSection={<KeyRound size={14} aria-hidden />} onClick={() => setScreen(`settings/projects/${project.id}`)}>
        Keys of this project
      </Menu.Item>
    </DropdownMenu>
  );
}
