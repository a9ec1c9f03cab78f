import { casesContract } from "./cases.contract.ts";
import { catalogContract } from "./catalog.contract.ts";
import { cohortsContract } from "./cohorts.contract.ts";
import { compareContract } from "./compare.contract.ts";
import { evaluateContract } from "./evaluate.contract.ts";
import { eventsContract } from "./events.contract.ts";
import { explainContract } from "./explain.contract.ts";
import { forgetContract } from "./forget.contract.ts";
import { historyContract } from "./history.contract.ts";
import { hostContract } from "./host.contract.ts";
import { keysContract } from "./keys.contract.ts";
import { projectsContract } from "./projects.contract.ts";
import { sandboxContract } from "./sandbox.contract.ts";
import { suitesContract } from "./suites.contract.ts";
import { usersContract } from "./users.contract.ts";
import { whatIfContract } from "./what-if.contract.ts";

/** Every call between page and core. The page imports this as a type only. */
export const contract = {
  host: hostContract,
  projects: projectsContract,
  keys: keysContract,
  users: usersContract,
  forget: forgetContract,
  evaluate: evaluateContract,
  events: eventsContract,
  explain: explainContract,
  compare: compareContract,
  whatIf: whatIfContract,
  history: historyContract,
  cohorts: cohortsContract,
  catalog: catalogContract,
  sandbox: sandboxContract,
  suites: suitesContract,
  cases: casesContract,
};
export type Contract = typeof contract;
