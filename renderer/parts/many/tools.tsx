import { TextInput } from "@mantine/core";
import { ListFilter } from "lucide-react";
import type { ReactNode, Ref } from "react";
import { Glyph } from "#renderer/parts/state/glyph.tsx";
import { Chord } from "#renderer/ui/keyboard/kbd.tsx";
import { moveInFilteredList } from "#renderer/ui/keyboard/list-keys.ts";
import type { AnswerState } from "#shared/domain/evaluation/evaluation.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import classes from "./tools.module.css";

/**
 * The band between a headline and its table: chips that filter, labels, and at its end a text filter or more. With `wraps` everything stays visible in
 * a narrow window; `isBeside` is a band above a list that is narrow because a row is open beside it.
 */
export function Tools({
  children,
  end,
  wraps = false,
  isBeside = false,
  isCurrent = true,
}: {
  children: ReactNode;
  end?: ReactNode;
  wraps?: boolean;
  isBeside?: boolean;
  /** False if the rows are not about the current request. */
  isCurrent?: boolean;
}) {
  return (
    <div
      className={classes.tools}
      data-wraps={wraps || undefined}
      data-is-beside={isBeside || undefined}
      data-not-current={!isCurrent || undefined}
    >
      {children}
      {end !== undefined && <div className={classes.end}>{end}</div>}
    </div>
  );
}

/** A named group of chips. */
export function Chips({ label, children, isOptional = false }: { label: string; children: ReactNode; isOptional?: boolean }) {
  return (
    <fieldset className={`${classes.chips} ${isOptional ? classes.optional : ""}`} aria-label={label}>
      {children}
    </fieldset>
  );
}

/** A filter with the number of rows that it keeps. An optional chip is hidden in a narrow window. */
export function Chip({
  isOn,
  count,
  state,
  isOptional = false,
  onClick,
  children,
}: {
  isOn: boolean;
  count: number;
  state?: AnswerState;
  isOptional?: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <button type="button" className={`${classes.chip} ${isOptional ? classes.optional : ""}`} aria-pressed={isOn} onClick={onClick}>
      {state !== undefined && <Glyph state={state} size={13} />}
      {children}
      <span className={classes.count}>{formatNumber(count)}</span>
    </button>
  );
}

export function ToolsDivider() {
  return <span className={classes.divider} aria-hidden="true" />;
}

/** Text within the band. Hidden in a narrow window. One with a `title` is cut off where there is no room for it. */
export function ToolsLabel({ children, title }: { children: ReactNode; title?: string }) {
  return (
    <span className={`${classes.label} ${classes.optional}`} data-is-short={title === undefined || undefined} title={title}>
      {children}
    </span>
  );
}

/** The text filter of the band, which Escape clears. Offer the command `find` with its ref: `useCommand("find", () => ref.current?.select())`. */
export function ToolsFilter({
  label,
  text,
  onText,
  inputRef,
}: {
  label: string;
  text: string;
  onText: (text: string) => void;
  inputRef: Ref<HTMLInputElement>;
}) {
  return (
    <TextInput
      ref={inputRef}
      className={classes.filter ?? ""}
      aria-label={label}
      placeholder="Filter"
      leftSection={<ListFilter size={13} aria-hidden />}
      rightSection={<Chord chord="Mod+F" />}
      rightSectionWidth={52}
      value={text}
      data-escape-clears
      onChange={(event) => onText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || text === "") return moveInFilteredList(event);
        // The open row stays open.
        event.stopPropagation();
        onText("");
      }}
    />
  );
}
