import { newActionId } from "#services/action-id.ts";
import { type Answer, type EntityKind, isAnswered } from "#shared/domain/evaluation/evaluation.ts";
import { userLabel } from "#shared/domain/user/statsig-user.ts";
import { readUser } from "../input/read-user.ts";
import { asUnusableArguments } from "../send/sending.ts";
import type { Terminal } from "../terminal.ts";
import { answerLine } from "./answer-line.ts";
import { type CheckOptions, checkUsage, readCheckOptions } from "./check-options.ts";
import type { CheckedRequest, CheckTarget } from "./check-target.ts";
import { openServer } from "./evaluate-at-address.ts";

/** Evaluates, prints one line per answer in the order of the command line, and returns the exit code. */
export async function checkCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const options = readCheckOptions(args, terminal.env);
  if (options === null) {
    terminal.print(checkUsage);
    return 0;
  }
  const user = await readUser(options.userFile, terminal, { isWriting: options.isLogging });
  const target = await openTarget(options, terminal);
  try {
    const request: CheckedRequest = {
      projectId: target.projectId,
      keyId: null,
      tier: target.tierOf(options.tier),
      user,
      userLabel: userLabel(user),
      isLogging: options.isLogging,
      actionId: newActionId(),
      isConfirmed: options.isConfirmed,
    };
    const answers = await checkInOrder(target, request, options, terminal.signal);
    for (const answer of answers) terminal.print(`${answerLine(answer)}\n`);
    if (options.saveCase !== null) await target.saveCase?.(request, answers, options.saveCase);
    return answers.every(({ state }) => isAnswered(state)) ? 0 : 1;
  } catch (failure) {
    throw asUnusableArguments(failure);
  } finally {
    await target.close();
  }
}

async function openTarget(options: CheckOptions, terminal: Terminal): Promise<CheckTarget> {
  if (!("projectName" in options.from)) return openServer(options.from, options, terminal);
  const { openProject } = await import("./evaluate-in-project.ts");
  return openProject(options.from.projectName, options, terminal);
}

/** Checks the names of each kind together, so that gates are one request, and returns the answers in the order of the command line. */
async function checkInOrder(target: CheckTarget, request: CheckedRequest, { names }: CheckOptions, signal: AbortSignal): Promise<Answer[]> {
  const answersByKind = new Map<EntityKind, Answer[]>();
  for (const [kind, ofKind] of Map.groupBy(names, ({ kind }) => kind)) {
    const answers = await target.check(request, { kind, names: ofKind.map(({ name }) => name) }, signal);
    answersByKind.set(kind, [...answers]);
  }
  return names.flatMap(({ kind }) => answersByKind.get(kind)?.shift() ?? []);
}
