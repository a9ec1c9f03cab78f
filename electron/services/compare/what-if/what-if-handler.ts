import { affectedEntities } from "../affected-entities.ts";
import { explainedKindOf } from "../entity-kinds.ts";
import { preparedRules } from "../prepared-rules.ts";
import { reachableSpecs, specKey } from "../reachable-specs.ts";
import { specChanges } from "../spec-changes.ts";
import { countMoves, type ShownEntity } from "./count-moves.ts";
import type { DraftedRules, DraftRules } from "./draft-rules.ts";
import { specOutline } from "./spec-outline.ts";
import type { WhatIfCalls } from "./what-if-calls.ts";

/** The work of What if in the thread that compares. Its calls block. */
export function createWhatIfHandler(rulesOf: (rulesId: string) => DraftedRules, { edited, fitting }: DraftRules): WhatIfCalls {
  return {
    outline({ entity, ...draft }) {
      const before = specOutline(rulesOf(draft.rulesId).payload, entity);
      const after = edited(draft);
      if ("misfits" in after) return { before, after: null, misfits: [...after.misfits] };
      return { before, after: specOutline(after.payload, entity), misfits: [] };
    },

    difference({ older, newer }) {
      const [before, after] = [edited(older), edited(newer)];
      if ("misfits" in before) return { is: "does_not_fit", misfits: [...before.misfits] };
      if ("misfits" in after) return { is: "does_not_fit", misfits: [...after.misfits] };
      const changes = specChanges(before.payload, after.payload);
      const all = [preparedRules(after.payload), preparedRules(before.payload)] as const;
      const isEdited = new Set(changes.map(specKey));
      const entities = affectedEntities(all[1], all[0], changes).flatMap((entity): ShownEntity[] => {
        const kind = explainedKindOf(all, entity);
        return kind === null ? [] : [{ entity, kind, isEdited: isEdited.has(specKey(entity)) }];
      });
      const reaching = entities.map(({ entity }) => new Set(reachableSpecs(all, entity).map(specKey)));
      return {
        is: "read",
        difference: {
          changes,
          entities: entities.toSorted((one, other) => Number(other.isEdited) - Number(one.isEdited)),
          reached: changes.map((change) =>
            entities.filter((_, at) => reaching[at]?.has(specKey(change))).map(({ entity }) => specKey(entity)),
          ),
          total: all[0].listed.filter((entity) => explainedKindOf(all, entity) !== null).length,
          unitTypes: unitTypesOf(all[0]),
        },
      };
    },

    moves({ older, newer, entities, focus, tier, nowMs, users, firstRow, maxRows }) {
      const [before, after] = [fitting(older), fitting(newer)];
      return countMoves(
        {
          older: { prepared: preparedRules(before.payload), idLists: before.idLists },
          newer: { prepared: preparedRules(after.payload), idLists: after.idLists },
          ...{ entities, focus, tier, nowMs },
        },
        users,
        { firstRow, maxRows },
      );
    },
  };
}

function unitTypesOf({ specs }: ReturnType<typeof preparedRules>): string[] {
  const all = [specs.gate, specs.config, specs.layer].flatMap((section) => [...section.values()]);
  return [...new Set(all.map(({ idType }) => idType))];
}
