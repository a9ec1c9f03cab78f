import { ActionIcon } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { Check, CircleQuestionMark, Minus, PencilLine, X } from "lucide-react";
import { SaveAsCase } from "#renderer/answer/case/save-as-case-part.ts";
import { compareLabels } from "#renderer/answer/comparison/compare-labels.ts";
import { liveDifferenceText } from "#renderer/answer/comparison/comparison-export.ts";
import { orpc } from "#renderer/host/client.ts";
import { Section } from "#renderer/parts/section.tsx";
import type { CompareRequest, ComparisonRow, EditTime, EqualWay, LiveDifference } from "#shared/domain/comparison/compare-request.ts";
import { differenceText, listed } from "#shared/domain/comparison/comparison-text.ts";
import { entityKindLabels } from "#shared/domain/evaluation/evaluation.ts";
import { formatValue } from "#shared/domain/evaluation/format-value.ts";
import { formatDayAndTime } from "#shared/domain/text/format-time.ts";
import { upperFirst } from "#shared/domain/text/upper-first.ts";
import classes from "./difference-pane.module.css";
import { MakeEqual } from "./make-equal.tsx";
import { Places } from "./places.tsx";
import { type RuleVerdict, rulesSideBySide } from "./rules-side-by-side.ts";
import { placesNote, type ValuePlace, valuePlaces } from "./value-places.ts";

/** Shows everything about one row of a comparison: why it differs, the values, the rules side by side, and what makes the answers equal. */
export function DifferencePane({
  row,
  request,
  names,
  editTimes,
  liveDifferences,
  others,
  onClose,
  onOpenInWhy,
  onOpenInWhatIf,
  onTry,
}: {
  row: ComparisonRow;
  request: CompareRequest;
  names: readonly string[];
  editTimes: readonly EditTime[];
  /** The answers of Statsig for this entity that are not those of the rules here. */
  liveDifferences: readonly LiveDifference[];
  /** The other differing rows, of which some may become equal as well. */
  others: readonly ComparisonRow[];
  onClose: () => void;
  onOpenInWhy: () => void;
  onOpenInWhatIf: () => void;
  onTry: (way: EqualWay) => void;
}) {
  const { name, kind, differences } = row;
  const places = differences.length === 0 ? null : valuePlaces(row.answers);
  // A case and an explanation hold the rules of the project, without its drafts.
  const hasDraft = request.subjects.some(({ draft }) => draft !== undefined);
  const firstOther = differences.findIndex(({ result }) => result === "differs");
  return (
    <aside className={classes.pane} aria-label={compareLabels.why(name)}>
      <div className={classes.head}>
        <h2 className="ell">
          <code>{name}</code>
        </h2>
        <span className={classes.kind}>{entityKindLabels[kind].one}</span>
        {!hasDraft && (
          <SaveAsCase
            content={() => ({
              name,
              subjects: request.subjects,
              answers: request.subjects.map((_, subject) => ({ subject, kind, name, answer: null })),
              facts: differences.flatMap((difference, at) => {
                const text = differenceText(difference);
                return text === "" ? [] : [{ title: compareLabels.oneDiffers(names[at + 1] ?? ""), text }];
              }),
            })}
          />
        )}
        <ActionIcon aria-label={compareLabels.closeDetails} title={`${compareLabels.closeDetails} (Esc)`} onClick={onClose}>
          <X size={14} aria-hidden />
        </ActionIcon>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard */}
      <section className={classes.body} tabIndex={0} aria-label={compareLabels.details(name)}>
        {differences.length === 0 && <p className={classes.why}>{compareLabels.sameForAll}</p>}
        {differences.map((difference, at) => {
          const text = differenceText(difference);
          const who = names.length > 2 ? compareLabels.oneDiffers(names[at + 1] ?? "") : compareLabels.differs;
          return text === "" ? null : (
            <p key={names[at + 1]} className={classes.why}>
              {difference.result === "undecided" ? upperFirst(text) : `${who} ${text}`}.
            </p>
          );
        })}
        {liveDifferences.map((difference) => (
          <p key={difference.subject} className={classes.why}>
            {compareLabels.liveDiffers(upperFirst(liveDifferenceText(difference, names)), difference.because)}
            {difference.cause === "evaluator" && ` ${compareLabels.mayBeOlder}`}
          </p>
        ))}
        {places !== null && places.length > 0 && <Values places={places} names={names} />}
        {hasDraft ? (
          <p className={classes.note}>
            {compareLabels.rulesOfDraft}{" "}
            <button type="button" className="link" onClick={onOpenInWhatIf}>
              {compareLabels.openInWhatIf}
            </button>
          </p>
        ) : (
          <Rules row={row} request={request} names={names} editTimes={editTimes} onOpenInWhy={onOpenInWhy} />
        )}
        {firstOther !== -1 && (
          <MakeEqual
            row={row}
            request={request}
            names={names}
            other={firstOther + 1}
            others={others}
            onOpenInWhatIf={onOpenInWhatIf}
            onTry={onTry}
          />
        )}
      </section>
    </aside>
  );
}

const maxPlaces = 60;

