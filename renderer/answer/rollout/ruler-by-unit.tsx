import { Popover, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { ChevronDown } from "lucide-react";
import { useState } from "react";
import { BucketRuler } from "#renderer/answer/rollout/bucket-ruler.tsx";
import type { Slice } from "#renderer/answer/rollout/slot-shares.ts";
import { orpc } from "#renderer/host/client.ts";
import type { Share } from "#shared/domain/explanation/bucket-text.ts";
import type { ExplainRequest } from "#shared/domain/explanation/explain-request.ts";
import type { Bucket } from "#shared/domain/explanation/explanation.ts";
import { unitIds } from "#shared/domain/user/statsig-user.ts";
import { useExplanation } from "../explain/explain.queries.ts";
import { bucketAt, withUnit } from "../explain/explain-request.ts";
import { rolloutLabels } from "./rollout-labels.ts";
import classes from "./ruler-by-unit.module.css";

/** Shows the ruler of a rule or a condition. Any other ID can be tried instead of the user's own. */
export function RulerByUnit({
  bucket,
  ruleKey,
  share,
  slices,
  request,
  who,
}: {
  bucket: Bucket;
  ruleKey: string;
  share: Share;
  slices: readonly Slice[] | null;
  request: ExplainRequest;
  who: string;
}) {
  const [tried, setTried] = useState("");
  const [settled] = useDebouncedValue(tried.trim(), 200);
  const isTrying = settled !== "" && settled !== bucket.unitId;
  const explained = useExplanation(isTrying ? { ...request, user: withUnit(request.user, bucket.idType, settled) } : null);
  const found = isTrying && explained.data?.is === "explained" ? bucketAt(explained.data.explanation.trace, ruleKey) : null;
  const choice = (
    <UnitChoice
      idType={bucket.idType}
      own={bucket.isMissing ? null : bucket.unitId}
      tried={tried}
      isTried={isTrying && found !== null}
      onTry={setTried}
    />
  );
  if (isTrying && explained.data !== undefined && found === null)
    return (
      <>
        <BucketRuler bucket={bucket} share={share} slices={slices} who={who} unitChoice={choice} />
        <p className={classes.notReached}>
          With the {bucket.idType} <code>{settled}</code> the rules end before this point:{" "}
          {share === "slice" ? "this slice" : "this percentage"} is not evaluated.
        </p>
      </>
    );
  return (
    <BucketRuler
      bucket={found ?? bucket}
      share={share}
      slices={slices}
      who={found === null ? who : settled}
      isHypothetical={found !== null}
      unitChoice={choice}
    />
  );
}

const maxSuggested = 6;

function UnitChoice({
  idType,
  own,
  tried,
  isTried,
  onTry,
}: {
  idType: string;
  own: string | null;
  tried: string;
  isTried: boolean;
  onTry: (id: string) => void;
}) {
  const saved = useQuery(orpc.users.list.queryOptions()).data ?? [];
  const others = saved.flatMap(({ user }) => unitIds(user).filter((unit) => unit.idType.toLowerCase() === idType.toLowerCase()));
  const suggested = [...new Set(others.map(({ value }) => value))].filter((id) => id !== own).slice(0, maxSuggested);
  return (
    <Popover position="bottom-end" width={280} trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className={classes.unit}>
          {isTried && "tried "}
          {rolloutLabels.by} <code>{idType}</code>
          <span className="sr"> {rolloutLabels.tryAnotherId}</span>
          <ChevronDown size={12} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown aria-label={`Another ${idType}`}>
        <div className={classes.form}>
          <TextInput
            label={rolloutLabels.whereWould(idType)}
            placeholder={own ?? "any ID"}
            value={tried}
            spellCheck={false}
            data-autofocus
            onChange={(event) => onTry(event.currentTarget.value)}
          />
          {suggested.length > 0 && (
            <div className={classes.unitChoices}>
              {suggested.map((id) => (
                <button key={id} type="button" className={classes.unitChoice} onClick={() => onTry(id)}>
                  <code>{id}</code>
                </button>
              ))}
            </div>
          )}
          {tried !== "" && (
            <button type="button" className="link" onClick={() => onTry("")}>
              Back to {own === null ? "an empty ID" : <code>{own}</code>}
            </button>
          )}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
