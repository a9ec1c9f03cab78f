import { CircleDot, Eye } from "lucide-react";
import { type KeyboardEvent, useRef } from "react";
import { useCommand } from "#renderer/session/commands.ts";
import { isConfirmationNeeded, setLogging, setScreen, useEffectiveTier, useSession, useTier } from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { appLabels } from "../app-labels.ts";
import classes from "./exposure-switch.module.css";

/**
 * Shows the switch of exposure logging and the number of exposures and events written. In a protected tier it says that each write is confirmed: the switch itself
 * writes nothing, so it does not ask.
 */
export function ExposureSwitch() {
  const isLogging = useSession((state) => state.isLogging);
  const written = useSession((state) => state.writtenCount);
  const isProtected = useSession(isConfirmationNeeded);
  const topBarTier = useTier();
  const tier = useEffectiveTier() || topBarTier;
  const group = useRef<HTMLDivElement>(null);

  const startLogging = () => {
    setLogging(true);
    announce(isProtected ? appLabels.loggingAsks(tier) : appLabels.loggingStarted(tier));
  };
  const choose = (wantsLogging: boolean) => {
    if (wantsLogging === isLogging) return;
    if (wantsLogging) return startLogging();
    setLogging(false);
    announce("Looking. Nothing is written.");
  };
  useCommand("toggleLogging", () => choose(!isLogging), {
    label: isLogging ? "Stop logging: only look" : `Log exposures in ${tier}`,
  });
  const chooseWithArrows = (event: KeyboardEvent) => {
    if (!["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    const radios = group.current?.querySelectorAll<HTMLElement>("[role=radio]");
    radios?.[isLogging ? 0 : 1]?.focus();
    choose(!isLogging);
  };

  return (
    <div className={classes.exposure} data-on={isLogging || undefined}>
      <div ref={group} role="radiogroup" aria-label={appLabels.exposureSwitch} className={classes.modes} onKeyDown={chooseWithArrows}>
        <Mode isChosen={!isLogging} onChoose={() => choose(false)}>
          <Eye size={14} aria-hidden /> {appLabels.looking}
        </Mode>
        <Mode isChosen={isLogging} onChoose={() => choose(true)}>
          {isLogging ? <span className={classes.lamp} aria-hidden="true" /> : <CircleDot size={14} aria-hidden />} {appLabels.logging}
        </Mode>
      </div>
      <button type="button" className={classes.count} title="What was written: open the ledger" onClick={() => setScreen("events/ledger")}>
        {isLogging && isProtected && <span className={classes.asks}>{appLabels.asksFirst}</span>}
        {written === 0 ? <span className={classes.nothing}>{appLabels.nothing}</span> : <b className="num">{formatNumber(written)}</b>}{" "}
        {appLabels.written}
      </button>
    </div>
  );
}

function Mode({ isChosen, onChoose, children }: { isChosen: boolean; onChoose: () => void; children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a native radio cannot have an icon and the lamp of a record in its place
    <button
      type="button"
      role="radio"
      aria-checked={isChosen}
      tabIndex={isChosen ? 0 : -1}
      className={classes.mode}
      data-active={isChosen || undefined}
      onClick={onChoose}
    >
      {children}
    </button>
  );
}
