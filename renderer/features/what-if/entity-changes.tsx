import { Tools } from "#renderer/parts/many/tools.tsx";
import { stateColour, stateStyles } from "#renderer/parts/state/state-look.ts";
import { DataTable } from "#renderer/ui/data-table.tsx";
import type { EntityMoves, OutcomeCount } from "#shared/domain/comparison/what-if.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import classes from "./two-dates.module.css";
import { outcomesSentence, whatIfLabels } from "./what-if-labels.ts";

/** The entities that change between two versions: who had which answer above, who has it now below, and what most users go through. */
export function EntityChanges({
  entities,
  others,
  editName,
  isNarrow,
}: {
  entities: readonly EntityMoves[];
  others: number;
  /** The name of the one edit that is counted alone; null for all edits. */
  editName: string | null;
  isNarrow: boolean;
}) {
  return (
    <div className={classes.entities}>
      <Tools>
        <b className="ell">
          {whatIfLabels.entitiesChange(entities.length)}
          {editName !== null && ` ${whatIfLabels.editAlone(editName)}`}
        </b>
        <span className="second ell">{whatIfLabels.beforeAndAfter(others)}</span>
      </Tools>
      <DataTable
        label={whatIfLabels.entitiesThatChange}
        rows={entities}
        rowHeightPx={32}
        rowKey={({ kind, name }) => `${kind} ${name}`}
        columns={[
          {
            key: "name",
            head: whatIfLabels.entityColumns.name,
            width: "minmax(8rem, 12rem)",
            cell: ({ name }) => (
              <span className={`ell ${classes.data}`} title={name}>
                {name}
              </span>
            ),
          },
          {
            key: "bars",
            head: whatIfLabels.entityColumns.bars,
            width: "minmax(8rem, 12rem)",
            cell: (moves) => <OutcomeBars moves={moves} />,
          },
          {
            key: "changed",
            head: whatIfLabels.entityColumns.changed,
            width: "5rem",
            align: "end",
            cell: ({ changed }) => <b className={classes.number}>{formatNumber(changed)}</b>,
          },
          ...(isNarrow
            ? []
            : [
                {
                  key: "what",
                  head: whatIfLabels.entityColumns.what,
                  width: "minmax(8rem, 1fr)",
                  cell: ({ moves, sameValue }: EntityMoves) => {
                    const text = [whatIfLabels.mostMoves(moves), ...(sameValue > 0 ? [whatIfLabels.sameValues(sameValue)] : [])].join("; ");
                    return (
                      <span className="ell" title={text}>
                        {text}
                      </span>
                    );
                  },
                },
              ]),
        ]}
      />
    </div>
  );
}

function OutcomeBars({ moves: { before, after } }: { moves: EntityMoves }) {
  const labels = [...new Set([...before, ...after].map(({ label }) => label))];
  return (
    <span className={classes.bars} role="img" aria-label={outcomesSentence(before, after)}>
      <Bar outcomes={before} labels={labels} />
      <Bar outcomes={after} labels={labels} />
    </span>
  );
}

/** An answer has the same place and shade in both bars. */
function Bar({ outcomes, labels }: { outcomes: readonly OutcomeCount[]; labels: readonly string[] }) {
  const shades = new Map(labels.map((label, at) => [label, shadeAt(at, labels.length)]));
  const inOrder = outcomes.toSorted((one, other) => labels.indexOf(one.label) - labels.indexOf(other.label));
  return (
    <span className={classes.bar}>
      {inOrder.map(({ label, state, users }) => {
        const colour = stateColour(state);
        const isShaded = state === "group" || state === "value";
        const fill = isShaded ? `color-mix(in oklab, ${colour} ${shades.get(label) ?? 100}%, var(--gs-screen))` : colour;
        return (
          <i
            key={label}
            style={{ flexGrow: users, borderColor: colour, background: stateStyles[state].isLit ? fill : "transparent" }}
            title={`${label} ${formatNumber(users)}`}
          />
        );
      })}
    </span>
  );
}

/** 20 % for the first, all for the last. */
function shadeAt(at: number, of: number): number {
  return of < 2 ? 100 : Math.round(20 + (80 * at) / (of - 1));
}
