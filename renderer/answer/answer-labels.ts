/** Names by which the page, its commands and the tests know the parts of an answer. */
export const answerLabels = {
  checkFirst: (verb: string, count: number) => {
    const [action = "", ...asks] = verb.replace(" again", "").replace(/^c/, "C").split("…");
    return `${action} the first ${count}${asks.length > 0 ? "…" : ""}`;
  },
  refreshAndCheck: (verb: string) => `Refresh the definitions and ${verb}`,
  fixes: {
    unlock: "Unlock the keys…",
    keys: "Open this project’s keys",
    hosts: "Edit hosts",
    network: "Edit network settings",
  },
  answer: "Answer",
  /** The first lines above many answers. */
  summaryOfMany: "All together",
  copyAsText: "Answer as text",
  languages: "Language",
  code: (language: string) => `${language} code`,
  nearNames: "Did you mean",
  beforeTrial: "Before the change",
  undoTrial: "Undo",
  curl: "cURL command",
  looked: "Looking: nothing was logged",
  notLogged: "nothing was logged",
  logged: "logged",
  mayBeLogged: "may have been logged",
  logExposure: "Log this exposure…",
  /** Followed by the remaining time. */
  checkAgainIn: "You can check again in",
  waitUnknown: "It did not say for how long.",
  whatDecided: "What decided",
} as const;

export const answerTabLabels = {
  summary: "Summary",
  why: "Why",
  exposures: "Exposures",
  exchange: "Exchange",
  code: "Code",
} as const;
