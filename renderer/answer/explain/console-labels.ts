import { listed } from "#shared/domain/comparison/comparison-text.ts";
import type { ConsoleOverrides } from "#shared/domain/explanation/user-override.ts";
import { formatTimeOrDate } from "#shared/domain/text/format-time.ts";

/** Texts on what was read from the console. */
export const consoleLabels = {
  overrides: "Overrides in the console",
  readAt: (time: string) => `Console read at ${time}.`,
  readAgain: "Read again",
  againFrom: (time: string) => `It can be read again from ${time} on.`,
  readAgainDone: "The overrides of the console were read again.",
  versionsReadAgain: "The versions of the console were read again.",
  inConsole: (time: string) => `Overrides in the console were read at ${time}.`,
  noneInConsole: (idTypes: readonly string[], time: string) =>
    `No override in the console names this ${idTypes.join(" or ")}, read at ${time}.`,
  versions: "Versions in the console",
  reading: "Reading the versions…",
  noVersions: "The console lists no version.",
  current: "the rules of now",
  compare: "Compare with now",
  compareVersion: (version: string) => `Compare with now: ${version}`,
  oldest: "The oldest version that was read.",
  noChange: "No rule changed.",
  notEvaluated: "Not evaluated:",
  /** Whose versions are offered where rules are chosen. */
  versionsOf: "Console versions of",
  versionsOfHint: "a gate or config",
  versionsGroup: (name: string) => `${name} in the console`,
  cannotBeChosen: (version: string) => `${version}: cannot be chosen`,
  refused: (numbers: readonly string[], reason: string) =>
    `${numbers.length === 0 ? "A version" : numbers.length === 1 ? `Version ${numbers[0]}` : `Versions ${listed(numbers)}`} cannot be chosen: ${reason}`,
  noKey: "The versions were not read: the project’s console key cannot be used now.",
  more: (shown: number, total: number) => `The newest ${shown} of ${total} versions.`,
} as const;

/** Says when the console was read, and from when on what failed can be read again. */
export function consoleReadText({ readAtMs, retryAtMs }: Pick<ConsoleOverrides, "readAtMs" | "retryAtMs">, nowMs: number): string {
  return [
    ...(readAtMs === null ? [] : [consoleLabels.readAt(formatTimeOrDate(readAtMs, nowMs))]),
    ...(retryAtMs === null ? [] : [consoleLabels.againFrom(formatTimeOrDate(retryAtMs, nowMs))]),
  ].join(" ");
}
