import { provenanceText } from "#shared/domain/evaluation/answer-text.ts";
import type { Provenance } from "#shared/domain/evaluation/evaluation.ts";
import { formatTimeOfDay } from "#shared/domain/text/format-time.ts";
import classes from "./provenance.module.css";

/** Where a result came from: a mark and the word, always both. */
export function ProvenanceMark({ provenance }: { provenance: Provenance }) {
  return (
    <span className={classes.provenance} data-kind={provenance.kind}>
      <i aria-hidden="true" />
      {provenanceText[provenance.kind]}
      {provenance.ofMs !== null && ` of ${formatTimeOfDay(provenance.ofMs)}`}
    </span>
  );
}
