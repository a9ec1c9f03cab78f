import { VisuallyHidden } from "@mantine/core";
import { useRef, useState } from "react";
import { Chip, Chips, Tools, ToolsDivider, ToolsFilter, ToolsLabel } from "#renderer/parts/many/tools.tsx";
import { Glyph } from "#renderer/parts/state/glyph.tsx";
import { useCommand } from "#renderer/session/commands.ts";
import { DataTable } from "#renderer/ui/data-table.tsx";
import type { MovedUser } from "#shared/domain/comparison/what-if.ts";
import { formatCount, formatNumber } from "#shared/domain/text/format-number.ts";
import classes from "./two-dates.module.css";
import { userColumns } from "./user-columns.tsx";
import shared from "./what-if.module.css";
import { movesText, whatIfLabels } from "./what-if-labels.ts";

const shownMoves = 3;
const shownCounts = 3;

/** The users that change between two versions, those with most changes first. `changed` is the number of all; the list has the first ones. */
export function ChangesByUser({ rows, changed }: { rows: readonly MovedUser[]; changed: number }) {
  const [filter, setFilter] = useState("");
  const [chosen, setChosen] = useState<number | null>(null);
  const input = useRef<HTMLInputElement>(null);
  useCommand("find", () => input.current?.select());
  const counts = new Map<number, number>();
  for (const { moves } of rows) counts.set(moves.length, (counts.get(moves.length) ?? 0) + 1);
  const text = filter.trim().toLowerCase();
  const shown = rows
    .filter(
      (row) =>
        (chosen === null || row.moves.length === chosen) &&
        (text === "" || `${row.label} ${row.country} ${movesText(row)}`.toLowerCase().includes(text)),
    )
    .toSorted((one, other) => other.moves.length - one.moves.length);
  const order = rows.length < changed ? whatIfLabels.firstListed(rows.length) : whatIfLabels.mostChangesFirst;
  const hasCountries = rows.some(({ country }) => country !== "");
  return (
    <div className={shared.list}>
      <Tools end={<ToolsFilter label={whatIfLabels.filter} text={filter} onText={setFilter} inputRef={input} />}>
        <b>{whatIfLabels.whoChanges}</b>
        <ToolsLabel title={order}>{order}</ToolsLabel>
        <ToolsDivider />
        <Chips label={whatIfLabels.whoChanges}>
          <Chip isOn={chosen === null} count={changed} onClick={() => setChosen(null)}>
            {whatIfLabels.all}
          </Chip>
          {counts.size > 1 &&
            [...counts]
              .toSorted(([one], [other]) => one - other)
              .slice(0, shownCounts)
              .map(([moves, users]) => (
                <Chip
                  key={moves}
                  isOn={chosen === moves}
                  count={users}
                  isOptional
                  onClick={() => setChosen(chosen === moves ? null : moves)}
                >
                  {whatIfLabels.changesOf(moves)}
                </Chip>
              ))}
        </Chips>
      </Tools>
      {shown.length === 0 ? (
        <p className={shared.empty}>{whatIfLabels.noUserMatches(filter.trim())}</p>
      ) : (
        <DataTable
          label={`${whatIfLabels.whoChanges}, ${formatCount(shown.length, "user")}`}
          rows={shown}
          rowHeightPx={28}
          rowKey={({ row }) => String(row)}
          columns={[
            ...userColumns(rows, hasCountries),
            {
              key: "count",
              head: whatIfLabels.changesColumns.count,
              width: "4.5rem",
              align: "end" as const,
              cell: ({ moves }) => <span className={classes.number}>{formatNumber(moves.length)}</span>,
            },
            {
              key: "moves",
              head: whatIfLabels.changesColumns.what,
              width: "minmax(12rem, 1fr)",
              cell: (row) => <Moves row={row} />,
            },
          ]}
        />
      )}
    </div>
  );
}

function Moves({ row }: { row: MovedUser }) {
  return (
    <span className={classes.changes} title={movesText(row)}>
      {row.moves.slice(0, shownMoves).map(({ kind, name, from, to, hasSameValue }) => (
        <span key={`${kind} ${name}`} className={classes.change}>
          <span className={`ell ${classes.data}`}>{name}</span>
          <Glyph state={from.state} size={12} /> <VisuallyHidden>{from.label}</VisuallyHidden>
          <span aria-hidden="true">→</span>
          <Glyph state={to.state} size={12} /> <VisuallyHidden>{to.label}</VisuallyHidden>
          {hasSameValue && <span className="third">{whatIfLabels.sameValueShort}</span>}
        </span>
      ))}
      {row.moves.length > shownMoves && <span className="third">{whatIfLabels.moreValues(row.moves.length - shownMoves)}</span>}
    </span>
  );
}
