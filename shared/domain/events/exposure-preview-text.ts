import { answerSentence } from "../evaluation/answer-text.ts";
import { entityKindLabels, hasAnswer, isAnswered } from "../evaluation/evaluation.ts";
import { stateLabel } from "../evaluation/state-label.ts";
import { formatCount, formatNumber } from "../text/format-number.ts";
import { type LedgerRow, ledgerKindLabels } from "./event-ledger.ts";
import { batchStateLabels } from "./event-outbox.ts";
import type { ExposurePreview, ExposurePreviewRow } from "./exposure-preview.ts";

/** Returns a report to copy: per name the answer, what a logged check would write, and what was written already. */
export function exposurePreviewText(preview: ExposurePreview): string {
  const { userLabel, tier, atMs, rows } = preview;
  const where = tier === "" ? "" : ` in ${tier}`;
  return [
    `Exposures of ${userLabel}${where}, checked at ${new Date(atMs).toISOString()} without logging`,
    ...rows.map((row) => rowText(row, preview)),
    allWrittenText(preview),
  ].join("\n\n");
}

/** `30 answers`, or `12 of 30 answered`: that a name does not exist is an answer, that Statsig refused is none. */
export function answeredText(rows: readonly Pick<ExposurePreviewRow, "answer">[]): string {
  const answered = rows.filter(({ answer: { state } }) => hasAnswer(state)).length;
  return answered === rows.length ? formatCount(answered, "answer") : `${formatNumber(answered)} of ${formatNumber(rows.length)} answered`;
}

/** Lists all events and exposures written for this user, newest first. */
function allWrittenText({ userLabel, written, writtenCount }: ExposurePreview): string {
  if (writtenCount === 0) return `In all, Gatescope on this machine has written nothing for ${userLabel}.`;
  const shown = written.length < writtenCount ? `, the last ${written.length} of them` : "";
  return [
    `In all, Gatescope on this machine has written ${writtenCountText(writtenCount)} for ${userLabel}${shown}:`,
    ...written.map((row) => `${new Date(row.atMs).toISOString()} ${row.name} in ${row.tier} (${rowSummary(row)})`),
  ].join("\n");
}

function rowText(row: ExposurePreviewRow, { userLabel, tier }: ExposurePreview): string {
  const { answer, kind, name } = row;
  return [
    `${stateLabel(answer)}: ${name} (${entityKindLabels[kind].one})`,
    answerSentence(answer, userLabel, tier),
    wouldWriteSentence(row),
    writtenSentence(row),
  ].join("\n");
}

/** `A logged check would write gate_exposure, and 2 secondary exposures: holdout fails, eu_users passes.` */
export function wouldWriteSentence({ answer, primary, secondary }: ExposurePreviewRow): string {
  if (primary === null)
    return isAnswered(answer.state) ? `${wouldWriteText("nothing")}.` : "Without an answer it is unknown what a logged check would write.";
  const what = primary.eventName.replace("statsig::", "");
  if (secondary === null) return `${wouldWriteText(what)}; its secondary exposures are unknown.`;
  if (secondary.length === 0) return `${wouldWriteText(what)}, with no secondary exposures.`;
  const gates = secondary.map(({ gate, gateValue }) => `${gate} ${gateValue === "true" ? "passes" : "fails"}`).join(", ");
  return `${wouldWriteText(what)}, and ${secondary.length} secondary ${secondary.length === 1 ? "exposure" : "exposures"}: ${gates}.`;
}

/** `A logged check would write gate_exposure`: the start of the sentence. */
export function wouldWriteText(what: string): string {
  return `A logged check would write ${what}`;
}

/** `Written by Gatescope on this machine: 2 times, last on 2026-11-23T12:00:00.000Z (custom exposure, delivered).` */
export function writtenSentence({ written, writtenCount }: Pick<ExposurePreviewRow, "written" | "writtenCount">): string {
  const [last] = written;
  if (last === undefined) return "Gatescope on this machine has written nothing for this name and user.";
  return `Gatescope on this machine has written ${writtenCountText(writtenCount)} for this name and user, last at ${new Date(last.atMs).toISOString()} (${rowSummary(last)}).`;
}

function rowSummary({ kind, outcome }: LedgerRow): string {
  return `${ledgerKindLabels[kind].one}, ${batchStateLabels[outcome].toLowerCase()}`;
}

function writtenCountText(count: number): string {
  return count === 1 ? "one event or exposure" : `${count} events and exposures`;
}
