import { redactText } from "../exchange/redact.ts";

/** Sentences about how a pasted user was read. */
export const readingText = {
  code: "Read as code that constructs a user.",
  program: "Read as an object of a program.",
  foundAt: (place: string) => `Found at ${place}; what surrounds it was ignored.`,
  repeated: (names: readonly string[], used: "first" | "last") =>
    `${namesList(names)} ${new Set(names).size === 1 ? "occurs" : "occur"} more than once; the ${used} value${new Set(names).size === 1 ? " was" : "s were"} used.`,
  notPart: (names: readonly string[]) => `Not part of the user: ${namesList(names)}.`,
} as const;

const maxNames = 30;

/** Lists names, each once. Names beyond the thirtieth are counted. */
export function namesList(names: readonly string[]): string {
  const all = [...new Set(names)].map((name) => redactText(name));
  return all.length <= maxNames ? all.join(", ") : `${all.slice(0, maxNames).join(", ")} and ${all.length - maxNames} more`;
}
