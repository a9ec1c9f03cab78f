/** Texts of the table of answers that tests look for. */
export const answersLabels = {
  all: "All",
  noneContains: (text: string) => ` contains “${text}”`,
  noAnswer: "No answer",
  showAll: "Show all",
  close: "Close this answer",
} as const;
