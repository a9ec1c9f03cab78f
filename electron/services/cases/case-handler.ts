import type { Case } from "#shared/domain/case/case-file.ts";
import { isExplainedKind } from "#shared/domain/explanation/explain-request.ts";
import type { Flip } from "#shared/domain/explanation/flip.ts";
import { preparedRules } from "../compare/prepared-rules.ts";
import type { Entity, Subject } from "../compare/subject.ts";
import { readDefinitions } from "../definitions/definitions.ts";
import { abridged } from "../explain/abridged.ts";
import { searchFlips } from "../explain/flips/flips.ts";
import type { AnswerForReply, CaseCalls } from "./case-calls.ts";
import type { LoadedRules } from "./case-rules.ts";
import { entityOf, evaluatorOf, optionsOf, subjectOf } from "./case-rules.ts";
import { changedStores } from "./case-stores.ts";
import { changedAnswers, draftOf, makeCase } from "./make-case.ts";
import { replayCase } from "./replay-case.ts";

/** Rules of a large project take many megabytes: those of four subjects, and of a replay. */
const maxLoaded = 5;
/** A reply is about a few answers. */
const maxRepliedAnswers = 5;
const maxFlipsMs = 1_000;

function evaluatedOf(saved: Case, at: number): { readonly evaluated: Subject; readonly entity: Entity } | null {
  const answer = saved.answers[at];
  const subject = answer === undefined ? undefined : saved.subjects[answer.subject];
  const evaluated = subject === undefined ? null : subjectOf(saved, subject);
  const entity = answer === undefined ? null : entityOf(answer.answer);
  return evaluated === null || entity === null ? null : { evaluated, entity };
}

/** Makes, explains and replays cases. Its calls block, so it runs in its own thread: a case is a file of somebody else. */
export function createCaseHandler({ elapsedMs }: { readonly elapsedMs: () => number }): CaseCalls {
  const loaded = new Map<string, LoadedRules>();

  function rulesOf(rulesId: string): LoadedRules {
    const rules = loaded.get(rulesId);
    if (rules === undefined) throw new Error("These rules are not loaded.");
    return rules;
  }

  function forReply(saved: Case): AnswerForReply[] {
    return saved.answers.slice(0, maxRepliedAnswers).map(({ answer }, at) => {
      const found = evaluatedOf(saved, at);
      if (found === null || !isExplainedKind(answer.kind)) return { explanation: null, flips: [] };
      const { evaluated, entity } = found;
      const startedMs = elapsedMs();
      const search = searchFlips({
        prepared: preparedRules(evaluated.rules),
        payload: evaluated.rules,
        ...{ user: evaluated.user, kind: answer.kind, name: answer.name, options: optionsOf(evaluated) },
        named: (explanation) => explanation,
        elapsedMs: () => elapsedMs() - startedMs,
      });
      const flips: Flip[] = [];
      for (let step = search.next(); !step.done && elapsedMs() - startedMs < maxFlipsMs; step = search.next())
        flips.push(...step.value.found);
      return {
        explanation: abridged(evaluatorOf(evaluated).explain(entity.kind, entity.name)),
        flips: flips.toSorted((one, other) => one.cost - other.cost).slice(0, 10),
      };
    });
  }

  return {
    isLoaded: (rulesId) => loaded.has(rulesId),
    load({ rulesId, text, idLists }) {
      const read = readDefinitions(text);
      if (read.kind !== "read") return false;
      loaded.set(rulesId, {
        payload: read.payload,
        idLists: idLists && new Map(idLists.map(({ name, hashes }) => [name, new Set(hashes)])),
      });
      for (const oldest of [...loaded.keys()].slice(0, -maxLoaded)) loaded.delete(oldest);
      return true;
    },
    make: (request) => makeCase(request, rulesOf),
    explain: ({ saved, at }) =>
      at.map((position) => {
        const found = evaluatedOf(saved, position);
        return found && abridged(evaluatorOf(found.evaluated).explain(found.entity.kind, found.entity.name));
      }),
    changed: (saved) => ({ answers: changedAnswers(saved).map(({ at }) => at), stores: changedStores(saved).map(({ at }) => at) }),
    reply: forReply,
    replyTo(request) {
      const saved = draftOf(request, rulesOf);
      return { saved, answers: forReply(saved) };
    },
    replay: ({ saved, rulesId, ruleNames, nowMs }) => replayCase(saved, { ...rulesOf(rulesId), ruleNames }, nowMs),
  };
}
