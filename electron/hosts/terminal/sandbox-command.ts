import { once } from "node:events";
import { UnusableInput } from "#services/failures.ts";
import { createSandboxServer } from "#services/sandbox/sandbox.ts";
import { readSpecsV2, type SpecsV2 } from "#services/sandbox/specs-v2.ts";
import { readArguments, UnusableArguments } from "./arguments.ts";
import { readLoadableDefinitions } from "./input/definitions-files.ts";
import type { Terminal } from "./terminal.ts";

const sandboxUsage = `Usage: gatescope sandbox [--port N] [--specs FILE]

Runs a small Statsig on this machine until Ctrl+C.

  --port N        the port on 127.0.0.1 (default: a free one)
  --specs FILE    the definitions to serve, as /v2/download_config_specs returns them (default: a demo project)

Prints one JSON line when it listens: ready, url, serverKey, clientKey, consoleKey. The keys change with every start, and only work here.
The API base is the url followed by /v1.
`;

/** Runs the sandbox alone until the command is ended. Returns the exit code. */
export async function sandboxCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const { print, clock, log, signal, maskSecrets } = terminal;
  const { values } = readArguments("sandbox", args, { port: { type: "string" }, specs: { type: "string" }, help: { type: "boolean" } });
  if (values.help) {
    print(sandboxUsage);
    return 0;
  }
  const port = readPort(values.port ?? "0");
  const specs = values.specs === undefined ? {} : { specs: await readSpecs(values.specs, terminal) };
  const sandbox = await createSandboxServer({ port, ...specs, clock, log });
  const { url, serverKey, clientKey, consoleKey } = sandbox;
  // Its keys are printed on purpose: they are made for this run, and nothing else takes them.
  maskSecrets(() => []);
  print(`${JSON.stringify({ ready: true, url, serverKey, clientKey, consoleKey })}\n`);
  if (!signal.aborted) await once(signal, "abort");
  await sandbox.close();
  return 0;
}

function readPort(port: string): number {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new UnusableArguments("--port takes a number from 0 to 65535.");
  return Number(port);
}

async function readSpecs(file: string, terminal: Terminal): Promise<SpecsV2> {
  const payload = await readLoadableDefinitions(file, terminal);
  try {
    return readSpecsV2(payload);
  } catch (failure) {
    if (failure instanceof UnusableInput) throw new UnusableArguments(`${file}: ${failure.message}`);
    throw failure;
  }
}
