/** Texts of the History screen that commands and tests use too. */
export const historyLabels = {
  requests: "Requests",
  rows: "Requests, newest first",
  search: "Search the history",
  thisProject: "This project",
  logged: "Logged",
  pinned: "Pinned",
  filterByAnswer: (shown: string) => `Filter by answer: ${shown}`,
  anyAnswer: "Any answer",
  request: "Request",
  pin: "Pin: keep when the history is cleared",
  unpin: "Unpin",
  checkAgain: "Check again",
  askToClear: "Clear history…",
  clearTitle: "Clear the history",
  clear: "Clear the history",
} as const;
