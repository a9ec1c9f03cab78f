import { blankExposure, type ExposureDraft, type ExposureMark } from "#shared/domain/events/statsig-event.ts";
import { userLabel } from "#shared/domain/user/statsig-user.ts";
import { readArguments, UnusableArguments } from "../arguments.ts";
import { chooseTier } from "../input/choose-tier.ts";
import { openSavedProject } from "../input/open-saved-project.ts";
import { readUser } from "../input/read-user.ts";
import type { Terminal } from "../terminal.ts";
import { asUnusableArguments, createIdleTimeout, findWaitReason, readIdleTimeout } from "./sending.ts";

const exposureUsage = `Usage: gatescope exposure --project NAME --user FILE --gate NAME --passes true --rule ID
       gatescope exposure --project NAME --user FILE --experiment NAME --group NAME

Logs one custom exposure, and prints its outcome as one JSON line.

  --project NAME      a project saved in Gatescope, with its hosts, tier and keys
  --data DIR          the data folder (default: GATESCOPE_DATA, or Gatescope's own folder)
                      If a passphrase protects the keys, put it into the environment variable GATESCOPE_PASSPHRASE
  --user FILE         a file with the user; - reads the standard input. Any text that gatescope user understands, but with one user only
  --tier NAME         the environment tier, for a user that has none
  --gate NAME         the gate of the exposure, with
  --passes BOOLEAN      whether it passed: true or false
  --experiment NAME   or the experiment or dynamic config
  --rule ID           the ID of the rule,
  --group NAME        or the name of the group in the Statsig console
  --yes-protected     confirms sending to a protected tier, which is refused otherwise
  --wait SECONDS      how long to wait for the outcome (default: 30); after that, the exposure waits in the outbox

Exit code: 0 if it was delivered, 1 if not, 2 if the input cannot be used.
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

/** Logs one exposure through the outbox of a data folder. Returns the exit code. */
export async function exposureCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values } = readArguments("exposure", args, options);
  if (values.help) {
    terminal.print(exposureUsage);
    return 0;
  }
  const draft = readExposure(values);
  if (values.project === undefined) throw new UnusableArguments("No project: give --project NAME.");
  if (values.user === undefined) throw new UnusableArguments("No user: give --user FILE, or --user - for the standard input.");
  const user = await readUser(values.user, terminal, { isWriting: true });
  const idleTimeout = createIdleTimeout(readIdleTimeout(values.wait), terminal.signal);

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
    const [batch] = await services.events.outbox.settled(ids, idleTimeout.signal);
    const { state, httpStatus: status, problem: ownProblem } = batch ?? { state: "waiting", httpStatus: null, problem: null };
    // It may wait behind other batches, for the same reason.
    const problem = ownProblem ?? (state === "waiting" ? await findWaitReason(services.events, project.id) : null);
    terminal.print(`${JSON.stringify({ project: project.name, tier, kind: draft.kind, name: draft.name, state, status, problem })}\n`);
    return state === "delivered" ? 0 : 1;
  } catch (failure) {
    throw asUnusableArguments(failure);
  } finally {
    idleTimeout.clear();
    await close();
  }
}

type Values = { readonly [Name in "gate" | "passes" | "experiment" | "rule" | "group"]?: string | undefined };

/** Throws `UnusableArguments` unless the options describe exactly one exposure. */
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
