import { eventIterator } from "@orpc/contract";
import {
  OutlineRequestSchema,
  OutlineSchema,
  WhatIfProgressSchema,
  WhatIfRequestSchema,
  WhatIfSummarySchema,
} from "#shared/domain/comparison/what-if.ts";
import { ConsoleVersionsRequestSchema, ConsoleVersionsSchema } from "#shared/domain/rules-draft/console-version.ts";
import { declared } from "./errors.ts";

/** Edited rules, on this machine. No call here writes to Statsig, logs, or asks Statsig for answers; it may read the rules. */
export const whatIfContract = {
  /** One spec of the rules, as it is and with the edits. */
  outline: declared.input(OutlineRequestSchema).output(OutlineSchema),
  /** The versions of a gate or dynamic config in the console, read with the project's console key if it has one, each as edits of the newest rules where that is sound. */
  consoleVersions: declared.input(ConsoleVersionsRequestSchema).output(ConsoleVersionsSchema),
  /** Who gets another answer, from what to what, and why. Missing rules and edits that do not fit are normal results. Cancelled by the call's signal. */
  changes: declared.input(WhatIfRequestSchema).output(eventIterator(WhatIfProgressSchema, WhatIfSummarySchema)),
};
