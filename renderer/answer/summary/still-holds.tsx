import { ArrowRight } from "lucide-react";
import type { ShownAnswer } from "#renderer/answer/explain/shown-answer.ts";
import { ProvenanceMark } from "#renderer/parts/provenance.tsx";
import { Section } from "#renderer/parts/section.tsx";
import { State } from "#renderer/parts/state/state.tsx";
import { isAnswered } from "#shared/domain/evaluation/evaluation.ts";
import { stateLabel } from "#shared/domain/evaluation/state-label.ts";
import type { DefinitionsInfo } from "#shared/domain/explanation/definitions.ts";
import { rulesText } from "#shared/domain/explanation/rules-text.ts";
import { formatAge } from "#shared/domain/text/format-duration.ts";
import { formatTimeOrDate } from "#shared/domain/text/format-time.ts";
import { useExplainRequest, useExplanation } from "../explain/explain.queries.ts";
import classes from "./still-holds.module.css";

/** Shows the answer that the stored definitions give if Statsig gave none. It is marked as explained here, never as live. */
export function StillHolds({ subject, onWhy }: { subject: ShownAnswer; onWhy: () => void }) {
  const explained = useExplanation(useExplainRequest(subject));
  if (explained.data?.is !== "explained") return null;
  const { explanation, definitions } = explained.data;
  if (!isAnswered(explanation.state)) return null;
  return (
    <Section title="What still holds">
      <ul className={classes.known}>
        <li className={classes.row}>
          <span className={classes.source}>
            <ProvenanceMark provenance={{ kind: "explained_here", ofMs: null }} />
            <span className={classes.age}>{definitionsText(definitions)}</span>
          </span>
          <span className={classes.answer}>
            <State state={explanation.state} word={stateLabel(explanation)} isStrong />
            <span className={classes.because}>{explanation.because}</span>
          </span>
          <button type="button" className={`link ${classes.why}`} onClick={onWhy}>
            Why <ArrowRight size={13} aria-hidden />
          </button>
        </li>
      </ul>
    </Section>
  );
}

function definitionsText({ source, fileName, confirmedAtMs, readAtMs, ageMs }: DefinitionsInfo): string {
  const ofMs = confirmedAtMs ?? readAtMs;
  if (source === "file") return rulesText({ time: "", fileName: fileName ?? "" });
  if (ofMs === null) return "rules as stored";
  return [rulesText({ time: formatTimeOrDate(ofMs, Date.now()), fileName: null }), ...(ageMs === null ? [] : [formatAge(ageMs)])].join(
    ", ",
  );
}
