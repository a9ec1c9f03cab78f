import { NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { Segments } from "#renderer/ui/segments.tsx";
import type { EventTime } from "#shared/domain/events/event-time.ts";
import { timeForBody } from "#shared/domain/events/event-time.ts";
import { formatTimeVariants, type Offset, offsetMs, parseTime, splitOffset, timeInputText } from "./event-time-text.ts";
import classes from "./form.module.css";
import { RawTextInput } from "./raw-text-input.tsx";

/** Edits the time of an event: when it is sent, a date and time, or an offset from sending. Shows the time in the local zone, in UTC and in ms below. */
export function TimeField({ time, onChange }: { time: EventTime; onChange: (time: EventTime) => void }) {
  const nowMs = Date.now();
  const mode = time.kind === "unreadable" ? "at" : time.kind;
  const choose = (chosen: "now" | "at" | "relative") => {
    if (chosen === "now") onChange({ kind: "now" });
    if (chosen === "relative") onChange({ kind: "relative", ms: -5 * 60_000 });
    if (chosen === "at") onChange({ kind: "at", ms: wholeSecond(timeForBody(time, nowMs), nowMs) });
  };
  const variants = time.kind === "now" ? null : formatTimeVariants(time, nowMs);
  return (
    <>
      <Segments
        label="Time type"
        value={mode}
        onChange={choose}
        choices={[
          { value: "now", label: "When sent" },
          { value: "at", label: "At a time" },
          { value: "relative", label: "Relative" },
        ]}
      />
      {mode === "at" && <TimeInput time={time} onChange={onChange} />}
      {time.kind === "relative" && <OffsetInputs ms={time.ms} onChange={(ms) => onChange({ kind: "relative", ms })} />}
      {variants !== null && (
        <p className={classes.variants}>
          {variants.local !== null && (
            <>
              {variants.local}
              <br />
            </>
          )}
          {variants.utc} UTC
          <br />
          <code>{variants.unixMs}</code> ms since 1970{time.kind === "relative" && ", if sent now"}
        </p>
      )}
    </>
  );
}

/** A text field instead of a picker, because times are often pasted. */
function TimeInput({ time, onChange }: { time: EventTime; onChange: (time: EventTime) => void }) {
  return (
    <RawTextInput
      label="Local date and time, time with zone, or milliseconds"
      placeholder="2026-11-23 12:01:07"
      className={classes.wide}
      text={timeInputText(time)}
      matches={(typed) => isSameTime(parseTime(typed), time)}
      onType={(typed) => {
        const read = parseTime(typed);
        // An emptied field is about to get another time, so it does not mean now.
        onChange(read.kind === "now" ? { kind: "unreadable", value: typed } : read);
      }}
    />
  );
}

function OffsetInputs({ ms, onChange }: { ms: number; onChange: (ms: number) => void }) {
  const [typed, setTyped] = useState<Offset>(splitOffset(ms));
  const offset = offsetMs(typed) === ms ? typed : splitOffset(ms);
  const apply = (next: Offset) => {
    setTyped(next);
    onChange(offsetMs(next));
  };
  return (
    <>
      <TextInput
        className={classes.amount ?? ""}
        classNames={{ input: classes.data ?? "" }}
        aria-label="Offset"
        inputMode="numeric"
        value={String(offset.amount)}
        onChange={(event) => {
          const amount = Number(event.currentTarget.value);
          if (Number.isFinite(amount) && amount >= 0 && amount < 1e6) apply({ ...offset, amount });
        }}
      />
      <NativeSelect
        aria-label="Unit and direction of the offset"
        value={`${offset.unit} ${offset.side}`}
        onChange={(event) => {
          const chosen = offsetChoices.find(({ value }) => value === event.currentTarget.value);
          if (chosen !== undefined) apply({ ...offset, unit: chosen.unit, side: chosen.side });
        }}
        data={offsetChoices.map(({ value, label }) => ({ value, label }))}
      />
    </>
  );
}

const unitText = { s: "seconds", min: "minutes", h: "hours", d: "days" } as const;
const offsetChoices = (["before", "after"] as const).flatMap((side) =>
  (["s", "min", "h", "d"] as const).map((unit) => ({
    unit,
    side,
    value: `${unit} ${side}`,
    label: `${unitText[unit]} ${side} sending`,
  })),
);

function wholeSecond(sent: unknown, nowMs: number): number {
  const ms = typeof sent === "number" && Number.isFinite(sent) ? sent : nowMs;
  return Math.floor(ms / 1000) * 1000;
}

function isSameTime(one: EventTime, other: EventTime): boolean {
  return JSON.stringify(one) === JSON.stringify(other) || (one.kind === "now" && other.kind === "unreadable");
}
