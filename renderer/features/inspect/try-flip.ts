import { flipInShort } from "#renderer/answer/why/flip-text.ts";
import { client } from "#renderer/host/client.ts";
import { goBackTo, setInspectTab, setLogging, setName } from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { type Answer, isAnswered } from "#shared/domain/evaluation/evaluation.ts";
import { stateLabel } from "#shared/domain/evaluation/state-label.ts";
import { type Flip, flippedUser } from "#shared/domain/explanation/flip.ts";
import { isSameJson } from "#shared/domain/json/json.ts";
import { currentLabel } from "#shared/domain/user/saved-user.ts";
import { tierOf } from "#shared/domain/user/statsig-user.ts";
import type { CheckOutcome, CheckRequest } from "./check-state.ts";
import { check, trialThatGave } from "./inspect.queries.ts";
import type { CurrentRequest } from "./use-evaluation-request.ts";

/**
 * Puts the changed user of a flip into the user panel as an unsaved copy, and checks it without logging. Logging is switched off, because the answer would not be
 * current while it is on. The answer becomes the shown one; the one before stays below it for comparison and can be restored.
 */
export async function tryFlip({ answer, request }: { answer: Answer; request: CurrentRequest }, flip: Flip): Promise<void> {
  const { kind, name } = answer;
  const before: CheckOutcome = {
    request: { ...request, question: { kind, names: [name] } },
    evaluation: { answers: [answer], exchanges: [] },
  };
  const earlier = trialThatGave(answer);
  const user = flippedUser(flip, request.user);
  setLogging(false);
  goBackTo({ ...request, user });
  setName(kind, name);
  setInspectTab(kind);
  const savedUsers = await client.users.list().catch(() => []);
  const changed: CheckRequest = {
    ...before.request,
    user,
    tier: tierOf(user) ?? request.tier,
    userLabel: currentLabel(user, request.savedUserId, savedUsers),
    isLogging: false,
  };
  const tried = flipInShort(flip);
  announce(`The copy with ${tried} is in the user panel, and is being checked without logging.`);
  const trialOf = ([live]: readonly Answer[]) => ({
    ...{ before, tried },
    ...(earlier && { earlier }),
    expected: live === undefined || isAsExpected(live, flip) ? null : stateLabel(flip.becomes),
  });
  await check(changed, { trialOf });
}

/** Compares the answer with the expected one. A gate's answer may name its rule as a group, so groups are compared for experiments only. */
function isAsExpected(live: Answer, { becomes }: Flip): boolean {
  if (!isAnswered(live.state) || live.state !== becomes.state) return false;
  return live.state === "group" ? live.groupName === becomes.groupName : isSameJson(live.value, becomes.value);
}
