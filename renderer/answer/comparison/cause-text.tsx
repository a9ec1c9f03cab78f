import type { EditTime } from "#shared/domain/comparison/compare-request.ts";
import { placesText } from "#shared/domain/comparison/compared-places.ts";
import type { Cause, Difference, PartDifference } from "#shared/domain/comparison/comparison.ts";
import {
  describePart,
  describeUnknownCause,
  partLabel,
  partName,
  partValueText,
  undecidedText,
} from "#shared/domain/comparison/comparison-text.ts";
import { formatDayAndTime } from "#shared/domain/text/format-time.ts";
import classes from "./cause-text.module.css";
import { compareLabels } from "./compare-labels.ts";

/** Shows in one line why two answers differ: the part, both values, and when rules were edited. */
export function CauseText({ difference, editTimes }: { difference: Difference; editTimes: readonly EditTime[] }) {
  const { result, causes, tried } = difference;
  if (result === "same") return null;
  if (result === "undecided") return <span className={classes.tail}> {undecidedText}</span>;
  const [only, ...others] = causes;
  if (only === undefined) return <>{describeUnknownCause(tried)}</>;
  if (others.length > 0) return <Alternatives causes={causes} />;
  const [part, ...more] = only.parts;
  return part !== undefined && more.length === 0 ? (
    <PartText difference={part} places={placesText(difference.places ?? [])} editTimes={editTimes} />
  ) : (
    <Names cause={only} />
  );
}

function PartText({ difference, places, editTimes }: { difference: PartDifference; places: string; editTimes: readonly EditTime[] }) {
  const { part, reference, compared } = difference;
  if (part.kind === "spec") {
    const time = editTimes.find(({ of, name }) => of === part.of && name === part.name);
    return (
      <>
        <code className={classes.part}>{part.name}</code> {part.edits.length === 0 ? compareLabels.otherRules : part.edits.join("; ")}
        {time !== undefined && <span className={classes.tail}> {compareLabels.edited(formatDayAndTime(time.byMs, Date.now()))}</span>}
      </>
    );
  }
  if (places !== "")
    return (
      <>
        <Name difference={difference} /> {places}
        <span className={classes.tail}>
          {" "}
          {partValueText(compared)}, not {partValueText(reference)}
        </span>
      </>
    );
  if (part.kind === "field" || part.kind === "tier" || part.kind === "project" || part.kind === "target_app")
    return (
      <>
        <Name difference={difference} /> <code className={classes.value}>{partValueText(compared)}</code>, not{" "}
        <code className={classes.value}>{partValueText(reference)}</code>
      </>
    );
  return <>{describePart(difference)}</>;
}

/** Several parts that only together give the other answer. */
function Names({ cause: { parts } }: { cause: Cause }) {
  return (
    <>
      {parts.map((difference, at) => (
        <span key={partName(difference.part)}>
          {at > 0 && <span className={classes.word}> and </span>}
          <Name difference={difference} />
        </span>
      ))}
      {parts.length > 1 && <span className={classes.tail}> {compareLabels.onlyTogether}</span>}
    </>
  );
}

/** Several causes of which each is enough. */
function Alternatives({ causes }: { causes: readonly Cause[] }) {
  return (
    <>
      <CauseNames causes={causes} />
      <span className={classes.tail}> {compareLabels.eachIsEnough}</span>
    </>
  );
}

/** The names of causes without their values: `newsletter or userID`, `country and lifetime_spend`. */
export function CauseNames({ causes }: { causes: readonly Cause[] }) {
  return (
    <>
      {causes.map((cause, at) => (
        <span key={cause.parts.map(({ part }) => partName(part)).join()}>
          {at > 0 && <span className={classes.word}> or </span>}
          {cause.parts.map((difference, position) => (
            <span key={partName(difference.part)}>
              {position > 0 && <span className={classes.word}> and </span>}
              <Name difference={difference} />
            </span>
          ))}
        </span>
      ))}
    </>
  );
}

function Name({ difference: { part } }: { difference: PartDifference }) {
  return <code className={classes.part}>{partLabel(part)}</code>;
}
