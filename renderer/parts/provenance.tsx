import type { Provenance } from "#shared/domain/evaluation.ts";
import classes from "./provenance.module.css";
import { timeOfDay } from "./time-words.ts";

/** Where a result came from: a mark and the word, always both. */
export function ProvenanceMark({ provenance }: { provenance: Provenance }) {
  return (
    <span className={classes.provenance} data-kind={provenance.kind}>
      <i aria-hidden="true" />
      {provenanceWords(provenance)}
    </span>
  );
}

function provenanceWords({ kind, ofMs }: Provenance): string {
  switch (kind) {
    case "live":
      return "live";
    case "explained_here":
      return "explained here";
    case "sandbox":
      return "sandbox";
    case "history":
      return "from history";
    case "snapshot":
      return ofMs === null ? "from a snapshot" : `from snapshot of ${timeOfDay(ofMs)}`;
  }
}
