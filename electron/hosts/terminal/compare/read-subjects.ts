import { type KeyFacts, keyFacts, keyView } from "#services/compare/key-view.ts";
import type { Subject } from "#services/compare/subject.ts";
import type { Services } from "#services/services.ts";
import { recognizeKeyKind } from "#shared/domain/project/key-info.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { formatUtcDateTime } from "#shared/domain/text/format-time.ts";
import { UnusableArguments } from "../arguments.ts";
import { chooseTier } from "../input/choose-tier.ts";
import { readDefinitionsFile, readIdLists, rulesWithDraft } from "../input/definitions-files.ts";
import { findProject, openSavedProject } from "../input/open-saved-project.ts";
import { readUser } from "../input/read-user.ts";
import { readKey } from "../option-values.ts";
import type { Terminal } from "../terminal.ts";
import type { CompareOptions, SubjectOptions } from "./compare-options.ts";
import { rulesWithConsoleVersion } from "./console-version-rules.ts";

/** The rules of one subject, and what comes with them. */
type RulesOfSubject = Pick<Subject, "rules" | "idLists"> & { readonly project: Project | null };

/**
 * Reads the subjects of a comparison. Each file and snapshot is read once: one that several subjects have is the same for all, so that their rules are known
 * to be equal. Throws `UnusableArguments`.
 */
export async function readSubjects(options: CompareOptions, terminal: Terminal): Promise<Subject[]> {
  const nowMs = terminal.clock.nowMs();
  const { subjects } = options;
  const users = await readEach(
    subjects.map(({ userFile }) => userFile),
    (file) => readUser(file, terminal, { isWriting: false }),
  );
  const files = await readFiles(options, terminal);
  const projects = await readProjects(options, terminal);
  const [only = null, ...others] = new Set([...projects.values()].map(({ project }) => project));
  const read: Subject[] = [];
  for (const [index, subject] of subjects.entries()) {
    const { rules: source, tier, targetApp, atMs, keyVariable, draftFile } = subject;
    const [ofSubject, user] = [source.kind === "file" ? files.get(source.file) : projects.get(subject), users[index]];
    if (ofSubject === undefined || user === undefined) throw new Error("Every subject has rules and a user.");
    const rules = draftFile === null ? ofSubject.rules : await rulesWithDraft(ofSubject.rules, draftFile, terminal);
    // Beside one project, a file has other rules of the project; beside several, it is one more.
    const project = ofSubject.project ?? (others.length === 0 ? only : null);
    const key = keyVariable === null ? null : keyView(readKeyFacts(keyVariable, terminal), rules);
    read.push({
      ...{ user, tier: project === null ? tier : chooseTier(project, tier), targetApp, key, atMs: atMs ?? nowMs },
      ...{ project: project?.name ?? (others.length > 0 && source.kind === "file" ? source.file : null) },
      ...{ rules, idLists: ofSubject.idLists },
    });
  }
  return read;
}

function readKeyFacts(variable: string, { env }: Terminal): KeyFacts {
  const key = readKey(variable, env);
  const kind = recognizeKeyKind(key);
  if (kind === "console") throw new UnusableArguments("The key given with --key-env is a console key, which gets no answers.");
  return keyFacts(key, { kind, lastFour: key.slice(-4) });
}

async function readFiles({ subjects, idListsFolder }: CompareOptions, terminal: Terminal): Promise<ReadonlyMap<string, RulesOfSubject>> {
  const names = new Set(subjects.flatMap(({ rules }) => (rules.kind === "file" ? [rules.file] : [])));
  const idLists = idListsFolder === null ? null : await readIdLists(idListsFolder, terminal);
  const read = new Map<string, RulesOfSubject>();
  for (const name of names) read.set(name, { rules: (await readDefinitionsFile(name, terminal)).payload, idLists, project: null });
  return read;
}

/** Reads the rules of saved projects: the newest ones, or those that were kept at the time of a subject. */
async function readProjects(
  { subjects, kind, names, dataFolder }: CompareOptions,
  terminal: Terminal,
): Promise<ReadonlyMap<SubjectOptions, RulesOfSubject>> {
  const ofProjects = subjects.flatMap((subject) => (subject.rules.kind === "project" ? [{ subject, name: subject.rules.name }] : []));
  const [first] = ofProjects;
  if (first === undefined) return new Map();
  const { services, close } = await openSavedProject(first.name, { dataFolder }, terminal);
  try {
    const known = new Map<string, Pick<Subject, "rules" | "idLists">>();
    const read = new Map<SubjectOptions, RulesOfSubject>();
    const found = new Map<string, Project>();
    for (const { subject, name } of ofProjects) {
      const { id } = findProject(services.projects.list(), name);
      const project = found.get(id) ?? findProject(services.projects.list(), name);
      found.set(id, project);
      const snapshotId = await snapshotOf(services, project, subject);
      const key = JSON.stringify([project.id, snapshotId]);
      const rules = known.get(key) ?? (await rulesOf(services, project, snapshotId, terminal));
      known.set(key, rules);
      const { consoleVersion } = subject;
      const named = { kind, name: names[0] ?? "" };
      read.set(subject, {
        ...rules,
        ...(consoleVersion !== null && {
          rules: await rulesWithConsoleVersion(rules.rules, { project, ...named, number: consoleVersion }, services, terminal),
        }),
        project,
      });
    }
    return read;
  } finally {
    await close();
  }
}

/** Returns the snapshot that was the newest at the time of a subject; null for now. */
async function snapshotOf({ explain }: Services, { id, name }: Project, { atMs }: SubjectOptions): Promise<string | null> {
  if (atMs === null) return null;
  const { snapshots } = await explain.definitions(id);
  const kept = snapshots.filter(({ source }) => source !== "file").toSorted((a, b) => b.readAtMs - a.readAtMs);
  const newest = kept.find(({ readAtMs }) => readAtMs <= atMs);
  if (newest !== undefined) return newest.id;
  const oldest = kept.at(-1);
  throw new UnusableArguments(
    oldest === undefined
      ? `No rules of ${name} are kept yet.`
      : `No rules of ${name} are kept of ${formatUtcDateTime(atMs)}: the oldest are of ${formatUtcDateTime(oldest.readAtMs)}.`,
  );
}

async function rulesOf({ compare }: Services, { id, name }: Project, snapshotId: string | null, terminal: Terminal) {
  const found = await compare.rules({ projectId: id, snapshotId }, terminal.signal);
  if ("reason" in found) throw new UnusableArguments(`The rules of ${name} cannot be read: ${found.reason} ${found.nextStep}`);
  return { rules: found.rules, idLists: found.idLists };
}

async function readEach<Value>(files: readonly string[], read: (file: string) => Promise<Value>): Promise<Value[]> {
  const known = new Map<string, Value>();
  for (const file of files) if (!known.has(file)) known.set(file, await read(file));
  return files.flatMap((file) => known.get(file) ?? []);
}
