import { client } from "#renderer/host/client.ts";
import { nameOfFile, readFile } from "#renderer/parts/files/read-file.ts";
import type { LegacyEncoding } from "#shared/domain/text/text-encodings.ts";
import { takeFile } from "./explain-view.ts";

/** Opens a definitions file, with which answers are explained until it is closed. Throws what refuses it. */
export async function openDefinitionsFile(
  projectId: string,
  { file, encoding }: { readonly file: File; readonly encoding: LegacyEncoding | null },
): Promise<void> {
  const fileName = nameOfFile(file);
  const { snapshotId } = await client.explain.openFile({ projectId, fileName, text: await readFile(file, encoding) });
  takeFile(projectId, { snapshotId, fileName, encoding });
}
