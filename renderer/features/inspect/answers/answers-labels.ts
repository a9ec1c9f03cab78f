import { formatNumber } from "#shared/domain/text/format-number.ts";

/** Texts of the table of answers that tests look for. */
export const answersLabels = {
  all: "All",
  noneContains: (text: string) => ` contains “${text}”`,
  noAnswer: "No answer",
  /** `100 of 5,000`: what the filters leave. */
  shown: (count: number, total: number) => `${formatNumber(count)} of ${formatNumber(total)}`,
  showAll: "Show all",
  /** `from Mia`, after what differs. */
  from: (who: string) => `from ${who}`,
  differs: "Differs",
  differsBecauseOf: "Differs because of",
  /** `No answer with the state Pass that differs contains “x”`. */
  noneDiffers: (subject: string) => `${subject} that differs`,
  notCompared: "not compared",
  notComparedYet: "not yet",
  notInRules: "the rules here do not have it",
  close: "Close this answer",
} as const;
