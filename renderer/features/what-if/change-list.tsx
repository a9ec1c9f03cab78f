import { useRef, useState } from "react";
import { Chip, Chips, Tools, ToolsDivider, ToolsFilter, ToolsLabel } from "#renderer/parts/many/tools.tsx";
import { Glyph } from "#renderer/parts/state/glyph.tsx";
import { useCommand } from "#renderer/session/commands.ts";
import { DataTable } from "#renderer/ui/data-table.tsx";
import type { MovedUser } from "#shared/domain/comparison/what-if.ts";
import { formatCount, formatPercent } from "#shared/domain/text/format-number.ts";
import { shareFor, userColumns, widthFor } from "./user-columns.tsx";
import classes from "./what-if.module.css";
import { answerName, movesText, shortName, whatIfLabels } from "./what-if-labels.ts";

/** Who changes, from what to what, and why. `changed` is the number of all; the list has the first ones. */
export function ChangeList({
  rows,
  changed,
  focus,
  heads,
  isNarrow,
}: {
  rows: readonly MovedUser[];
  changed: number;
  focus: string | null;
  heads: { readonly before: string; readonly after: string };
  /** The entities that change with it are above the list then. */
  isNarrow: boolean;
}) {
  const [filter, setFilter] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  useCommand("find", () => input.current?.select());
  const kinds = new Map<string, number>();
  for (const row of rows) {
    const key = moveKey(row, focus);
    kinds.set(key, (kinds.get(key) ?? 0) + 1);
  }
  const text = filter.trim().toLowerCase();
  const shown = rows.filter(
    (row) =>
      (chosen === null || moveKey(row, focus) === chosen) &&
      (text === "" || `${row.label} ${row.country} ${row.because} ${movesText(row)}`.toLowerCase().includes(text)),
  );
  const answersWidth = (side: "from" | "to") =>
    widthFor(
      rows.map((row) => answerName(moveOf(row, focus)?.[side].label ?? "")),
      { besideRem: 2, maxRem: 9 },
    );
  const becauseOf = (row: MovedUser) =>
    [...(moveOf(row, focus)?.hasSameValue === true ? [whatIfLabels.sameValue] : []), row.because].join("; ");
  const hasPlaces = rows.some(({ place }) => place !== null);
  const hasCountries = rows.some(({ country }) => country !== "");
  return (
    <div className={classes.list}>
      <Tools end={<ToolsFilter label={whatIfLabels.filter} text={filter} onText={setFilter} inputRef={input} />}>
        <b>{whatIfLabels.whoChanges}</b>
        <ToolsDivider />
        <Chips label={whatIfLabels.whoChanges}>
          <Chip isOn={chosen === null} count={changed} onClick={() => setChosen(null)}>
            {whatIfLabels.all}
          </Chip>
          {kinds.size > 1 &&
            [...kinds]
              .toSorted(([, one], [, other]) => other - one)
              .slice(0, 4)
              .map(([key, count]) => (
                <Chip key={key} isOn={chosen === key} count={count} isOptional onClick={() => setChosen(chosen === key ? null : key)}>
                  {key}
                </Chip>
              ))}
        </Chips>
        {rows.length < changed && <ToolsLabel>{whatIfLabels.firstListed(rows.length)}</ToolsLabel>}
      </Tools>
      {shown.length === 0 ? (
        <p className={classes.empty}>{rows.length === 0 ? whatIfLabels.nobodyChanges : whatIfLabels.noUserMatches(filter.trim())}</p>
      ) : (
        <DataTable
          label={`${whatIfLabels.whoChanges}, ${formatCount(shown.length, "user")}`}
          rows={shown}
          rowHeightPx={28}
          rowKey={({ row }) => String(row)}
          columns={[
            ...userColumns(rows, hasCountries),
            ...(hasPlaces
              ? [
                  {
                    key: "place",
                    head: whatIfLabels.columns.position,
                    width: "5rem",
                    align: "end" as const,
                    cell: ({ place }: MovedUser) => (
                      <span className={classes.data}>{place === null ? "" : formatPercent(place, { decimals: 2 })}</span>
                    ),
                  },
                ]
              : []),
            {
              key: "now",
              head: heads.before,
              width: answersWidth("from"),
              cell: (row) => <Answer answer={moveOf(row, focus)?.from} />,
            },
            {
              key: "then",
              head: heads.after,
              width: answersWidth("to"),
              cell: (row) => <Answer answer={moveOf(row, focus)?.to} />,
            },
            {
              key: "because",
              head: whatIfLabels.columns.because,
              width: shareFor(rows.map(becauseOf), { minRem: 7 }),
              cell: (row) => {
                const text = becauseOf(row);
                return (
                  <span className="ell" title={text}>
                    {text}
                  </span>
                );
              },
            },
            ...(isNarrow
              ? []
              : [
                  {
                    key: "also",
                    head: whatIfLabels.alsoChanges,
                    width: shareFor(
                      rows.map((row) => othersOf(row, focus)),
                      { minRem: 6 },
                    ),
                    cell: (row: MovedUser) => (
                      <span className={`ell ${classes.data}`} title={othersOf(row, focus)}>
                        {othersOf(row, focus)}
                      </span>
                    ),
                  },
                ]),
          ]}
        />
      )}
    </div>
  );
}

function othersOf(row: MovedUser, focus: string | null): string {
  return row.moves
    .filter((move) => move !== moveOf(row, focus))
    .map(({ name }) => name)
    .join(", ");
}

function moveOf({ moves }: MovedUser, focus: string | null): MovedUser["moves"][number] | undefined {
  return moves.find(({ name }) => name === focus) ?? moves[0];
}

function moveKey(row: MovedUser, focus: string | null): string {
  const move = moveOf(row, focus);
  return move === undefined
    ? ""
    : `${move.name === focus ? "" : `${move.name} `}${shortName(move.from.label)} to ${shortName(move.to.label)}`;
}

function Answer({ answer }: { answer: MovedUser["moves"][number]["from"] | undefined }) {
  if (answer === undefined) return null;
  return (
    <span className={classes.answer}>
      <Glyph state={answer.state} size={13} />
      <span className="ell" title={answer.label}>
        {answerName(answer.label)}
      </span>
    </span>
  );
}