function Values({ places, names }: { places: readonly ValuePlace[]; names: readonly string[] }) {
  return (
    <Section title={compareLabels.value} note={placesNote(places)}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">
              <span className={classes.sign} aria-hidden="true" />
              {compareLabels.keyOfValue}
            </th>
            {names.map((name) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {places.slice(0, maxPlaces).map(({ path, values, differs }) => (
            <tr key={JSON.stringify(path)} data-same={!differs || undefined}>
              <td>
                <span className={classes.sign} aria-hidden="true">
                  {differs ? "≠" : ""}
                </span>
                {differs && <span className="sr">{compareLabels.differsMark} </span>}
                <code className={classes.place}>{path.length === 0 ? compareLabels.wholeValue : path.join(".")}</code>
              </td>
              {values.map((value, at) => (
                <td key={names[at]}>
                  {value === undefined ? (
                    <span className={classes.missing}>{compareLabels.notSet}</span>
                  ) : (
                    <code className={classes.place}>{formatValue(value)}</code>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {places.length > maxPlaces && <p className={classes.note}>{compareLabels.morePlaces(places.length - maxPlaces)}</p>}
    </Section>
  );
}

type RulesProps = {
  row: ComparisonRow;
  request: CompareRequest;
  names: readonly string[];
  editTimes: readonly EditTime[];
  onOpenInWhy: () => void;
};

function Rules({ row: { kind, name, answers, differences }, request, names, editTimes, onOpenInWhy }: RulesProps) {
  const explained = useQueries({
    queries: request.subjects.map(({ projectId, tier, user, snapshotId, atMs }) =>
      orpc.explain.explain.queryOptions({
        input: { projectId, tier, user, kind, name, snapshotId, atMs },
        staleTime: Number.POSITIVE_INFINITY,
      }),
    ),
  });
  const explanations = explained.flatMap(({ data }) => (data?.is === "explained" ? [data.explanation] : []));
  const problem = explained.find(({ data }) => data?.is === "no_definitions")?.data;
  if (problem?.is === "no_definitions") return <p className={classes.note}>{problem.reason}</p>;
  if (explanations.length < request.subjects.length) return <p className={classes.note}>{compareLabels.readingRules}…</p>;
  const { lines, leftOut, note } = rulesSideBySide(explanations);
  // The rules are explained in full; what a column's key may not see answers otherwise.
  const limited = names.filter((_, at) => {
    const answer = answers[at] ?? (differences.length === 0 ? answers[0] : undefined);
    return answer !== undefined && answer.state !== "unknown" && answer.state !== explanations[at]?.state;
  });
  const edited = differences.flatMap(({ causes }) =>
    causes.flatMap(({ parts }) => parts.flatMap(({ part }) => (part.kind === "spec" && part.edits.length > 0 ? [part] : []))),
  );
  return (
    <>
      <Section
        title={compareLabels.rules}
        note={note}
        end={
          <button type="button" className="link" onClick={onOpenInWhy}>
            {compareLabels.openInWhy}
          </button>
        }
      >
        {limited.length > 0 && <p className={classes.note}>{compareLabels.keyLimits(listed(limited))}</p>}
        <table className={`${classes.table} ${classes.rules}`}>
          <colgroup>
            <col />
            {names.map((each) => (
              <col key={each} className={classes.verdictColumn} data-is-narrow={names.length > 2 || undefined} />
            ))}
          </colgroup>
          <thead>
            <tr>
              <th scope="col">{compareLabels.rule}</th>
              {names.map((each) => (
                <th scope="col" key={each} title={each}>
                  {each}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.key} data-parts={line.isParting || undefined}>
                <td>
                  <span className={classes.rule} data-is-default={line.number === null || undefined}>
                    {line.number !== null && <span className={classes.number}>{line.number}</span>}
                    <b>{line.name}</b>
                  </span>
                  {line.wants.length > 0 && <span className={classes.wants}>{line.wants.join(" · ")}</span>}
                </td>
                {line.verdicts.map((verdict, at) => (
                  <td key={names[at]}>
                    <Verdict verdict={verdict} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {leftOut > 0 && <p className={classes.note}>{compareLabels.rulesLeftOut(leftOut)}</p>}
        {[...new Map(edited.map((part) => [part.name, part])).values()].map((part) => {
          const time = editTimes.find(({ of, name: spec }) => of === part.of && spec === part.name);
          return (
            <p key={part.name} className={classes.edit}>
              <PencilLine size={13} aria-hidden className={classes.pencil} />
              <span>
                <code>{part.name}</code>{" "}
                {compareLabels.wasEdited(time === undefined ? null : formatDayAndTime(time.byMs, Date.now()), part.edits.join("; "))}
              </span>
            </p>
          );
        })}
      </Section>
      <Places traces={explanations.map(({ trace }) => trace)} names={names} entity={name} />
    </>
  );
}

const verdictWords: Record<RuleVerdict["is"], string> = compareLabels.verdicts;

function Verdict({ verdict: { is, has, isDecisive } }: { verdict: RuleVerdict }) {
  const showsWord = has === "" && (is !== "met" || !isDecisive);
  const isAlone = isDecisive && has === "" && !showsWord;
  return (
    <>
      <span className={classes.verdict} data-is={is}>
        {is === "met" && <Check size={13} strokeWidth={2.5} aria-hidden />}
        {is === "not_met" && <X size={13} strokeWidth={2.5} aria-hidden />}
        {(is === "not_reached" || is === "absent") && <Minus size={12} aria-hidden />}
        {is === "unknown" && <CircleQuestionMark size={13} aria-hidden />}
        {!showsWord && <span className="sr">{verdictWords[is]}: </span>}
        {isAlone && <b className={classes.decidedAlone}>{compareLabels.decided}</b>}
        {showsWord ? (
          <span className={is === "not_reached" ? classes.notReached : undefined}>{verdictWords[is]}</span>
        ) : (
          <code className={classes.has}>{has}</code>
        )}
      </span>
      {isDecisive && !isAlone && <span className={classes.decided}>{compareLabels.decided}</span>}
    </>
  );
}
