import {
  type CohortSummary,
  CohortSummarySchema,
  createCohortCounter,
  mergeCohortSummaries,
  NotAddable,
} from "#services/cohorts/cohort-summary.ts";
import type { Entity } from "#services/compare/subject.ts";
import { type Evaluation, evaluatorFor } from "#services/explain/engine/engine.ts";
import { parseJson } from "#shared/domain/json/parse-json.ts";
import { fieldAt } from "#shared/domain/user/user-columns.ts";
import { readArguments, UnusableArguments } from "../arguments.ts";
import { readDefinitionsFile, readIdLists, withDraft } from "../input/definitions-files.ts";
import { readSource } from "../input/read-source.ts";
import { describeMissingNames } from "../missing-names.ts";
import { readKind, readMilliseconds, required } from "../option-values.ts";
import { createPrinter } from "../printer.ts";
import type { Terminal } from "../terminal.ts";
import { combinedUsers, everyOutcome, newUsers } from "./made-users.ts";
import { readCohortUsers } from "./read-cohort-users.ts";

const usage = `Usage: gatescope cohort --specs FILE --users FILE [--summary]
       gatescope cohort merge SUMMARY...

Evaluates names for many users, without a network. Holds one user at a time, keeps the order, and stores nothing, so that it runs as a filter inside of
another program's pipe: parallel --pipe, Spark's RDD.pipe, Hadoop streaming.

  --specs FILE       the definitions, as /v1/download_config_specs or /v2/download_config_specs returns them
  --draft FILE       a draft from What if, whose edits are made in the definitions first
  --users FILE       a CSV or TSV file with a header, or one JSON object per line; - reads the standard input. Columns are fields of the user:
                     userID, email, ip, userAgent, country, locale, appVersion, customIDs.NAME, privateAttributes.NAME, custom.NAME; others are custom
                     A Parquet file works, too, but not from the standard input
  --combine F=V,V    instead of a file: every value of F with every other, as in --combine country=DE,US --combine newsletter=true,false
  --outcomes NAME    instead of a file: one user for every outcome of NAME; outcomes that no user gets are named on stderr
  --new-ids N        instead of a file: N users with new IDs
  --name NAME        only this name; may be given several times
  --kind KIND        only this kind: gate, config (with experiments and autotunes) or layer
  --id FIELD         the field that each line repeats (default: userID)
  --id-lists DIR     a folder with ID lists, as for gatescope explain; without it, membership in ID lists is unknown
  --now MS           the time at which rules are evaluated, in milliseconds since 1970 (default: now; give it to parts that are merged)
  --summary          prints counts instead of lines, as one JSON object that gatescope cohort merge adds up
  --out FILE.parquet writes a Parquet file instead of lines, with the columns id, NAME.state, NAME.value, NAME.rule_id and NAME.group_name; an existing
                     file is not replaced

In a pipe of another program, each part needs the header or JSON lines, and the same --now:
  parallel --pipepart -a customers.ndjson --block 50M -k gatescope cohort --specs rules.json --users - --now 1795392000000
  rdd.pipe("gatescope cohort --specs rules.json --users - --now 1795392000000")                                       (Spark)
  -mapper "gatescope cohort --specs rules.json --users - --now 1795392000000 --summary"                                (Hadoop streaming)
Summaries of parts add up: gatescope cohort merge part-*.json

A line: {"id":"u-1","answers":[{"kind":"gate","name":"checkout_v2","state":"pass","value":true,"rule_id":"…","group_name":null}]}
With --combine and --outcomes, it has the "user", too.
Exit code: 0 if everything was answered; 1 if a name is not in the definitions, an answer is unknown, or a server SDK would load nothing from the
definitions; 2 if the input cannot be used.
`;

