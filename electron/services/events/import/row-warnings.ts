import { maxWarnedRows, maxWarningKinds, type RowWarnings } from "#shared/domain/events/event-import.ts";

/** A warning about a row that will be sent. `path` is the field in the JSON of an event. */
export interface RowWarning {
  readonly path: readonly string[];
  readonly message: string;
}

/** Counts warnings by kind, with the first rows of each. */
export interface WarningCounter {
  add(warning: RowWarning, row: number): void;
  addAll(counted: CountedWarnings): void;
  counted(): CountedWarnings;
  warnings(): RowWarnings;
}

/** Warnings by kind; can be sent between threads. */
export interface CountedWarnings {
  readonly kinds: ReadonlyMap<string, RowWarnings["kinds"][number]>;
  readonly notListed: number;
}

export function createWarningCounter(): WarningCounter {
  const kinds = new Map<string, RowWarnings["kinds"][number]>();
  let notListed = 0;

  function count(kind: string, { message, count, rows }: RowWarnings["kinds"][number]): void {
    const known = kinds.get(kind);
    if (known !== undefined) {
      known.count += count;
      known.rows.push(...rows.slice(0, maxWarnedRows - known.rows.length));
    } else if (kinds.size < maxWarningKinds) kinds.set(kind, { message, count, rows: rows.slice(0, maxWarnedRows) });
    else notListed += count;
  }

  return {
    add: (warning, row) => count(kindOf(warning), { message: warning.message, count: 1, rows: [row] }),
    addAll(counted) {
      for (const [kind, warning] of counted.kinds) count(kind, warning);
      notListed += counted.notListed;
    },
    counted: () => ({ kinds, notListed }),
    warnings: () => ({ kinds: [...kinds.values()], notListed }),
  };
}

/** Returns the field and the message without the values in it, so that “513 characters” and “514 characters” are one kind. */
function kindOf({ path, message }: RowWarning): string {
  return `${path.join(".")} ${message.replaceAll(/“[^”]*”|\d[\d,.:+-]*/g, "…")}`;
}
