import { once } from "node:events";
import { fstatSync, readFileSync, writeFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { StorageFailed, UnusableInput, WrongPassphrase } from "#services/failures.ts";
import { maskKeyForms } from "#shared/domain/exchange/key-form.ts";
import { maskSecretsInJson, redactText } from "#shared/domain/exchange/redact.ts";
import { printable } from "#shared/domain/text/printable.ts";
import { createConsoleLog } from "../shared/console-log.ts";
import { closedOutputExitCode, type EndSignal, exitWith, handleEndSignals, signalExitCodes } from "../shared/end-signals.ts";
import { createSystemClock } from "../shared/system-clock.ts";
import { createSystemNetwork, overruleInsecureTls } from "../shared/system-network.ts";
import { UnusableArguments } from "./arguments.ts";
import type { Terminal } from "./terminal.ts";

const usage = `Usage: gatescope COMMAND [options]

Shows what a user gets from Statsig, and why.

  check      evaluates gates, dynamic configs, experiments, layers and ranked lists for one user
  compare    compares what two or more users, tiers, times or rules give, and names the causes
  cohort     evaluates many users, and counts what they get
  diff       compares two definitions files
  test       runs targeting tests
  history    prints the requests that were made, or writes them as a file
  forget-user removes what is kept of one user
  overrides  lists the console's overrides of one user, and what each does with the rules
  case       shows a saved case, replays it with other rules, or writes its report
  explain    evaluates a definitions file for many users, without a network, and explains the results
  send       sends a file of events
  exposure   logs one custom exposure
  user       finds the user in any text, and prints it as JSON
  sandbox    runs a small Statsig on this machine
  serve      runs Gatescope in the browser

gatescope COMMAND --help (or -h) lists the options of a command. gatescope --version (or -v) prints the version.
`;

/** Each command is loaded when it is used: `check` starts faster without the evaluator of the sandbox. */
const commands: Record<string, (args: readonly string[], terminal: Terminal) => Promise<number>> = {
  check: async (...given) => (await import("./check/check-command.ts")).checkCommand(...given),
  compare: async (...given) => (await import("./compare/compare-command.ts")).compareCommand(...given),
  cohort: async (...given) => (await import("./cohort/cohort-command.ts")).cohortCommand(...given),
  diff: async (...given) => (await import("./compare/diff-command.ts")).diffCommand(...given),
  overrides: async (...given) => (await import("./overrides/overrides-command.ts")).overridesCommand(...given),
  case: async (...given) => (await import("./case/case-command.ts")).caseCommand(...given),
  history: async (...given) => (await import("./history/history-command.ts")).historyCommand(...given),
  "forget-user": async (...given) => (await import("./forget/forget-command.ts")).forgetCommand(...given),
  test: async (...given) => (await import("./expectations/test-command.ts")).testCommand(...given),
  explain: async (...given) => (await import("./explain/explain-command.ts")).explainCommand(...given),
  send: async (...given) => (await import("./send/send-command.ts")).sendCommand(...given),
  exposure: async (...given) => (await import("./send/exposure-command.ts")).exposureCommand(...given),
  user: async (...given) => (await import("./user-command.ts")).userCommand(...given),
  sandbox: async (...given) => (await import("./sandbox-command.ts")).sandboxCommand(...given),
};

const [command = "", ...args] = process.argv.slice(2);
/** The keys of the open vault; null for a command that opens none. */
let vaultSecrets: (() => readonly string[]) | null = null;
let isMaskingNoted = false;
const secrets = () => vaultSecrets?.() ?? [];
const clock = createSystemClock();
const log = createConsoleLog({ clock, secrets });
const ended = new AbortController();
let endedBy: EndSignal | null = null;
const isOutputFile = fstatSync(process.stdout.fd).isFile();
// What `user` computes has no pause in which a handler could run, and it has nothing to put away: the system ends it at once.
if (command !== "user")
  handleEndSignals((signal) => {
    endedBy = signal;
    ended.abort();
    // Ends a command that waits for its input; others do not read it.
    process.stdin.on("error", () => undefined).destroy(new Error("The command was ended by a signal."));
  });
// A reader such as `| head -1` closes the pipe: nothing to report. The exit code is not 0, which would say that all is answered, or as expected.
process.stdout.on("error", endUnwritten);
process.stderr.on("error", () => undefined);

await exitWith(await run());

async function run(): Promise<number> {
  if (["--help", "-h", "help"].includes(command)) {
    writeResults(usage);
    return 0;
  }
  if (["--version", "-v", "version"].includes(command)) {
    writeResults(`${readVersion()}\n`);
    return 0;
  }
  const runCommand = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (runCommand === undefined) {
    process.stderr.write(printable(redactText(command === "" ? usage : `gatescope: There is no command “${command}”.\n\n${usage}`)));
    return 2;
  }
  overruleInsecureTls(process.env, log);
  try {
    const exitCode = await runCommand(args, openTerminal());
    // A command that a signal has cut short prints what it has. With 0 it had done all its work, or was to run until the signal.
    return endedBy !== null && exitCode !== 0 ? signalExitCodes[endedBy] : exitCode;
  } catch (failure) {
    if (endedBy !== null) return signalExitCodes[endedBy];
    if (!isExpected(failure)) {
      log.error("The command failed unexpectedly.", { failure });
      return 1;
    }
    process.stderr.write(`${printable(redactText(`gatescope ${command}: ${failure.message}`, secrets()))}\n`);
    return 2;
  }
}

/** Ends the program when its results cannot be written: with 2, as when they go to a file by name, because 1 would say that they differ or are wrong. */
function endUnwritten(error: NodeJS.ErrnoException): never {
  if (error.code === "EPIPE") process.exit(closedOutputExitCode);
  process.stderr.write(
    `gatescope ${command}: The results could not be written${error.code === "ENOSPC" ? ": the disk is full" : ` (${error.code})`}.\n`,
  );
  process.exit(2);
}

/** Writes to a file until all is in it: Node's stream for one drops the rest of a write that a full disk took in part, and reports nothing. */
function writeResults(text: string): void {
  if (!isOutputFile) {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(process.stdout.fd, text);
  } catch (failure) {
    endUnwritten(failure as NodeJS.ErrnoException);
  }
}

function openTerminal(): Terminal {
  const { env, stdin, stdout } = process;
  return {
    env,
    stdin,
    print: (text) => writeResults(printable(withoutKeys(text))),
    note: (sentence) => void process.stderr.write(`${printable(redactText(`gatescope ${command}: ${sentence}`, secrets()))}\n`),
    drained: async () => {
      if (stdout.writableNeedDrain) await once(stdout, "drain");
    },
    // In pipelines only warnings and errors matter.
    log: { ...log, info: () => undefined },
    maskSecrets: (current) => {
      vaultSecrets = current;
    },
    signal: ended.signal,
    clock,
    network: createSystemNetwork(env),
    version: readVersion(),
  };
}

/**
 * Masks the keys that a server or a file put into a result. With an open vault only its keys are masked, and what only looks like one stays as it was
 * answered. Without one a key can be recognized by its form alone.
 */
function withoutKeys(text: string): string {
  if (vaultSecrets !== null) return maskSecretsInJson(text, vaultSecrets());
  const masked = maskKeyForms(text);
  if (masked !== text && !isMaskingNoted)
    process.stderr.write(`gatescope ${command}: What has the form of a Statsig key is printed masked.\n`);
  isMaskingNoted ||= masked !== text;
  return masked;
}

/** Finds package.json from the source file and from the bundle, which are at different depths below it. */
function readVersion(): string {
  const path = findPackageJSON("..", import.meta.url);
  return path === undefined ? "0.0.0" : JSON.parse(readFileSync(path, "utf8")).version;
}

function isExpected(failure: unknown): failure is Error {
  return [UnusableArguments, UnusableInput, StorageFailed, WrongPassphrase].some((kind) => failure instanceof kind);
}
