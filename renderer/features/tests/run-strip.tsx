import type { TestRow } from "#shared/domain/expectation/suite-run.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import classes from "./tests.module.css";
import { testsLabels, verdictLabels } from "./tests-labels.ts";

/** More cells than this would be narrower than a person can see. */
const maxCells = 400;
/** More cells do not fit beside each other in a narrow window: they stand in several lines. */
const maxCellsOfLine = 150;

/** Shows all tests at a glance, in the order of the files. */
export function RunStrip({
  rows,
  selectedKey,
  keyOf,
  onSelect,
}: {
  rows: readonly TestRow[];
  selectedKey: string | null;
  keyOf: (row: TestRow) => string;
  onSelect: (row: TestRow) => void;
}) {
  if (rows.length === 0 || rows.length > maxCells) return null;
  const at = rows.findIndex((row) => keyOf(row) === selectedKey);
  const selected = rows[at];
  const byFile = Map.groupBy(rows, ({ file }) => file);
  const sentence = [...byFile].map(([file, own]) => `${nameOf(file)}: ${countsOf(own)}`).join("; ");
  return (
    <div
      className={classes.strip}
      data-many={rows.length > maxCellsOfLine || undefined}
      role="slider"
      tabIndex={0}
      aria-label={testsLabels.strip}
      aria-valuemin={1}
      aria-valuemax={rows.length}
      aria-valuenow={at + 1}
      aria-valuetext={selected === undefined ? sentence : `${selected.title}: ${verdictLabels[selected.verdict]}`}
      onKeyDown={(event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        const to = event.key === "Home" ? 0 : event.key === "End" ? rows.length - 1 : step === undefined ? null : at + step;
        const row = to === null ? undefined : rows[Math.max(0, to)];
        if (row === undefined) return;
        event.preventDefault();
        onSelect(row);
      }}
    >
      {[...byFile].map(([file, own]) => (
        <div key={file} className={classes.stripFile}>
          <div className={classes.cells}>
            {own.map((row) => (
              // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys select as well
              // biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys select as well
              <i
                key={keyOf(row)}
                title={row.title}
                data-verdict={row.verdict}
                data-selected={keyOf(row) === selectedKey || undefined}
                onClick={() => onSelect(row)}
              />
            ))}
          </div>
          <span className={classes.stripName}>
            <code>{nameOf(file)}</code> {own.length}
          </span>
        </div>
      ))}
    </div>
  );
}

export function nameOf(file: string): string {
  return file.split(/[\\/]/).at(-1) ?? file;
}

/** `20 tests, 1 wrong`. */
export function countsOf(rows: readonly TestRow[]): string {
  const count = (verdict: TestRow["verdict"]) => rows.filter((row) => row.verdict === verdict).length;
  const [wrong, undecided] = [count("wrong"), count("undecided")];
  return [
    formatCount(rows.length, "test"),
    ...(wrong === 0 ? [] : [`${wrong} ${verdictLabels.wrong.toLowerCase()}`]),
    ...(undecided === 0 ? [] : [testsLabels.couldNotBeDecided(undecided)]),
  ].join(", ");
}
