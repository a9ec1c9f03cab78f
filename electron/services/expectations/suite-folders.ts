import { z } from "zod";

/** The folder of each project's suites, by the project's ID. */
export type SuiteFolders = Readonly<Record<string, string>>;

const DocumentSchema = z.object({ version: z.literal(1), folders: z.record(z.string(), z.string()) });

/** Reads the stored folders; none if they cannot be read, because a person chooses a folder in a moment. */
export function readSuiteFolders(stored: unknown): SuiteFolders {
  const read = DocumentSchema.safeParse(stored);
  return read.success ? read.data.folders : {};
}
