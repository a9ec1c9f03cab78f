import { keyProblem } from "#shared/domain/project/key-info.ts";
import { UnusableArguments } from "./arguments.ts";

/** Returns the value of an option that a command cannot do without. Throws `UnusableArguments` with the problem, and where help is. */
export function required(command: string, value: string | undefined, problem: string): string {
  if (value === undefined || value === "") throw new UnusableArguments(`${problem} See gatescope ${command} --help.`);
  return value;
}

/** Returns the value of --kind if it is one of `kinds`. Throws `UnusableArguments` that lists them. */
export function readKind<const Kind extends string>(kind: string, kinds: readonly [Kind, ...Kind[]]): Kind {
  const known = kinds.find((each) => each === kind);
  if (known !== undefined) return known;
  throw new UnusableArguments(`--kind takes ${kinds.slice(0, -1).join(", ")} or ${kinds.at(-1)}, not “${kind}”.`);
}

/** Returns the value of --tier; undefined if it was not given. Throws `UnusableArguments` for a blank one: no user is in a tier without a name. */
export function readTier(tier: string | undefined): string | undefined {
  if (tier?.trim() === "") throw new UnusableArguments("--tier takes the name of a tier, such as staging.");
  return tier;
}

/** Returns the value of --now, in milliseconds since 1970. Throws `UnusableArguments`. */
export function readMilliseconds(milliseconds: string): number {
  const timeMs = wholeNumber(milliseconds);
  if (timeMs === null) throw new UnusableArguments(`--now takes a whole number, milliseconds since 1970, not “${milliseconds}”.`);
  return timeMs;
}

/** Returns the value of --at, a date or milliseconds, in milliseconds since 1970. Throws `UnusableArguments`. */
export function readTime(time: string): number {
  const timeMs = wholeNumber(time) ?? Date.parse(time);
  if (!Number.isSafeInteger(timeMs))
    throw new UnusableArguments(`--at takes a time such as 2026-12-24T18:00:00Z, or milliseconds since 1970, not “${time}”.`);
  return timeMs;
}

function wholeNumber(text: string): number | null {
  const number = Number(text);
  return /^-?\d+$/.test(text) && Number.isSafeInteger(number) ? number : null;
}

/** Reads a key from the environment variable given with --key-env. Throws `UnusableArguments`, whose message never contains what could be a key. */
export function readKey(variable: string, env: NodeJS.ProcessEnv): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(variable)) throw new UnusableArguments("--key-env takes the name of an environment variable.");
  const key = env[variable]?.trim() ?? "";
  if (key === "")
    throw new UnusableArguments(
      "The environment variable given with --key-env is not set, or is empty. Put the key into it, and export it.",
    );
  const problem = keyProblem(key);
  if (problem !== null) throw new UnusableArguments(`The environment variable given with --key-env contains no usable key. ${problem}`);
  return key;
}
