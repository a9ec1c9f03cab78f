import { z } from "zod";
import { type KnownName, KnownNameSchema } from "#shared/domain/evaluation/known-name.ts";
import { isJsonObject } from "#shared/domain/json/json.ts";
import {
  openSettingsDocument,
  type Reading,
  readEntries,
  type SettingsDocument,
  type SettingsDocumentParts,
} from "../storage/settings-document.ts";

const FactsSchema = z.object({
  definitionsAtMs: z.int().nullable(),
  ruleNames: z.record(z.string(), z.string()).default({}),
  snapshotId: z.string().nullable().default(null),
});

/** The stored names of one project. */
export interface ProjectNames extends z.infer<typeof FactsSchema> {
  readonly projectId: string;
  readonly names: readonly KnownName[];
}

export interface NamesDocument {
  readonly projects: Readonly<Record<string, Omit<ProjectNames, "projectId">>>;
}

/** Opens `catalog.json`, the known names of all projects. A damaged name or project does not affect the others. */
export function openNamesDocument(parts: SettingsDocumentParts): SettingsDocument<readonly ProjectNames[], NamesDocument> {
  return openSettingsDocument(parts, "catalog", readNames);
}

function readNames(raw: unknown): Reading<readonly ProjectNames[]> | null {
  if (!isJsonObject(raw)) return null;
  // The projects were at the top of the document before it had a version.
  const { version: _version, format: _format, ...unversioned } = raw;
  const projects = Object.entries(isJsonObject(raw.projects) ? raw.projects : unversioned).map(([projectId, project]) => ({
    projectId,
    reading: readProject(projectId, project),
  }));
  return {
    value: projects.flatMap(({ reading }) => (reading === null ? [] : [reading.value])),
    isWhole: projects.every(({ reading }) => reading?.isWhole),
    readable: {
      projects: Object.fromEntries(projects.flatMap(({ projectId, reading }) => (reading === null ? [] : [[projectId, reading.readable]]))),
    },
    kept: sum(projects.map(({ reading }) => reading?.kept ?? 0)),
    lost: sum(projects.map(({ reading }) => reading?.lost ?? 1)),
  };
}

function readProject(projectId: string, raw: unknown): Reading<ProjectNames> | null {
  const facts = FactsSchema.safeParse(raw);
  if (!facts.success || !isJsonObject(raw) || !Array.isArray(raw.names)) return null;
  const names = readEntries(raw, "names", KnownNameSchema);
  return { ...names, value: { projectId, names: names.value, ...facts.data } };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
