import { z } from "zod";
import { openSettingsDocument, readAsWhole, type SettingsDocument, type SettingsDocumentParts } from "../storage/settings-document.ts";

/** The folder of each project's suites, by the project's ID. */
export type SuiteFolders = Readonly<Record<string, string>>;

const DocumentSchema = z.object({ folders: z.record(z.string(), z.string()) });
type SuitesDocument = z.infer<typeof DocumentSchema>;

export function openSuiteFolders(parts: SettingsDocumentParts): SettingsDocument<SuitesDocument, SuitesDocument> {
  return openSettingsDocument(parts, "suites", readAsWhole(DocumentSchema));
}
