import { ActionIcon, Button, Popover, Select, TextInput } from "@mantine/core";
import { Clock3 } from "lucide-react";
import { useState } from "react";
import { useProject } from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { formatDateTime } from "#shared/domain/text/format-time.ts";
import { live, setAsOf, useAsOf } from "../explain/explain-view.ts";
import { readLocalMoment, writeLocalMoment } from "../explain/moments.ts";
import classes from "./why.module.css";
import { whyLabels } from "./why-labels.ts";

/** Shows the button for explaining an answer at another time or tier. */
export function AsOfButton({ tier }: { tier: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={300} trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon size={24} aria-label={whyLabels.anotherTime} title={whyLabels.anotherTime} onClick={() => setOpen(!isOpen)}>
          <Clock3 size={14} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label="Another time or tier">
        <AsOfForm tier={tier} onClose={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function AsOfForm({ tier, onClose }: { tier: string; onClose: () => void }) {
  const asOf = useAsOf();
  const project = useProject();
  const [moment, setMoment] = useState(writeLocalMoment(asOf.atMs ?? Date.now()));
  const [chosenTier, setChosenTier] = useState(asOf.tier ?? tier);
  const atMs = readLocalMoment(moment);
  const tiers = [...new Set([tier, ...(project?.tiers.map(({ name }) => name) ?? [])])];
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (atMs === null) return;
        setAsOf({ atMs, tier: chosenTier === tier ? null : chosenTier });
        announce(`Explained as of ${formatDateTime(atMs)}, in ${chosenTier}. This is not live.`);
        onClose();
      }}
    >
      <TextInput
        type="datetime-local"
        label={whyLabels.at}
        value={moment}
        onChange={(event) => setMoment(event.currentTarget.value)}
        error={atMs === null ? "Enter a date and time." : null}
      />
      <Select label={whyLabels.tier} data={tiers} value={chosenTier} onChange={(next) => setChosenTier(next ?? tier)} />
      <p className={classes.hint}>Current rules at another time. This is a simulation; nothing is sent.</p>
      <div className={classes.formEnd}>
        <Button type="submit">{whyLabels.explain}</Button>
      </div>
    </form>
  );
}

/** Shows that the explanation is for another time or tier, with a button back to the live one. */
export function AsOfStrip({ tier }: { tier: string }) {
  const { atMs, tier: triedTier } = useAsOf();
  if (atMs === null && triedTier === null) return null;
  return (
    <div className={classes.strip}>
      <b>{whyLabels.notLive}</b> <span>{whyLabels.asOf(atMs === null ? "now" : formatDateTime(atMs), triedTier ?? tier)}</span>{" "}
      <button type="button" className={`link ${classes.stripEnd}`} onClick={() => setAsOf(live)}>
        {whyLabels.backToNow}
      </button>
    </div>
  );
}
