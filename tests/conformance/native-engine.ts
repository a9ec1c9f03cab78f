import { type ChildProcess, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { JsonObject, JsonValue } from "#shared/domain/json/json.ts";

/** The native engine's answer for one user and one name. */
export interface NativeRow {
  readonly user: number;
  /** Top-level fields that the SDK's user rejects. */
  readonly ignored: readonly string[];
  readonly kind: "gate" | "config" | "layer";
  readonly name: string;
  readonly value: JsonValue;
  readonly ruleId: string;
  readonly groupName: string | null;
  readonly allocatedExperiment: string | null;
  readonly reason: string;
  /** The entry of the SDK's initialize response; null if it has none or its result differs. */
  readonly initialize: JsonObject | null;
}

export type NativeAnswer = { rows: NativeRow[]; dropped: string[] } | { error: string };

/**
 * Runs the official native SDK in a separate process, which the SDK may abort (statsig-evaluation.md §14.1); the next request then starts a
 * new one.
 */
export interface NativeEngine {
  evaluate(question: {
    specs: JsonObject;
    users: readonly JsonObject[];
    idLists?: Readonly<Record<string, string>>;
    /** The definitions as they are written, for what `specs` cannot express. */
    text?: string;
  }): Promise<NativeAnswer>;
  close(): void;
}

export function startNativeEngine(): NativeEngine {
  let running: { child: ChildProcess; lines: Interface } | null = null;

  function start() {
    // If the SDK tries to report something, it finds a proxy port with no listener.
    const closedProxy = "http://127.0.0.1:9";
    const env = { ...process.env, HTTPS_PROXY: closedProxy, HTTP_PROXY: closedProxy, NO_PROXY: "127.0.0.1" };
    const program = fileURLToPath(new URL("./native-oracle.mjs", import.meta.url));
    const child = spawn(process.execPath, [program], { env, stdio: ["pipe", "pipe", "inherit"] });
    const { stdout } = child;
    if (stdout === null) throw new Error("The native engine has no standard output.");
    return { child, lines: createInterface({ input: stdout }) };
  }

  return {
    evaluate(question) {
      running ??= start();
      const { child, lines } = running;
      return new Promise((resolve) => {
        const onLine = (line: string) => {
          child.off("exit", onExit);
          resolve(JSON.parse(line));
        };
        const onExit = (code: number | null, signal: string | null) => {
          lines.off("line", onLine);
          running = null;
          resolve({ error: `The native engine ended its process (${signal ?? code}).` });
        };
        lines.once("line", onLine);
        child.once("exit", onExit);
        child.stdin?.write(`${oneLine(question)}\n`);
      });
    },
    close() {
      running?.child.kill();
      running = null;
    },
  };
}

/** Escapes the two characters that end a line in Node's readline and that JSON does not escape. */
function oneLine(question: object): string {
  return JSON.stringify(question).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}
