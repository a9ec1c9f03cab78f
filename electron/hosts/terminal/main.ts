import { once } from "node:events";
import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { StorageFailed, UnusableInput, WrongPassphrase } from "#services/failures.ts";
import { redactText } from "#shared/domain/exchange/redact.ts";
import { createConsoleLog } from "../shared/console-log.ts";
import { createSystemClock } from "../shared/system-clock.ts";
import { createSystemNetwork } from "../shared/system-network.ts";
import { UnusableArguments } from "./arguments.ts";
import type { Terminal } from "./terminal.ts";

const usage = `gatescope: what does a person see in Statsig, and why?

  gatescope check      evaluates gates, configs, experiments, layers and ranked lists for a user, for pipelines
  gatescope explain    evaluates definitions from a file for many users, offline, and tells why
  gatescope send       sends a file of events, for pipelines
  gatescope exposure   logs a custom exposure
  gatescope sandbox    runs a small Statsig on this machine
  gatescope serve      runs Gatescope in the browser

Each tells more with --help.
`;

/** Each is loaded when it is asked for: a check in a pipeline need not wait for the sandbox's evaluator. */
const commands: Record<string, (args: readonly string[], terminal: Terminal) => Promise<number>> = {
  check: async (...given) => (await import("./check-command.ts")).checkCommand(...given),
  explain: async (...given) => (await import("./explain-command.ts")).explainCommand(...given),
  send: async (...given) => (await import("./send-command.ts")).sendCommand(...given),
  exposure: async (...given) => (await import("./exposure-command.ts")).exposureCommand(...given),
  sandbox: async (...given) => (await import("./sandbox-command.ts")).sandboxCommand(...given),
};

const [command = "", ...args] = process.argv.slice(2);
let secrets: () => readonly string[] = () => [];
const clock = createSystemClock();
const outcome = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => outcome.abort());
// Whoever reads has had enough, as `| head -1` does: no reason to complain.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));

process.exitCode = await run();

async function run(): Promise<number> {
  if (command === "--help" || command === "help") {
    process.stdout.write(usage);
    return 0;
  }
  const runCommand = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (runCommand === undefined) {
    process.stderr.write(redactText(command === "" ? usage : `gatescope: There is no command “${command}”.\n\n${usage}`));
    return 2;
  }
  try {
    return await runCommand(args, openTerminal());
  } catch (failure) {
    if (!isForThePerson(failure)) throw failure;
    process.stderr.write(`${redactText(`gatescope ${command}: ${failure.message}`, secrets())}\n`);
    return 2;
  }
}

function openTerminal(): Terminal {
  const { env, stdin, stdout } = process;
  const log = createConsoleLog({ clock, secrets: () => secrets() });
  return {
    env,
    stdin,
    print: (text) => void stdout.write(text),
    printed: async () => {
      if (stdout.writableNeedDrain) await once(stdout, "drain");
    },
    // Pipelines want to hear of trouble only.
    log: { ...log, info: () => undefined },
    knowSecrets: (known) => {
      secrets = known;
    },
    outcome: outcome.signal,
    clock,
    network: createSystemNetwork(env),
    version: readVersion(),
  };
}

/** The same file runs from its source and as a bundle, at different depths below package.json. */
function readVersion(): string {
  const path = findPackageJSON("..", import.meta.url);
  return path === undefined ? "0.0.0" : JSON.parse(readFileSync(path, "utf8")).version;
}

function isForThePerson(failure: unknown): failure is Error {
  return [UnusableArguments, UnusableInput, StorageFailed, WrongPassphrase].some((kind) => failure instanceof kind);
}
