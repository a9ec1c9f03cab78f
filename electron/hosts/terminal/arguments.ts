import { type ParseArgsConfig, parseArgs } from "node:util";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** The command line, the environment or a file asks for what cannot be: the command ends with exit code 2. */
export class UnusableArguments extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UnusableArguments";
  }
}

/** Reads a command's options. Throws `UnusableArguments`, and never repeats what could be a key. */
export function readArguments<const T extends Options>(command: string, args: readonly string[], options: T) {
  refuseKeys(args, options);
  try {
    return parseArgs({ args: [...args], options, tokens: true, strict: true, allowPositionals: false });
  } catch (failure) {
    const [problem = ""] = failure instanceof Error ? failure.message.split(". ") : [];
    throw new UnusableArguments(`${problem.replace(/\.$/, "")}. See gatescope ${command} --help.`);
  }
}

/**
 * Every program of this user can read the arguments of another, and shells keep them. What begins like a key is refused wherever it stands;
 * as the value of an option that takes a name or a path only what has a key's whole form, because things may well be called `client-checkout-v2`.
 */
function refuseKeys(args: readonly string[], options: Options): void {
  const takesText = (flag: string) => flag.startsWith("--") && options[flag.slice(2)]?.type === "string" && flag !== "--key-env";
  const hasKey = args.some((arg, position) => {
    const [flag = ""] = arg.split("=", 1);
    const isText = takesText(args[position - 1] ?? "") || (arg.includes("=") && takesText(flag));
    return (isText ? wholeKey : keyBeginning).test(arg);
  });
  if (hasKey)
    throw new UnusableArguments(
      "One of the arguments looks like a key. Arguments can be read by other programs and stay in the shell's history: put the key into an environment variable, and name that with --key-env.",
    );
}

const keyBeginning = /(?:^|[^a-z0-9])(?:secret|client|console)-/i;
const wholeKey = /(?:secret|client|console)-[A-Za-z0-9]{16,}/;
