import { CircleDot, Eye } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { useCommand } from "#renderer/session/commands.ts";
import {
  setLogging,
  setScreen,
  useEffectiveTier,
  useIsEffectiveTierProtected,
  useIsProtected,
  useProject,
  useSession,
  useTier,
} from "#renderer/session/session.ts";
import { lazyPart } from "#renderer/ui/lazy-part.tsx";
import { announce } from "#renderer/ui/live-region.tsx";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { appLabels } from "../app-labels.ts";
import classes from "./exposure-switch.module.css";

const LoggingConfirmation = lazyPart(async () => (await import("./logging-confirmation.tsx")).LoggingConfirmation);

/** Shows the switch of exposure logging and the number of exposures and events written. Logging in a protected tier needs a confirmation. */
export function ExposureSwitch() {
  const isLogging = useSession((state) => state.isLogging);
  const written = useSession((state) => state.writtenCount);
  const isTopBarProtected = useIsProtected();
  const isEffectiveProtected = useIsEffectiveTierProtected();
  // A tier set on the user is the one that is written to.
  const isProtected = isTopBarProtected || isEffectiveProtected;
  const topBarTier = useTier();
  const tier = useEffectiveTier() || topBarTier;
  const project = useProject();
  const [isConfirming, setConfirming] = useState(false);
  const group = useRef<HTMLDivElement>(null);

  const startLogging = () => {
    setLogging(true);
    announce(`Logging. Checks in ${tier} are written as exposures from now on.`);
  };
  const choose = (wantsLogging: boolean) => {
    if (wantsLogging === isLogging) return;
    if (wantsLogging && isProtected) return setConfirming(true);
    if (wantsLogging) return startLogging();
    setLogging(false);
    announce("Looking. Nothing is written.");
  };
  useCommand("toggleLogging", () => choose(!isLogging), {
    label: isLogging ? "Stop logging: only look" : `Log exposures in ${tier}${isProtected ? "…" : ""}`,
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
        {written === 0 ? (
          <>
            <span className={classes.nothing}>nothing</span> written
          </>
        ) : (
          <>
            <b className="num">{formatNumber(written)}</b> written
          </>
        )}
      </button>
      {isConfirming && (
        <LoggingConfirmation
          tier={tier}
          projectName={project?.name ?? ""}
          onClose={() => setConfirming(false)}
          onConfirm={() => {
            setConfirming(false);
            startLogging();
          }}
        />
      )}
    </div>
  );
}

function Mode({ isChosen, onChoose, children }: { isChosen: boolean; onChoose: () => void; children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a native radio cannot wait for the confirmation of a protected tier
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
