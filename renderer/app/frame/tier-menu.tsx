import { Menu } from "@mantine/core";
import { Check, ChevronsUpDown, LockKeyhole } from "lucide-react";
import { selectTier, useEffectiveTier, useIsEffectiveTierProtected, useProject, useTier } from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { appLabels } from "../app-labels.ts";
import classes from "./top-bar.module.css";

/**
 * Shows the tier with which the current user is evaluated, and a menu of the project's tiers. A tier set on the user wins, and is said in words. A protected
 * tier has a lock, a text and a colour.
 */
export function TierMenu() {
  const project = useProject();
  const tier = useTier();
  const effectiveTier = useEffectiveTier();
  const isProtected = useIsEffectiveTierProtected();
  if (project === undefined) return null;
  return (
    <Menu position="bottom-start" trapFocus>
      <Menu.Target>
        <button
          type="button"
          className={classes.item}
          data-protected={isProtected || undefined}
          title={effectiveTier === tier ? undefined : appLabels.setOnUser(tier)}
        >
          <span className="sr">{appLabels.tier}</span>
          {isProtected && <LockKeyhole size={14} strokeWidth={2.2} aria-hidden />}
          <b className="ell">{effectiveTier === "" ? "no tier" : effectiveTier}</b>
          {isProtected && <span className={classes.protectedWord}> protected</span>}
          {effectiveTier !== tier && <span className={classes.instead}> {appLabels.setOnUser(tier)}</span>}
          <ChevronsUpDown size={13} aria-hidden className={classes.chevron} />
        </button>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu ?? ""}>
        {effectiveTier !== tier && (
          <Menu.Label>
            The user in the panel has {effectiveTier === "" ? "an environment without a tier" : `its own tier, ${effectiveTier}`}, which
            wins over the one chosen here.
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
      </Menu.Dropdown>
    </Menu>
  );
}
