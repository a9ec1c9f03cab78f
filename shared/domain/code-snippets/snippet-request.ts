import type { Question } from "#shared/domain/evaluation.ts";
import type { JsonValue } from "#shared/domain/json.ts";
import type { KeyKind } from "#shared/domain/key-info.ts";

/** A request to be written as code. The key is named, never held: whoever runs the code has it in the environment. */
export type SnippetRequest = {
  /** Whole address, as it was asked. */
  url: string;
  body: JsonValue;
  /** The environment variable with the key: `STATSIG_SERVER_KEY`. */
  keyVariable: string;
  question: Question;
  keyKind: KeyKind | null;
  isLogging: boolean;
};
