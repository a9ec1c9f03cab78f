import { z } from "zod";
import { type RankedVariant, RankedVariantSchema } from "#shared/domain/evaluation/evaluation.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import classes from "./ranked-list.module.css";

/** The variants in an answer's value, best first; none where the answer holds no list. */
export function rankedVariants(value: JsonValue): RankedVariant[] {
  const read = z.array(RankedVariantSchema).safeParse(value);
  return read.success ? read.data : [];
}

/** A contextual autotune's variants in Statsig's order, each with its score on one common scale. */
export function RankedList({ variants }: { variants: readonly RankedVariant[] }) {
  const largest = Math.max(...variants.map(({ score }) => Math.abs(score)), Number.MIN_VALUE);
  return (
    <ol className={classes.list} aria-label="Variants, best first">
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