/** Evaluates many users, or adds summaries up. Returns the exit code. */
export async function cohortCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  if (args[0] === "merge") return mergeCommand(args.slice(1), terminal);
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const { values } = readArguments("cohort", args, {
    ...{
      specs: text,
      draft: text,
      users: text,
      name: { type: "string", multiple: true },
      kind: text,
      id: text,
      outcomes: text,
      "new-ids": text,
      combine: { type: "string", multiple: true },
      "id-lists": text,
      now: text,
      out: text,
    },
    ...{ summary: flag, help: flag },
  });
  if (values.help) {
    terminal.print(usage);
    return 0;
  }
  const specsFile = required("cohort", values.specs, "No definitions: give their file with --specs FILE.");
  const { prepared } = await withDraft(await readDefinitionsFile(specsFile, terminal), values.draft, terminal);
  const { name: names = [] } = values;
  const kind = values.kind === undefined ? undefined : readKind(values.kind, ["gate", "config", "layer"]);
  const entities = prepared.listed.filter(
    (entity) => (kind === undefined || entity.kind === kind) && (names.length === 0 || names.includes(entity.name)),
  );
  const missing = names.filter((name) => !entities.some((entity) => entity.name === name));
  if (missing.length > 0)
    terminal.log.warn(
      describeMissingNames(`${values.specs} does not contain`, { names: missing, kind: kind ?? null, known: prepared.listed }),
    );
  const options = {
    nowMs: values.now === undefined ? terminal.clock.nowMs() : readMilliseconds(values.now),
    idLists: values["id-lists"] === undefined ? undefined : await readIdLists(values["id-lists"], terminal),
  };
  if (values.out !== undefined && !/\.parquet$/i.test(values.out))
    throw new UnusableArguments(`--out writes Parquet: give a name such as ${values.out}.parquet. Lines are printed, for > FILE.`);
  if (values.out !== undefined && values.summary) throw new UnusableArguments("Give --summary or --out, not both.");
  const counter = createCohortCounter(prepared, entities);
  const printer = createPrinter(terminal);
  let isKnown = true;
  const sources = [values.users, values.outcomes, values["new-ids"], values.combine].filter((source) => source !== undefined);
  if (sources.length > 1) throw new UnusableArguments("Give one of --users, --combine, --outcomes and --new-ids.");
  const users =
    values.outcomes !== undefined
      ? everyOutcome({ prepared, options, entities: prepared.listed }, values.outcomes, terminal)
      : values["new-ids"] !== undefined
        ? newUsers(values["new-ids"])
        : values.combine !== undefined
          ? combinedUsers(values.combine)
          : readCohortUsers(
              required("cohort", values.users, "No users: give their file with --users FILE, or --users - for the standard input."),
              terminal,
            );
  // Those of a file are known by their ID; these have others, or none.
  const isMadeUp = values.outcomes !== undefined || values.combine !== undefined;
  async function* evaluated() {
    for await (const user of users) {
      terminal.signal.throwIfAborted();
      const evaluator = evaluatorFor(prepared, user, options);
      const evaluations = entities.map((entity) => evaluator.evaluate(entity.kind, entity.name));
      isKnown &&= evaluations.every(({ state }) => state !== "unknown");
      yield { user, id: fieldAt(user, values.id ?? "userID") ?? null, evaluations };
    }
  }
  if (values.out !== undefined) {
    const { writeCohortParquet } = await import("./cohort-parquet-file.ts");
    await writeCohortParquet(values.out, entities, evaluated());
  } else
    for await (const { user, id, evaluations } of evaluated())
      if (values.summary) counter.count(user, evaluations);
      else await printer.print(JSON.stringify({ id, ...(isMadeUp ? { user } : {}), answers: answersOf(entities, evaluations) }));
  if (values.summary) await printer.print(JSON.stringify(counter.summary()));
  await printer.flush();
  return isKnown && missing.length === 0 && prepared.refusal === null ? 0 : 1;
}

/** Pipelines depend on the field names: never rename one. */
function answersOf(entities: readonly Entity[], evaluations: readonly Evaluation[]) {
  return entities.map(({ kind, name }, index) => {
    const { state, value = null, ruleId = null, groupName = null } = evaluations[index] ?? {};
    return { kind, name, state, value, rule_id: ruleId, group_name: groupName };
  });
}

async function mergeCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = readArguments("cohort merge", args, { help: { type: "boolean" } }, { positionals: 100_000 });
  if (values.help) {
    terminal.print(usage);
    return 0;
  }
  const summaries: CohortSummary[] = [];
  for (const file of positionals) {
    const read = CohortSummarySchema.safeParse(parseJson(await readSource(file, terminal)));
    if (!read.success)
      throw new UnusableArguments(`${file} is no summary. gatescope cohort --specs FILE --users FILE --summary prints one.`);
    summaries.push(read.data);
  }
  const [first, ...others] = summaries;
  if (first === undefined) throw new UnusableArguments("Give the files of two or more summaries. See gatescope cohort --help.");
  try {
    terminal.print(`${JSON.stringify(mergeCohortSummaries([first, ...others]))}\n`);
    return 0;
  } catch (failure) {
    if (failure instanceof NotAddable) throw new UnusableArguments(`The summaries cannot be added: ${failure.message}.`);
    throw failure;
  }
}
