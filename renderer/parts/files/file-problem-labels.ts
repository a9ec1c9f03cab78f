import { encodingLabel, type LegacyEncoding } from "#shared/domain/text/text-encodings.ts";

export const encodingChoiceLabels = {
  group: (fileName: string) => `Encoding of ${fileName}`,
  encoding: "Encoding",
  read: (encoding: LegacyEncoding) => `Read as ${encodingLabel(encoding).replace(/ \(.*/, "")}`,
} as const;
