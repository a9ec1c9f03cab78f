import { blankExposure, type ExposureDraft, type ExposureMark } from "#shared/domain/events/statsig-event.ts";
import { userLabel } from "#shared/domain/user/statsig-user.ts";
import { readArguments, UnusableArguments } from "./arguments.ts";
import { readUser } from "./check-options.ts";
import { openSavedProject } from "./open-saved-project.ts";
import { readSource } from "./read-source.ts";
import { asArguments, chooseTier, createIdleTimeout, readIdleTimeout, whyWaiting } from "./sending.ts";
import type { Terminal } from "./terminal.ts";

const exposureUsage = `gatescope exposure: logs one custom exposure, and prints what became of it as one JSON line

  --gate NAME --passes true|false   the exposure of a gate,
  --experiment NAME                 or of an experiment or dynamic config
  --rule ID                         by the ID of the rule,
  --group NAME                      or by the name of the group as it stands in the console
  --user FILE                       the user, a JSON object; - reads it from the standard input
  --project NAME                    a project saved in Gatescope, with its hosts, tier and keys. Keys under a passphrase are opened with GATESCOPE_PASSPHRASE
  --data DIR                        the data folder of that project (GATESCOPE_DATA, or the usual place)
  --tier NAME                       the environment tier, for a user that names none
  --yes-protected                   sends to a protected tier, which is refused otherwise
  --wait SECONDS                    how long to wait for its end (30); it stays in the outbox after that

Exit code: 0 it was delivered, 1 it was not, 2 the input cannot be used.
`;

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;
const options = {
  gate: text,
  passes: text,
  experiment: text,
  rule: text,
  group: text,
  user: text,
  project: text,
  data: text,
  tier: text,
  wait: text,
  "yes-protected": flag,
  help: flag,
} as const;

/** Logs one exposure through the outbox of a data folder. Gives the exit code. */
export async function exposureCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values } = readArguments("exposure", args, options);
  if (values.help) {
    terminal.print(exposureUsage);
    return 0;
  }
  const draft = readExposure(values);
  if (values.project === undefined) throw new UnusableArguments("Nobody to send to: give --project NAME.");
  if (values.user === undefined) throw new UnusableArguments("No user: give --user FILE, or --user - for the standard input.");
  const source = values.user === "-" ? "the standard input" : values.user;
  const user = readUser(await readSource(values.user, terminal), source);
  const idleTimeout = createIdleTimeout(readIdleTimeout(values.wait), terminal.outcome);

  const { services, project, close } = await openSavedProject(values.project, { dataFolder: values.data }, terminal);
  try {
    const tier = chooseTier(project, values.tier);
    const { batches } = await services.events.sendExposures({
      projectId: project.id,
      keyId: null,
      tier,
      user,
      userLabel: userLabel(user),
      drafts: [draft],
      isConfirmed: values["yes-protected"] ?? false,
    });
    const ids = batches.map(({ id }) => id);
    const [end] = await services.events.outbox.settled(ids, idleTimeout.signal);
    const { state, httpStatus: status, problem: own } = end ?? { state: "waiting", httpStatus: null, problem: null };
    // It may wait behind others, for what those wait for.
    const problem = own ?? (state === "waiting" ? await whyWaiting(services.events, project.id) : null);
    terminal.print(`${JSON.stringify({ project: project.name, tier, kind: draft.kind, name: draft.name, state, status, problem })}\n`);
    return state === "delivered" ? 0 : 1;
  } catch (failure) {
    throw asArguments(failure);
  } finally {
    idleTimeout.done();
    await close();
  }
}

type Values = { readonly [Name in "gate" | "passes" | "experiment" | "rule" | "group"]?: string | undefined };

/** Throws `UnusableArguments` unless it is one exposure, said in one way. */
function readExposure({ gate, passes, experiment, rule, group }: Values): ExposureDraft {
  if ((gate === undefined) === (experiment === undefined)) throw new UnusableArguments("Give exactly one of --gate and --experiment.");
  if ((rule === undefined) === (group === undefined)) throw new UnusableArguments("Give exactly one of --rule and --group.");
  const mark: ExposureMark = rule === undefined ? { by: "group", text: group ?? "" } : { by: "rule", text: rule };
  if (gate === undefined) {
    if (passes !== undefined) throw new UnusableArguments("--passes goes with --gate; an experiment has a group or a rule.");
    return { ...blankExposure("experiment"), name: experiment ?? "", mark };
  }
  if (passes !== "true" && passes !== "false") throw new UnusableArguments("Give --passes true or --passes false with --gate.");
  return { kind: "gate", passes: passes === "true", name: gate, mark, time: { kind: "now" }, user: null, secondaryExposures: [] };
}
