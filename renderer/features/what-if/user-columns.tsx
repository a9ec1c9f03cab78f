import type { DataColumn } from "#renderer/ui/data-table.tsx";
import type { MovedUser } from "#shared/domain/comparison/what-if.ts";
import classes from "./what-if.module.css";
import { whatIfLabels } from "./what-if-labels.ts";

/** The columns that say which user a row is: the label and, with `hasCountries`, the country. */
export function userColumns(hasCountries: boolean): DataColumn<MovedUser>[] {
  const user: DataColumn<MovedUser> = {
    key: "user",
    head: whatIfLabels.columns.user,
    width: "minmax(6rem, 10rem)",
    cell: ({ label }) => <span className={`ell ${classes.data}`}>{label}</span>,
  };
  const country: DataColumn<MovedUser> = {
    key: "country",
    head: whatIfLabels.columns.country,
    width: "4.5rem",
    cell: (row) => <span className={classes.data}>{row.country}</span>,
  };
  return hasCountries ? [user, country] : [user];
}
