import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { KindIcon } from "#renderer/parts/kind-icon.tsx";
import { Glyph } from "#renderer/parts/state/glyph.tsx";
import type { TestRow } from "#shared/domain/expectation/suite-run.ts";
import { moveBetweenRows } from "./row-keys.ts";
import { countsOf, nameOf } from "./run-strip.tsx";
import { TestBody } from "./test-body.tsx";
import classes from "./tests.module.css";
import { testsLabels } from "./tests-labels.ts";
import { Verdict } from "./verdict.tsx";

/** Rows that are drawn of one file and one fold; a person filters a longer list. */
const maxDrawn = 300;

export const rowKey = ({ file, row }: TestRow) => `${file} ${row}`;

/** The tests by file: first what is not as expected, then one line for the others, which unfolds. */
export function TestList({
  rows,
  openKey,
  onOpen,
  onOpenWhy,
  onChanged,
}: {
  rows: readonly TestRow[];
  openKey: string | null;
  onOpen: (key: string | null) => void;
  onOpenWhy: (row: TestRow) => Promise<void>;
  onChanged: () => void;
}) {
  const byFile = [...Map.groupBy(rows, ({ file }) => file)];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys move between the buttons inside
    <div className={classes.list} onKeyDown={moveBetweenRows}>
      <div className={classes.heads} aria-hidden="true">
        {Object.entries(testsLabels.columns).map(([key, head]) => (
          <span key={key}>{head}</span>
        ))}
      </div>
      {byFile.map(([file, own]) => (
        <section key={file} aria-label={nameOf(file)}>
          <h2 className={classes.file}>
            <code>{nameOf(file)}</code> <span>{countsOf(own)}</span>
          </h2>
          <Rows rows={own.filter(({ verdict }) => verdict !== "as_expected")} {...{ openKey, onOpen, onOpenWhy, onChanged }} />
          <Fold rows={own.filter(({ verdict }) => verdict === "as_expected")} {...{ openKey, onOpen, onOpenWhy, onChanged }} />
        </section>
      ))}
    </div>
  );
}

type RowsProps = Parameters<typeof TestList>[0];

function Rows({ rows, ...props }: RowsProps) {
  return (
    <>
      {rows.slice(0, maxDrawn).map((row) => (
        <Row key={rowKey(row)} row={row} {...props} />
      ))}
      {rows.length > maxDrawn && <p className={classes.more}>{testsLabels.moreTests(rows.length - maxDrawn)}</p>}
    </>
  );
}

function Row({ row, openKey, onOpen, onOpenWhy, onChanged }: Omit<RowsProps, "rows"> & { row: TestRow }) {
  const key = rowKey(row);
  const isOpen = key === openKey;
  const { verdict, name, kind, userLabel, tier, shortExpected, shortGot, state } = row;
  return (
    <div className={classes.test} data-verdict={verdict} data-open={isOpen || undefined}>
      <button
        type="button"
        data-row
        className={classes.row}
        aria-expanded={isOpen}
        title={row.title}
        onClick={() => onOpen(isOpen ? null : key)}
      >
        <Verdict verdict={verdict} />
        <span>
          <KindIcon kind={kind} />
          <code>{name}</code> <span className="sr">{kind}</span>
        </span>
        <span>
          <code>{userLabel}</code> <small>{tier}</small>
        </span>
        <span>{shortExpected}</span>
        <span className={classes.got}>
          {state !== null && <Glyph state={state} size={14} />}
          <span className="ell">{shortGot}</span>
        </span>
        <span className={classes.because}>{shortBecause(row)}</span>
      </button>
      {isOpen && <TestBody row={row} onOpenWhy={() => onOpenWhy(row)} onChanged={onChanged} />}
    </div>
  );
}

/** Of a rule that came closest, only what is missing: the unfolded test has the rule. */
function shortBecause({ because, isClosest }: TestRow): string {
  const [, missing] = /^no rule matched; closest was .*?”: (.+)$/.exec(because) ?? [];
  return isClosest && missing !== undefined ? missing : because;
}

/** One line for all tests that are as expected, with every glyph and name; it unfolds to their rows. */
function Fold({ rows, ...props }: RowsProps) {
  const [isUnfolded, setIsOpen] = useState(false);
  if (rows.length === 0) return null;
  // A test that was selected in the strip is shown, wherever it is.
  const isOpen = isUnfolded || rows.some((row) => rowKey(row) === props.openKey);
  const byName = [...Map.groupBy(rows, ({ name }) => name)];
  return (
    <>
      <button type="button" data-row className={classes.fold} aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        <ChevronRight size={13} aria-hidden />
        <span>{testsLabels.countAsExpected(rows.length)}</span>
        {!isOpen && (
          <span className={classes.folded} aria-hidden="true">
            {byName.slice(0, 12).map(([name, own]) => (
              <span key={name}>
                {own.slice(0, 8).map((row) => row.state !== null && <Glyph key={row.row} state={row.state} size={11} />)}{" "}
                <code>{name}</code>
              </span>
            ))}
          </span>
        )}
      </button>
      {isOpen && <Rows rows={rows} {...props} />}
    </>
  );
}
