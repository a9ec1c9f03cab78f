import type { SuiteFile, SuiteFolder } from "#shared/domain/expectation/suite-run.ts";

type FileVersion = Pick<SuiteFile, "file" | "version">;

/** A run with a result, and when it began: the core reads the files then. */
interface RunOfFiles {
  readonly files: readonly FileVersion[];
  readonly startedAtMs: number;
}

/**
 * True if the files of a folder, as read at `readAtMs`, are others than those that a run has read: one was changed, added or removed since, also while the run was
 * in progress or while another screen was shown. What was read before the run began says nothing.
 */
export function hasChangedFiles(
  run: RunOfFiles,
  folder: { readonly files: readonly FileVersion[] } & Pick<SuiteFolder, "problem">,
  readAtMs: number,
): boolean {
  if (readAtMs < run.startedAtMs || folder.problem !== null) return false;
  return namesOf(run.files) !== namesOf(folder.files);
}

function namesOf(files: readonly FileVersion[]): string {
  return JSON.stringify(files.map(({ file, version }) => [file, version]).toSorted());
}
