import type { DataColumn } from "#renderer/ui/data-table.tsx";
import type { MovedUser } from "#shared/domain/comparison/what-if.ts";
import classes from "./what-if.module.css";
import { whatIfLabels } from "./what-if-labels.ts";

/** The width of a column for its texts, which are of about the same length: what it does not need is left for the reasons. */
export function widthFor(texts: readonly string[], { besideRem, maxRem }: { besideRem: number; maxRem: number }): string {
  return `minmax(5rem, ${Math.max(5, Math.min(maxRem, besideRem + longest(texts) * 0.5))}rem)`;
}

/** The width of a column that shares the rest with others of its kind, each by the length of its texts. */
export function shareFor(texts: readonly string[], { minRem }: { minRem: number }): string {
  return `minmax(${minRem}rem, ${Math.max(12, longest(texts))}fr)`;
}

function longest(texts: readonly string[]): number {
  return texts.reduce((most, { length }) => Math.max(most, length), 0);
}

/** The columns that say which user a row is: the label and, with `hasCountries`, the country. */
export function userColumns(rows: readonly MovedUser[], hasCountries: boolean): DataColumn<MovedUser>[] {
  const user: DataColumn<MovedUser> = {
    key: "user",
    head: whatIfLabels.columns.user,
    width: widthFor(
      rows.map(({ label }) => label),
      { besideRem: 0.5, maxRem: 10 },
    ),
    cell: ({ label }) => (
      <span className={`ell ${classes.data}`} title={label}>
        {label}
      </span>
    ),
  };
  const country: DataColumn<MovedUser> = {
    key: "country",
    head: whatIfLabels.columns.country,
    width: "4.5rem",
    cell: (row) => <span className={classes.data}>{row.country}</span>,
  };
  return hasCountries ? [user, country] : [user];
}
