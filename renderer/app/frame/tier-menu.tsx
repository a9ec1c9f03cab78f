import { Menu } from "@mantine/core";
import { Check, ChevronsUpDown, LockKeyhole } from "lucide-react";
import { selectTier, useIsProtected, useProject, useTier } from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { appLabels } from "../app-labels.ts";
import classes from "./top-bar.module.css";

/** Shows the tier of checks, unless the user names another, and a menu of the project's tiers. A protected tier has a lock, a text and a colour. */
export function TierMenu() {
  const project = useProject();
  const tier = useTier();
  const isProtected = useIsProtected();
  if (project === undefined) return null;
  return (
    <Menu position="bottom-start" trapFocus>
      <Menu.Target>
        <button type="button" className={classes.item} data-protected={isProtected || undefined}>
          <span className="sr">{appLabels.tier}</span>
          {isProtected && <LockKeyhole size={14} strokeWidth={2.2} aria-hidden />}
          <b className="ell">{tier}</b>
          {isProtected && <span className={classes.protectedWord}> protected</span>}
          <ChevronsUpDown size={13} aria-hidden className={classes.chevron} />
        </button>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu ?? ""}>
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
      </Menu.Dropdown>
    </Menu>
  );
}
