import type { RuleNames } from "#shared/domain/explanation/rule-names.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { applyDraft, type Misfit } from "#shared/domain/rules-draft/apply-draft.ts";
import type { IdLists } from "../../explain/engine/conditions/operators.ts";
import type { LoadedDraft } from "./what-if-calls.ts";

export interface DraftedRules {
  readonly payload: JsonObject;
  readonly idLists: IdLists | null;
}

/** `payload` is evaluated; `shown` has the rules, too, of what the draft turns off. */
interface EditedRules {
  readonly payload: JsonObject;
  readonly shown: JsonObject;
}

export type DraftRules = ReturnType<typeof createDraftRules>;

/** Those of four columns of a comparison; What if needs the one on the screen, and the one before it. */
const maxDrafts = 4;

/** Applies drafts to loaded rules. The same draft of the same rules is made once, so that its rules are prepared once. */
export function createDraftRules(rulesOf: (rulesId: string) => DraftedRules) {
  const drafts = new Map<string, EditedRules>();

  /** `ruleNames` are for the sentences on edits that do not fit. */
  function edited({ rulesId, edits }: LoadedDraft, ruleNames?: RuleNames): EditedRules | { readonly misfits: readonly Misfit[] } {
    const { payload } = rulesOf(rulesId);
    if (edits.length === 0) return { payload, shown: payload };
    const key = `${rulesId}\n${JSON.stringify(edits)}`;
    const known = drafts.get(key);
    if (known !== undefined) return known;
    const applied = applyDraft(payload, edits, ruleNames);
    if (applied.is === "does_not_fit") return { misfits: applied.misfits };
    drafts.set(key, applied);
    for (const oldest of [...drafts.keys()].slice(0, -maxDrafts)) drafts.delete(oldest);
    return applied;
  }

  return {
    edited,
    /** Returns the edited rules of a draft that is known to fit. */
    fitting(draft: LoadedDraft): DraftedRules {
      const rules = edited(draft);
      if ("misfits" in rules) throw new Error("A draft that does not fit was evaluated.");
      return { payload: rules.payload, idLists: rulesOf(draft.rulesId).idLists };
    },
  };
}
