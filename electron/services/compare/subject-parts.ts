import type { Part, PartDifference } from "#shared/domain/comparison/comparison.ts";
import { valueAt, withValueAt } from "../explain/readiness/user-places.ts";
import { areOfOneProject, type Subject } from "./subject.ts";
import { differingFields } from "./user-fields.ts";

/** Lists the parts in which two subjects differ, without their rules. */
export function subjectParts(reference: Subject, compared: Subject): PartDifference[] {
  const scalars: PartDifference[] = [
    { part: { kind: "tier" }, reference: reference.tier, compared: compared.tier },
    { part: { kind: "target_app" }, reference: reference.targetApp, compared: compared.targetApp },
    { part: { kind: "time" }, reference: reference.atMs, compared: compared.atMs },
    ...(areOfOneProject(reference, compared)
      ? [{ part: { kind: "key" } as const, reference: reference.key?.name ?? null, compared: compared.key?.name ?? null }]
      : []),
  ];
  const fields = differingFields(reference.user, compared.user).map((path) => ({
    part: { kind: "field", path } as const,
    reference: valueAt(reference.user, path),
    compared: valueAt(compared.user, path),
  }));
  const differing = scalars.filter((part) => part.reference !== part.compared);
  return [...fields, ...differing, ...(areOfOneProject(reference, compared) ? listParts(reference, compared) : [])];
}

/** The lists and keys of two projects are parts of the projects. */
function listParts(reference: Subject, compared: Subject): PartDifference[] {
  const lists = new Set([...(reference.idLists?.keys() ?? []), ...(compared.idLists?.keys() ?? [])]);
  return [...lists]
    .filter((name) => !isSameSet(reference.idLists?.get(name), compared.idLists?.get(name)))
    .map((name) => ({
      part: { kind: "id_list", name } as const,
      reference: reference.idLists?.get(name)?.size,
      compared: compared.idLists?.get(name)?.size,
    }));
}

function isSameSet(one: ReadonlySet<string> | undefined, other: ReadonlySet<string> | undefined): boolean {
  return (
    one === other || (one !== undefined && other !== undefined && one.size === other.size && [...one].every((hash) => other.has(hash)))
  );
}

/** Returns the subject with the reference's values of these parts. Rules stay, but a project brings its lists and its key. */
export function withParts(subject: Subject, reference: Subject, parts: readonly PartDifference[]): Subject {
  const has = (kind: Part["kind"]) => parts.some(({ part }) => part.kind === kind);
  let { user } = subject;
  for (const { part, reference: value } of parts) if (part.kind === "field") user = withValueAt(user, part.path, value);
  return {
    ...subject,
    user,
    tier: has("tier") ? reference.tier : subject.tier,
    targetApp: has("target_app") ? reference.targetApp : subject.targetApp,
    atMs: has("time") ? reference.atMs : subject.atMs,
    key: (has("key") || has("project") ? reference.key : subject.key) ?? null,
    idLists: has("project") ? reference.idLists : has("id_list") ? withLists(subject, reference, parts) : subject.idLists,
  };
}

function withLists(subject: Subject, reference: Subject, parts: readonly PartDifference[]): Subject["idLists"] {
  const lists = new Map(subject.idLists ?? []);
  for (const { part } of parts) {
    if (part.kind !== "id_list") continue;
    const list = reference.idLists?.get(part.name);
    if (list === undefined) lists.delete(part.name);
    else lists.set(part.name, list);
  }
  return reference.idLists === null && lists.size === 0 ? null : lists;
}
