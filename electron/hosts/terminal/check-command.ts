import { type Answer, type EntityKind, isAnswered } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import { userLabel } from "#shared/domain/user/statsig-user.ts";
import { answerLine } from "./answer-line.ts";
import { type CheckOptions, checkUsage, readCheckOptions, readUser } from "./check-options.ts";
import { askAddress } from "./evaluate-at-address.ts";
import { readSource } from "./read-source.ts";
import type { Terminal } from "./terminal.ts";

/** What a check is asked through: a server named on the command line, or a saved project. */
export interface EvaluationSender {
  readonly projectId: string;
  readonly defaultTier: string;
  check(request: EvaluationRequest, question: { kind: EntityKind; names: string[] }, signal: AbortSignal): Promise<readonly Answer[]>;
  close(): Promise<void>;
}

/** Evaluates and prints one line per answer, in the order of the command line. Gives the exit code. */
export async function checkCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const options = readCheckOptions(args, terminal.env);
  if (options === null) {
    terminal.print(checkUsage);
    return 0;
  }
  const user = readUser(await readSource(options.userFile, terminal), options.userFile === "-" ? "the standard input" : options.userFile);
  const sender = await openSender(options, terminal);
  try {
    const request: EvaluationRequest = {
      projectId: sender.projectId,
      keyId: null,
      tier: options.tier ?? sender.defaultTier,
      user,
      userLabel: userLabel(user),
      isLogging: options.isLogging,
    };
    const answers = await askInOrder(sender, request, options, terminal.outcome);
    for (const answer of answers) terminal.print(`${answerLine(answer)}\n`);
    return answers.every(({ state }) => isAnswered(state)) ? 0 : 1;
  } finally {
    await sender.close();
  }
}

async function openSender(options: CheckOptions, terminal: Terminal): Promise<EvaluationSender> {
  if (!("projectName" in options.from)) return askAddress(options.from, options, terminal);
  const { askSavedProject } = await import("./evaluate-in-project.ts");
  return askSavedProject(options.from.projectName, options, terminal);
}

/** One question per kind, so that gates go together; the answers come back in the order asked. */
async function askInOrder(
  sender: EvaluationSender,
  request: EvaluationRequest,
  { asked }: CheckOptions,
  signal: AbortSignal,
): Promise<Answer[]> {
  const answered = new Map<EntityKind, Answer[]>();
  for (const [kind, ofKind] of Map.groupBy(asked, ({ kind }) => kind)) {
    const answers = await sender.check(request, { kind, names: ofKind.map(({ name }) => name) }, signal);
    answered.set(kind, [...answers]);
  }
  return asked.flatMap(({ kind }) => answered.get(kind)?.shift() ?? []);
}
