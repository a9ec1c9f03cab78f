import { type ParseArgsConfig, parseArgs } from "node:util";
import { nearNames } from "#shared/domain/evaluation/names.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** The command line, the environment or an input file cannot be used: the command ends with exit code 2. */
export class UnusableArguments extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UnusableArguments";
  }
}

/** Reads the options of a command, and at most `positionals` other arguments. Throws `UnusableArguments`, whose message never contains what could be a key. */
export function readArguments<const T extends Options>(
  command: string,
  args: readonly string[],
  options: T,
  { positionals }: { positionals: number } = { positionals: 0 },
) {
  refuseKeys(args, options, positionals > 0);
  try {
    const read = parseArgs({
      args: args.map((arg) => (arg === "-h" ? "--help" : arg)),
      options,
      tokens: true,
      strict: true,
      allowPositionals: positionals > 0,
    });
    if (read.positionals.length > positionals)
      throw new Error(
        `At most ${formatCount(positionals, "argument")} may stand without an option, and there are ${read.positionals.length}: ${read.positionals.join(" ")}`,
      );
    return read;
  } catch (failure) {
    throw new UnusableArguments(`${problemOf(failure, options)}. See gatescope ${command} --help.`);
  }
}

/** Says what Node says of the arguments, with the option by its name and what it lacks. */
function problemOf(failure: unknown, options: Options): string {
  const message = failure instanceof Error ? failure.message : "";
  const [, withoutValue] = /^Option '(?:-\w, )?(--[\w-]+)(?: <value>)?' argument (?:missing|is ambiguous)/.exec(message) ?? [];
  if (withoutValue !== undefined) return `The value of ${withoutValue} is missing: give it after ${withoutValue}`;
  const [, unknown] = /^Unknown option '--([^']+)'/.exec(message) ?? [];
  const [similar] = unknown === undefined ? [] : nearNames(unknown, Object.keys(options));
  const [problem = ""] = message.split(/\.\s/);
  return `${problem.replace(/\.$/, "")}${similar === undefined ? "" : `; a similar one is --${similar}`}`;
}

/**
 * Refuses keys among the arguments: other programs of this user can read them, and shells store them. What begins like a key is refused everywhere, but as
 * the value of an option that takes a name or a path only what has the whole form of a key: a gate may be called `client-checkout-v2`. `hasPositionals`: a path
 * may also stand alone.
 */
function refuseKeys(args: readonly string[], options: Options, hasPositionals: boolean): void {
  const takesText = (flag: string) => flag.startsWith("--") && options[flag.slice(2)]?.type === "string" && flag !== "--key-env";
  const hasKey = args.some((arg, position) => {
    const [flag = ""] = arg.split("=", 1);
    const isText =
      (hasPositionals && !arg.startsWith("-")) || takesText(args[position - 1] ?? "") || (arg.includes("=") && takesText(flag));
    return (isText ? wholeKey : keyBeginning).test(arg);
  });
  if (hasKey)
    throw new UnusableArguments(
      "One of the arguments looks like a key. Other programs can read arguments, and the shell stores them in its history. Put the key into an environment variable, and give its name with --key-env.",
    );
}

const keyBeginning = /(?:^|[^a-z0-9])(?:secret|client|console)-/i;
const wholeKey = /(?:secret|client|console)-[A-Za-z0-9]{16,}/;
