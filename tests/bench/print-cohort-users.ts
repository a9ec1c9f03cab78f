import { once } from "node:events";
import { cohortHeader, cohortRow } from "./cohort-users.ts";

/* Prints a CSV file of users. In a process of its own, so that making it adds nothing to the memory that is measured. */
const users = Number(process.argv[2]);
process.stdout.write(`${cohortHeader}\n`);
for (let from = 0; from < users; from += 5_000) {
  const rows = Array.from({ length: Math.min(5_000, users - from) }, (_, at) => cohortRow(from + at));
  if (!process.stdout.write(`${rows.join("\n")}\n`)) await once(process.stdout, "drain");
}
