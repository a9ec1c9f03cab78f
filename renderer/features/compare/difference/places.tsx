import { compareLabels } from "#renderer/answer/comparison/compare-labels.ts";
import { groupLine } from "#renderer/answer/rollout/group-slices.ts";
import { PlacesRuler, type RulerPlace } from "#renderer/answer/rollout/places-ruler.tsx";
import { slicesOf } from "#renderer/answer/rollout/slot-shares.ts";
import { Section } from "#renderer/parts/section.tsx";
import { type ComparedPlace, comparedPlace } from "#shared/domain/comparison/compared-places.ts";
import { bucketHad, cutOf, placeOf } from "#shared/domain/explanation/bucket-text.ts";
import type { Bucket, SpecTrace } from "#shared/domain/explanation/explanation.ts";
import { formatPercent } from "#shared/domain/text/format-number.ts";
import classes from "./difference-pane.module.css";

/** Shows where the subjects fall on the percentage, group split or slots by which their answers part. Nothing if buckets make no difference. */
export function Places({ traces, names, entity }: { traces: readonly SpecTrace[]; names: readonly string[]; entity: string }) {
  const place = comparedPlace(traces);
  if (place === null) return null;
  const { spec, rule, condition, buckets } = place;
  const known = buckets.flatMap((bucket, at) => (bucket === null ? [] : [{ bucket, who: names[at] ?? "" }]));
  const groups = condition === null || condition.operator !== "lt" ? null : groupLine(spec);
  const [first] = known;
  const cut = first === undefined ? null : cutOf(first.bucket);
  const slots = condition === null ? null : slicesOf(condition);
  const slices = groups?.slices.map(({ name, from, to }) => ({ name, from, to })) ?? slots ?? [{ from: 0, to: Math.min(cut ?? 0, 100) }];
  return (
    <Section
      title={compareLabels.places}
      note={[`in rule ${rule.number}`, ...(spec.name === entity ? [] : [`of ${spec.name}`])].join(" ")}
      end={
        <span className={classes.note}>
          by <code>{first?.bucket.idType}</code>
        </span>
      }
    >
      <p className={classes.places}>{known.map(({ bucket, who }) => placeSentence(place, bucket, who)).join(" ")}</p>
      <PlacesRuler places={known.map(({ bucket, who }) => rulerPlace(bucket, who))} slices={slices} scale={cut === null ? 1_000 : 100} />
    </Section>
  );
}

function rulerPlace(bucket: Bucket, who: string): RulerPlace {
  return { who, text: bucketHad(bucket), at: placeOf(bucket), isIn: bucket.isIn, cut: cutOf(bucket) };
}

/** `Lena at 5.18 % is inside the first 30 %.` Users without the ID share one place. */
function placeSentence({ spec, condition }: ComparedPlace, bucket: Bucket, who: string): string {
  const cut = cutOf(bucket);
  const subject = `${who}${bucket.isMissing ? `, like everybody without a ${bucket.idType},` : ""}`;
  if (cut === null) return `${subject} has ${bucketHad(bucket)}, ${bucket.isIn ? "one" : "none"} of those of ${spec.name}.`;
  const group = condition?.operator === "lt" ? groupAt(spec, placeOf(bucket)) : null;
  if (group !== null) return `${subject} at ${bucketHad(bucket)} is in ${group}.`;
  return `${subject} at ${bucketHad(bucket)} is ${bucket.isIn ? "inside" : "outside"} the ${formatPercent(cut)}.`;
}

function groupAt(spec: SpecTrace, place: number): string | null {
  return groupLine(spec)?.slices.find(({ from, to }) => place >= from && place < to)?.name ?? null;
}
