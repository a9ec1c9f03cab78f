import { Section } from "#renderer/parts/section.tsx";
import { type RankedVariant, readRankedVariants } from "#shared/domain/evaluation/ranked-variants.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import classes from "./ranked-list.module.css";
import { variantsLabel } from "./value-labels.ts";

/** Shows the variants in the value of a ranked list, best first. A value that holds no list is shown as an empty one. */
export function Ranking({ value }: { value: JsonValue }) {
  const variants = readRankedVariants(value) ?? [];
  return (
    <Section title="Ranking" note={variants.length === 1 ? "1 variant" : `${formatCount(variants.length, "variant")}, best first`}>
      {variants.length === 0 ? (
        <p className={classes.none}>The list is empty: the autotune has not started, or this user is not targeted.</p>
      ) : (
        <RankedList variants={variants} />
      )}
    </Section>
  );
}

/** Shows a contextual autotune's variants in Statsig's order, with their scores on a common scale. */
function RankedList({ variants }: { variants: readonly RankedVariant[] }) {
  const largest = Math.max(...variants.map(({ score }) => Math.abs(score)), Number.MIN_VALUE);
  return (
    <ol className={classes.list} aria-label={variantsLabel}>
      {variants.map(({ name, score, value }, at) => (
        <li key={name} className={classes.variant}>
          <span className={classes.rank}>{at + 1}</span>
          <b className={classes.name}>{name}</b>
          <svg className={classes.bar} width="100%" height="8" aria-hidden="true">
            <rect width="100%" height="8" rx="1" className={classes.track} />
            <rect width={`${(Math.abs(score) / largest) * 100}%`} height="8" rx="1" className={at === 0 ? classes.best : classes.fill} />
          </svg>
          <code className={classes.score} title="Score">
            {Number(score.toPrecision(4))}
          </code>
          <code className={classes.value}>{JSON.stringify(value)}</code>
        </li>
      ))}
    </ol>
  );
}
