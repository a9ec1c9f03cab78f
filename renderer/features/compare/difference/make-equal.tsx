import { useQuery } from "@tanstack/react-query";
import { compareLabels } from "#renderer/answer/comparison/compare-labels.ts";
import { orpc } from "#renderer/host/client.ts";
import { Section } from "#renderer/parts/section.tsx";
import type { CompareRequest, ComparisonRow, EqualWay } from "#shared/domain/comparison/compare-request.ts";
import { listed, partLabel, partValueText } from "#shared/domain/comparison/comparison-text.ts";
import { stateLabel } from "#shared/domain/evaluation/state-label.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import classes from "./difference-pane.module.css";

/** Lists the smallest edits of a copy that make two answers equal, each tried here, and what else becomes equal. */
export function MakeEqual({
  row,
  request,
  names,
  other,
  others,
  onOpenInWhatIf,
  onTry,
}: {
  row: ComparisonRow;
  request: CompareRequest;
  names: readonly string[];
  /** The subject that is made equal to the first one. */
  other: number;
  others: readonly ComparisonRow[];
  onOpenInWhatIf: () => void;
  onTry: (way: EqualWay) => void;
}) {
  const { kind, name } = row;
  const { data: ways, isError } = useQuery(
    orpc.compare.equalWays.queryOptions({
      input: {
        ...request,
        other,
        entity: { kind, name },
        others: others.slice(0, 1_000).map((each) => ({ kind: each.kind, name: each.name })),
      },
      staleTime: Number.POSITIVE_INFINITY,
    }),
  );
  const kinds = new Set(row.differences[other - 1]?.causes.flatMap(({ parts }) => parts.map(({ part }) => part.kind)));
  return (
    <Section
      title={compareLabels.makeEqual}
      note={compareLabels.triedHere}
      end={
        <button type="button" className="link" onClick={onOpenInWhatIf}>
          {compareLabels.openInWhatIf}
        </button>
      }
    >
      {isError && <p className={classes.note}>{compareLabels.noWaysFound}</p>}
      {ways === undefined && !isError && <p className={classes.note}>{compareLabels.tryingEdits}</p>}
      {ways?.length === 0 && (
        <p className={classes.note}>
          {kinds.has("spec") ? compareLabels.onlyRules : kinds.has("key") ? compareLabels.onlyKey : compareLabels.noEdit}
        </p>
      )}
      {ways !== undefined && ways.length > 0 && (
        <ol className={classes.ways}>
          {ways.map((way, at) => (
            <li key={JSON.stringify([way.subject, way.cause.parts.map(({ part }) => part)])}>
              <span className="digit" aria-hidden="true">
                {at + 1}
              </span>
              <span className={classes.way}>
                <code className={classes.editText}>{editText(way)}</code> <span>{compareLabels.onCopyOf(names[way.subject] ?? "")}</span>
              </span>
              <button type="button" className="link" aria-label={compareLabels.tryWith(editText(way))} onClick={() => onTry(way)}>
                {compareLabels.tryIt}
              </button>
              <span className={classes.then}>
                {compareLabels.gives(stateLabel(way.answer))}
                {alsoEqualText(way)}
              </span>
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}

/** `country = DE`, `without email, tier = staging`. */
function editText({ cause }: EqualWay): string {
  return cause.parts
    .map(({ part, reference }) =>
      reference === undefined ? `without ${partLabel(part)}` : `${partLabel(part)} = ${partValueText(reference)}`,
    )
    .join(", ");
}

const maxNamed = 3;

function alsoEqualText({ alsoEqual }: EqualWay): string {
  if (alsoEqual.length === 0) return "";
  const names = alsoEqual.slice(0, maxNamed).map(({ name }) => name);
  const more = alsoEqual.length > maxNamed ? [formatCount(alsoEqual.length - maxNamed, "more name")] : [];
  return ` ${compareLabels.alsoEqual(listed([...names, ...more]))}`;
}
