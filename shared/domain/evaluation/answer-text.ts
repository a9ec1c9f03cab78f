import { type Answer, entityKindLabels, hasAnswer, isAnswered, type Provenance } from "#shared/domain/evaluation/evaluation.ts";
import { stateLabel } from "#shared/domain/evaluation/state-label.ts";
import { formatDuration } from "#shared/domain/text/format-duration.ts";

export const provenanceText: Record<Provenance["kind"], string> = {
  live: "live",
  explained_here: "explained here",
  sandbox: "sandbox",
  history: "from history",
  snapshot: "from snapshot",
  elsewhere: "not from Statsig",
  imported: "imported",
};

/** `Passes for Ada in staging because rule “EU beta” matched.` Without the name, which the screen shows above it. */
export function answerSentence(answer: Outcome & Pick<Answer, "because">, who: string, tier: string): string {
  const outcome = outcomeText(answer, who, tier);
  return isAnswered(answer.state) ? `${outcome} because ${answer.because}.` : `${outcome}: ${answer.because}.`;
}

type Outcome = Pick<Answer, "kind" | "state" | "groupName">;

/** `Passes for Ada in staging`: the start of the sentence of an answer, without its reason. */
export function outcomeText(answer: Outcome, who: string, tier: string): string {
  const where = tier === "" ? "" : ` in ${tier}`;
  return `${isAnswered(answer.state) ? capitalizeLabel(describeOutcome(answer, who)) : `No answer for ${who}`}${where}`;
}

/** `Would pass for Lena in production because rule 1 “Loyal and clean” matches.` For an answer that nobody gave yet. */
export function conditionalSentence(answer: Outcome & Pick<Answer, "because">, who: string, tier: string): string {
  const sentence = answerSentence({ ...answer, because: conditionalReason(answer.because) }, who, tier);
  return sentence
    .replace(/^Passes for /, "Would pass for ")
    .replace(/^Fails for /, "Would fail for ")
    .replace(`${who} is in `, `${who} would be in `)
    .replace(`${who} gets `, `${who} would get `);
}

/** `rule 1 “Loyal and clean” matches`: the reason of an answer that nobody gave yet. Names in quotes stay as they are. */
export function conditionalReason(because: string): string {
  return because
    .split(/(“[^”]*”)/)
    .map((part) => (part.startsWith("“") ? part : inPresent(part)))
    .join("");
}

function inPresent(clause: string): string {
  return clause
    .replace(/\bmatched\b/g, "matches")
    .replace("rule passed", "rule passes")
    .replace("rules did not match", "rules do not match")
    .replace("gate did not pass", "gate does not pass")
    .replace("layer gave", "layer gives")
    .replace("decided without", "decides without")
    .replace("exploring and chose", "exploring and chooses")
    .replace("; closest was ", "; closest is ")
    .replace("was assigned", "would be assigned")
    .replace("answer did", "answer would");
}

/** Returns the answer as a few lines of text, for a chat or an issue, with the sentence that the screen shows for it. */
export function answerAsText(answer: Answer, who: string, tier: string, sentence = answerSentence(answer, who, tier)): string {
  const facts = [
    answer.ruleId ? `rule ID ${answer.ruleId}` : null,
    answer.allocatedExperiment ? `experiment ${answer.allocatedExperiment}` : null,
    loggingText(answer),
  ].filter((fact) => fact !== null);
  const lines = [
    `${stateLabel(answer)}: ${answer.name} (${entityKindLabels[answer.kind].one})`,
    sentence,
    isAnswered(answer.state) ? null : answer.nextStep,
    showsValue(answer) ? truncate(JSON.stringify(answer.value)) : null,
    answer.nearNames.length > 0 ? `Near: ${answer.nearNames.join(", ")}` : null,
    [provenanceText[answer.provenance.kind], new Date(answer.atMs).toISOString(), formatDuration(answer.elapsedMs), ...facts].join(" · "),
  ];
  return lines.filter((line) => line !== null).join("\n");
}

/** Capitalizes `a user without an ID` at the start of a sentence; an ID such as `u-1036` stays as it is. */
function capitalizeLabel(sentence: string): string {
  return sentence.startsWith("a user ") ? `A${sentence.slice(1)}` : sentence;
}

function describeOutcome({ kind, state, groupName }: Outcome, who: string): string {
  switch (state) {
    case "pass":
      return `Passes for ${who}`;
    case "fail":
      return `Fails for ${who}`;
    case "group":
      return groupName === null ? `${who} is in a group` : `${who} is in ${groupName}`;
    case "no_group":
      return `${who} is in no group`;
    case "default":
      return kind === "ranked" ? `${who} gets an empty list` : `${who} gets the default`;
    default:
      return kind === "ranked" ? `${who} gets this ranking` : `${who} gets this value`;
  }
}

const exposureTexts = { none: "no exposure logged", logged: "exposure logged", maybe: "an exposure may have been logged" } as const;

/** Returns what is known of the exposure of a check: a request that may log was sent, but without an answer nobody knows whether it did. */
export function exposureOf({ isLogged, state }: Pick<Answer, "isLogged" | "state">): keyof typeof exposureTexts {
  if (!isLogged) return "none";
  return hasAnswer(state) ? "logged" : "maybe";
}

export function loggingText(answer: Pick<Answer, "isLogged" | "state">): string {
  return exposureTexts[exposureOf(answer)];
}

/** A gate's value is its state, so only the value of other kinds is shown. */
function showsValue({ kind, value }: Answer): boolean {
  return kind !== "gate" && value !== null;
}

const maxValueLength = 2000;

function truncate(text: string): string {
  return text.length > maxValueLength ? `${text.slice(0, maxValueLength)}… (${text.length} characters)` : text;
}
