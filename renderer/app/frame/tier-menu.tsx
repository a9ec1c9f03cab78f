import { ChevronsUpDown, LockKeyhole } from "lucide-react";
import { useEffectiveTier, useIsEffectiveTierProtected, useProject, useTier } from "#renderer/session/session.ts";
import { useDropdown } from "#renderer/ui/dropdown/use-dropdown.ts";
import { lazyPart } from "#renderer/ui/lazy-part.tsx";
import { tierText } from "#shared/domain/user/statsig-user.ts";
import { appLabels } from "../app-labels.ts";
import classes from "./top-bar.module.css";

const TierChoices = lazyPart(async () => (await import("./tier-choices.tsx")).TierChoices);

/**
 * Shows the tier with which the current user is evaluated, and a menu of the project's tiers. A tier set on the user wins, and is said in words. A protected
 * tier has a lock, a text and a colour.
 */
export function TierMenu() {
  const project = useProject();
  const tier = useTier();
  const effectiveTier = useEffectiveTier();
  const isProtected = useIsEffectiveTierProtected();
  const menu = useDropdown("menu");
  if (project === undefined) return null;
  return (
    <>
      <button
        type="button"
        className={classes.item}
        data-protected={isProtected || undefined}
        title={effectiveTier === tier ? undefined : appLabels.setOnUser(tier)}
        {...menu.button}
      >
        <span className="sr">{appLabels.tier}</span>
        {isProtected && <LockKeyhole size={14} strokeWidth={2.2} aria-hidden />}
        <b className="ell">{tierText(effectiveTier)}</b>
        {isProtected && <span className={classes.protectedWord}> protected</span>}
        {effectiveTier !== tier && <span className={classes.instead}> {appLabels.setOnUser(tier)}</span>}
        <ChevronsUpDown size={13} aria-hidden className={classes.chevron} />
      </button>
      {menu.wasOpened && <TierChoices project={project} dropdown={menu.dropdown} />}
    </>
  );
}
