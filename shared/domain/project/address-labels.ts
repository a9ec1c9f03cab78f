import type { ProjectHosts } from "./project.ts";

/** The names of a project's addresses, in its settings and in advice that sends people there. */
export const addressLabels: Readonly<Record<keyof ProjectHosts, string>> = {
  api: "Evaluations",
  events: "Events",
  initialize: "Initialize",
  cdn: "Definitions",
  console: "Console API",
};
