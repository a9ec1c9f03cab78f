import { provenanceText } from "#shared/domain/evaluation/answer-text.ts";
import type { Provenance } from "#shared/domain/evaluation/evaluation.ts";
import { formatTimeOfDay } from "#shared/domain/text/format-time.ts";
import classes from "./provenance.module.css";

/** Shows the source of a result, always as an icon and a word. */
export function ProvenanceMark({ provenance }: { provenance: Provenance }) {
  return (
    <span className={classes.provenance} data-kind={provenance.kind}>
      <i aria-hidden="true" />
      {provenanceText[provenance.kind]}
      {provenance.ofMs !== null && ` of ${formatTimeOfDay(provenance.ofMs)}`}
    </span>
  );
}
