import { randomBytes } from "node:crypto";
import { basename } from "node:path";
import type { CaseToMake } from "#services/cases/case-calls.ts";
import { makeCase } from "#services/cases/make-case.ts";
import type { Entity } from "#services/compare/subject.ts";
import { engineVersion } from "#services/explain/engine/engine-version.ts";
import type { EvaluationOptions } from "#services/explain/engine/evaluate-specs.ts";
import { caseText } from "#shared/domain/case/case-file.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { type StatsigUser, userLabel } from "#shared/domain/user/statsig-user.ts";
import { caseNameOf, choicesFor, type SaveCase, writeCase } from "../case/save-case.ts";
import type { Terminal } from "../terminal.ts";

export interface ExplainedToSave {
  readonly save: SaveCase;
  readonly user: StatsigUser;
  readonly payload: JsonObject;
  readonly entities: readonly Entity[];
  readonly stores: readonly string[];
  readonly evaluation: EvaluationOptions;
  readonly specsFile: string;
}

/** Saves what a definitions file says for one user as a case. */
export async function saveExplainedCase(
  { save, user, payload, entities, stores, evaluation, specsFile }: ExplainedToSave,
  terminal: Terminal,
): Promise<void> {
  const { nowMs, tier = "", idLists = null, appId } = evaluation;
  const timeMs = typeof payload.time === "number" && Number.isSafeInteger(payload.time) ? payload.time : null;
  const rules = appId === undefined ? payload : { ...payload, app_id: appId };
  const request: CaseToMake = {
    subjects: [
      {
        ...{ label: userLabel(user), project: basename(specsFile), tier, user, atMs: nowMs },
        rules: { rulesId: "file", source: "file", readAtMs: terminal.clock.nowMs(), timeMs },
      },
    ],
    answers: entities.map(({ kind, name }) => ({ subject: 0, kind, name, answer: null, exchange: null })),
    stores: stores.map((name) => ({ subject: 0, name })),
    ...{ facts: [], name: caseNameOf(save.file), note: save.note, savedAtMs: terminal.clock.nowMs(), choices: [] },
    madeWith: { gatescope: terminal.version, engine: engineVersion },
    ...{ key: randomBytes(32).toString("hex"), secrets: [] },
  };
  const make = (choices: CaseToMake["choices"]) => makeCase({ ...request, choices }, () => ({ payload: rules, idLists }));
  const { case: saved, rows, changes } = make(choicesFor(save, make([]).rows));
  await writeCase(save, { text: caseText(saved), rows, changes }, terminal);
}
