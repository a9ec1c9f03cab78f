import { client } from "#renderer/host/client.ts";
import { nameOfFile, readFile } from "#renderer/parts/files/read-file.ts";
import type { LegacyEncoding } from "#shared/domain/text/text-encodings.ts";
import { type OpenedFile, takeFile } from "./explain-view.ts";

interface ChosenFile {
  readonly file: File;
  readonly encoding: LegacyEncoding | null;
}

/** Opens a definitions file, with which answers are explained until it is closed. Throws what refuses it. */
export async function openDefinitionsFile(projectId: string, chosen: ChosenFile): Promise<void> {
  takeFile(projectId, await keepDefinitionsFile(projectId, chosen));
}

/** Keeps a definitions file as a version of the project's rules. Throws what refuses it. */
export async function keepDefinitionsFile(projectId: string, { file, encoding }: ChosenFile): Promise<OpenedFile> {
  const fileName = nameOfFile(file);
  const { snapshotId } = await client.explain.openFile({ projectId, fileName, text: await readFile(file, encoding) });
  return { snapshotId, fileName, encoding };
}
