import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { UnusableInput } from "#services/failures.ts";
import { createSandboxServer } from "#services/sandbox/sandbox.ts";
import { readSpecsV2, type SpecsV2 } from "#services/sandbox/specs-v2.ts";
import { readArguments, UnusableArguments } from "./arguments.ts";
import type { Terminal } from "./terminal.ts";

const sandboxUsage = `gatescope sandbox: a small Statsig on this machine, until it is ended with Ctrl+C

  --port N        the port on 127.0.0.1 (any free one)
  --specs FILE    definitions to serve, in the form of /v2/download_config_specs (a demonstration project)

Prints one JSON line when it listens: ready, url, serverKey, clientKey, consoleKey. The keys are new at every start, and work only here.
The API base is the url with /v1.
`;

/** Runs the sandbox alone. Gives the exit code once it was ended. */
export async function sandboxCommand(args: readonly string[], { print, clock, log, outcome }: Terminal): Promise<number> {
  const { values } = readArguments("sandbox", args, { port: { type: "string" }, specs: { type: "string" }, help: { type: "boolean" } });
  if (values.help) {
    print(sandboxUsage);
    return 0;
  }
  const port = readPort(values.port ?? "0");
  const specs = values.specs === undefined ? {} : { specs: await readSpecs(values.specs) };
  const sandbox = await createSandboxServer({ port, ...specs, clock, log });
  const { url, serverKey, clientKey, consoleKey } = sandbox;
  print(`${JSON.stringify({ ready: true, url, serverKey, clientKey, consoleKey })}\n`);
  if (!outcome.aborted) await once(outcome, "abort");
  await sandbox.close();
  return 0;
}

function readPort(port: string): number {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new UnusableArguments("--port takes a number from 0 to 65535.");
  return Number(port);
}

async function readSpecs(file: string): Promise<SpecsV2> {
  try {
    return readSpecsV2(await readFile(file, "utf8"));
  } catch (failure) {
    if (failure instanceof UnusableInput) throw new UnusableArguments(`${file}: ${failure.message}`);
    const code = failure instanceof Error && "code" in failure ? String(failure.code) : "";
    if (code === "") throw failure;
    throw new UnusableArguments(code === "ENOENT" ? `There is no file ${file}.` : `The file ${file} cannot be read (${code}).`);
  }
}
