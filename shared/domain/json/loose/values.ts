import type { JsonValue } from "../json.ts";

/**
 * A value as it was found in a text. `bare` stands without quotes where texts have none, as in a log line, so its type is open; `unknown` is something else
 * than a value, such as the name of a variable. `inside` returns the values within them, in which a user may be.
 */
export type LooseValue =
  | { readonly kind: "text"; readonly value: string; readonly raw: string }
  | { readonly kind: "bare"; readonly value: string; readonly inside: () => readonly LooseValue[] }
  /** A number of JSON, as written. */
  | { readonly kind: "number"; readonly source: string }
  /** JavaScript's `undefined` is absent: JSON has no such field. */
  | { readonly kind: "literal"; readonly value: boolean | null; readonly isAbsent?: boolean }
  /** `isSplit`: Go's `[a b]`, of which only the blanks tell the entries apart. */
  | { readonly kind: "list"; readonly items: readonly LooseValue[]; readonly isSplit?: boolean }
  | LooseObject
  | { readonly kind: "unknown"; readonly source: string; readonly inside: () => readonly LooseValue[] };

export interface LooseObject {
  readonly kind: "object";
  /** The name before the brackets, such as `StatsigUser` or `mapOf`; empty if there is none. */
  readonly head: string;
  readonly fields: readonly LooseField[];
  /** The arguments without a name: `StatsigUser("ada")`. */
  readonly positional: readonly LooseValue[];
  /** False if the text ends within the object. */
  readonly isComplete: boolean;
  /** Set if the object was read by the strict reader: then it is taken as it stands. */
  readonly json?: JsonValue;
  /** Returns the object as it stands in the text, from bracket to bracket. */
  readonly source?: () => string;
}

export interface LooseField {
  readonly name: string;
  readonly value: LooseValue;
}
