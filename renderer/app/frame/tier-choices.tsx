import { Menu } from "@mantine/core";
import { Check } from "lucide-react";
import { selectTier, useEffectiveTier, useTier } from "#renderer/session/session.ts";
import { DropdownMenu } from "#renderer/ui/dropdown/dropdown-menu.tsx";
import type { Dropdown } from "#renderer/ui/dropdown/use-dropdown.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import type { Project } from "#shared/domain/project/project.ts";
import classes from "./top-bar.module.css";

/** The menu of a project's tiers. */
export function TierChoices({ project, dropdown }: { project: Project; dropdown: Dropdown }) {
  const tier = useTier();
  const effectiveTier = useEffectiveTier();
  return (
    <DropdownMenu dropdown={dropdown} position="bottom-start" className={classes.menu}>
      {effectiveTier !== tier && (
        <Menu.Label>
          {effectiveTier === ""
            ? "An environment without a tier is set on the user in the panel. It is used instead of the tier chosen here."
            : `The tier ${effectiveTier} is set on the user in the panel. It is used instead of the one chosen here.`}
        </Menu.Label>
      )}
      {project.tiers.map((each) => (
        <Menu.Item
          key={each.name}
          rightSection={<span className={classes.end}>{each.name === tier && <Check size={14} aria-label="current" />}</span>}
          onClick={() => {
            selectTier(each.name);
            announce(`Tier ${each.name}${each.isProtected ? ", protected" : ""}. Looking.`);
          }}
        >
          <span className={classes.choice} data-protected={each.isProtected || undefined}>
            <b>{each.name}</b>
            <span className={classes.note}>{each.isProtected ? "protected: asks before anything is written" : "open"}</span>
          </span>
        </Menu.Item>
      ))}
    </DropdownMenu>
  );
}
