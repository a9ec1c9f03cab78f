import type { Subject } from "#services/compare/subject.ts";
import type { Services } from "#services/services.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { formatUtcDateTime } from "#shared/domain/text/format-time.ts";
import { UnusableArguments } from "../arguments.ts";
import { readDefinitionsFile, readIdLists } from "../input/definitions-files.ts";
import { findProject, openSavedProject } from "../input/open-saved-project.ts";
import { readUser } from "../input/read-user.ts";
import type { Terminal } from "../terminal.ts";
import type { CompareOptions, SubjectOptions } from "./compare-options.ts";

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
  const [first] = subjects;
  const rules =
    first?.rules.kind === "project" ? await readProjects(first.rules.name, options, terminal) : await readFiles(options, terminal);
  return subjects.map(({ tier, targetApp, atMs }, index): Subject => {
    const [ofSubject, user] = [rules[index], users[index]];
    if (ofSubject === undefined || user === undefined) throw new Error("Every subject has rules and a user.");
    const { project, ...ofRules } = ofSubject;
    return { user, tier: tier ?? project?.defaultTier ?? null, targetApp, atMs: atMs ?? nowMs, project: project?.name ?? null, ...ofRules };
  });
}

async function readFiles({ subjects, idListsFolder }: CompareOptions, terminal: Terminal): Promise<RulesOfSubject[]> {
  const idLists = idListsFolder === null ? null : await readIdLists(idListsFolder, terminal);
  const payloads = await readEach(
    subjects.map(({ rules }) => (rules.kind === "file" ? rules.file : "")),
    async (file) => (await readDefinitionsFile(file, terminal)).payload,
  );
  return payloads.map((rules) => ({ rules, idLists, project: null }));
}

/** Reads the rules of saved projects: the newest ones, or those that were kept at the time of a subject. */
async function readProjects(firstName: string, { subjects, dataFolder }: CompareOptions, terminal: Terminal): Promise<RulesOfSubject[]> {
  const { services, close } = await openSavedProject(firstName, { dataFolder }, terminal);
  try {
    const known = new Map<string, Pick<Subject, "rules" | "idLists">>();
    const read: RulesOfSubject[] = [];
    for (const subject of subjects) {
      const project = findProject(services.projects.list(), subject.rules.kind === "project" ? subject.rules.name : "");
      const snapshotId = await snapshotOf(services, project, subject);
      const key = JSON.stringify([project.id, snapshotId]);
      const rules = known.get(key) ?? (await rulesOf(services, project, snapshotId, terminal));
      known.set(key, rules);
      read.push({ ...rules, project });
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
