import { CutName } from "#renderer/ui/cut-name.tsx";
import { type EntityKind, entityKindLabels } from "#shared/domain/evaluation/evaluation.ts";
import type { KnownName } from "#shared/domain/evaluation/known-name.ts";
import { VirtualRows } from "../../ui/virtual-rows.tsx";
import { knownNamesLabel } from "./name-field-label.ts";
import { nameListHeightPx, nameRowHeightPx } from "./name-list-height.ts";
import classes from "./name-picker.module.css";

/** Shows the known names that match, as options of the focused field. */
export function NameList({
  id,
  kind,
  matches,
  active,
  onPick,
}: {
  id: string;
  kind: EntityKind;
  matches: readonly KnownName[];
  active: number;
  onPick: (name: string) => void;
}) {
  return (
    <VirtualRows
      count={matches.length}
      heightPx={() => nameRowHeightPx}
      keyOf={(index) => matches[index]?.name ?? String(index)}
      className={classes.scroller}
      style={{ height: nameListHeightPx(matches.length) }}
      shownIndex={active}
    >
      {({ rows, totalPx }) => (
        <div id={`${id}-list`} role="listbox" aria-label={knownNamesLabel(entityKindLabels[kind].many)} style={{ height: totalPx }}>
          {rows.map(({ index, startPx }) => {
            const match = matches[index];
            if (match === undefined) return null;
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the focused field handles the keys
              <div
                key={match.name}
                id={`${id}-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === active}
                aria-setsize={matches.length}
                aria-posinset={index + 1}
                className={classes.option}
                style={{ height: nameRowHeightPx, transform: `translateY(${startPx}px)` }}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => onPick(match.name)}
              >
                <CutName name={match.name} />
                {match.layerName !== null && <span className={classes.layer}>in {match.layerName}</span>}
                <span className={classes.source}>{match.source}</span>
              </div>
            );
          })}
        </div>
      )}
    </VirtualRows>
  );
}
