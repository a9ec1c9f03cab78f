import type { JsonObject } from "#shared/domain/json/json.ts";
import type { PreparedDefinitions } from "../../explain/engine/definitions/prepare.ts";
import { affectedEntities } from "../affected-entities.ts";
import { explainedKindOf } from "../entity-kinds.ts";
import { canMix, mixedRules } from "../mixed-rules.ts";
import { preparedRules } from "../prepared-rules.ts";
import { reachableSpecs, specKey } from "../reachable-specs.ts";
import { type SpecChange, specChanges } from "../spec-changes.ts";
import type { Entity } from "../subject.ts";
import { countMoves, type ShownEntity } from "./count-moves.ts";
import type { DraftedRules, DraftRules } from "./draft-rules.ts";
import { specOutline } from "./spec-outline.ts";
import type { CountedEdit, LoadedDraft, WhatIfCalls } from "./what-if-calls.ts";

/** The work of What if in the thread that compares. Its calls block. */
export function createWhatIfHandler(rulesOf: (rulesId: string) => DraftedRules, { edited, fitting }: DraftRules): WhatIfCalls {
  /** The older rules with one edit each, of the count that runs. */
  let aloneRules: { readonly key: string; readonly rules: readonly JsonObject[] } = { key: "", rules: [] };

  return {
    outline({ entity, ruleNames, ...draft }) {
      const before = specOutline(rulesOf(draft.rulesId).payload, entity, ruleNames);
      const after = edited(draft, ruleNames);
      if ("misfits" in after) return { before, after: null, misfits: [...after.misfits] };
      return { before, after: specOutline(after.shown, entity, ruleNames), misfits: [] };
    },

    difference({ older, newer, ruleNames }) {
      const [before, after] = [edited(older, ruleNames), edited(newer, ruleNames)];
      if ("misfits" in before) return { is: "does_not_fit", misfits: [...before.misfits] };
      if ("misfits" in after) return { is: "does_not_fit", misfits: [...after.misfits] };
      const changes = specChanges(before.payload, after.payload, ruleNames);
      const all = [preparedRules(after.payload), preparedRules(before.payload)] as const;
      const isEdited = new Set(changes.map(specKey));
      const entities = affectedEntities(all[1], all[0], changes).flatMap((entity): ShownEntity[] => {
        const kind = explainedKindOf(all, entity);
        return kind === null ? [] : [{ entity, kind, isEdited: isEdited.has(specKey(entity)) }];
      });
      const inOrder = entities.toSorted((one, other) => Number(other.isEdited) - Number(one.isEdited));
      return {
        is: "read",
        difference: {
          changes,
          entities: inOrder,
          alone:
            !isDraftOf(older, newer) && canMix({ reference: after.payload, compared: before.payload })
              ? editsOf(changes, inOrder, all)
              : [],
          total: all[0].listed.filter((entity) => explainedKindOf(all, entity) !== null).length,
          unitTypes: unitTypesOf(all[0]),
        },
      };
    },

    moves({ older, newer, entities, focus, ruleNames, tier, nowMs, users, alone, firstRow, maxRows }) {
      const [before, after] = [fitting(older), fitting(newer)];
      const key = JSON.stringify([older, newer, alone.map(specKey)]);
      if (aloneRules.key !== key)
        aloneRules = {
          key,
          rules: alone.map((edit) =>
            rulesWithOnly(
              edit,
              edit.entities.flatMap((at) => entities[at] ?? []),
              { before: before.payload, after: after.payload },
            ),
          ),
        };
      return countMoves(
        {
          older: { prepared: preparedRules(before.payload), idLists: before.idLists },
          newer: { prepared: preparedRules(after.payload), idLists: after.idLists },
          ...{ entities, focus, ruleNames, tier, nowMs },
          alone: alone.map((edit, at) => ({
            rules: preparedRules(aloneRules.rules[at] ?? before.payload),
            entities: edit.entities.flatMap((position) => entities[position] ?? []),
          })),
        },
        users,
        { firstRow, maxRows },
      );
    },
  };
}

/** So many edits are counted alone, each with one more evaluation of every user; those after them only together. */
const maxCountedAlone = 40;

/** The edits of a draft have no counts of their own: one of a layer's share edits two specs. */
function isDraftOf(older: LoadedDraft, newer: LoadedDraft): boolean {
  return older.rulesId === newer.rulesId && older.edits.length === 0;
}

function editsOf(changes: readonly SpecChange[], entities: readonly ShownEntity[], all: readonly PreparedDefinitions[]): CountedEdit[] {
  const reaching = entities.map(({ entity }) => new Set(reachableSpecs(all, entity).map(specKey)));
  return changes.slice(0, maxCountedAlone).map(({ kind, name }, change) => ({
    ...{ kind, name, change },
    entities: entities.flatMap((_, at) => (reaching[at]?.has(specKey({ kind, name })) ? [at] : [])),
  }));
}

/** Returns the older rules with one edit, reduced to what the entities that reach it need. */
function rulesWithOnly(
  edit: Entity,
  entities: readonly ShownEntity[],
  { before, after }: { readonly before: JsonObject; readonly after: JsonObject },
): JsonObject {
  const all = [preparedRules(before), preparedRules(after)];
  const included = new Map(entities.flatMap(({ entity }) => reachableSpecs(all, entity)).map((spec) => [specKey(spec), spec]));
  return mixedRules(
    { reference: after, compared: before },
    { included: [...included.values()], isFromReference: (spec) => specKey(spec) === specKey(edit), membersFromReference: [] },
  );
}

function unitTypesOf({ specs }: ReturnType<typeof preparedRules>): string[] {
  const all = [specs.gate, specs.config, specs.layer].flatMap((section) => [...section.values()]);
  return [...new Set(all.map(({ idType }) => idType))];
}
