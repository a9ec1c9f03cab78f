import { clamp } from "#renderer/ui/clamp.ts";

/** The composed drafts, the position of the one being edited, and the text of the JSON view while it is invalid. */
export interface DraftList<Draft> {
  readonly drafts: readonly Draft[];
  readonly at: number;
  readonly text: string | null;
}

/** Larger numbers of drafts are sent from a file. */
export const maxComposed = 500;

/** Returns the draft being edited; undefined if the list is empty. */
export function current<Draft>({ drafts, at }: DraftList<Draft>): Draft | undefined {
  return drafts[Math.min(at, drafts.length - 1)];
}

export function select<Draft>(list: DraftList<Draft>, at: number): DraftList<Draft> {
  return { ...list, at: within(at, list.drafts) };
}

/** Appends drafts, up to `maxComposed`, and selects the first of them. */
export function add<Draft>({ drafts }: DraftList<Draft>, added: readonly Draft[]): DraftList<Draft> {
  return { drafts: [...drafts, ...added].slice(0, maxComposed), at: Math.min(drafts.length, maxComposed - 1), text: null };
}

export function replace<Draft>(list: DraftList<Draft>, draft: Draft): DraftList<Draft> {
  const at = within(list.at, list.drafts);
  return { drafts: list.drafts.with(at, draft), at, text: null };
}

/** Inserts a copy after the current draft and selects it. */
export function duplicate<Draft>({ drafts, at }: DraftList<Draft>): DraftList<Draft> {
  const original = drafts[at];
  if (original === undefined || drafts.length >= maxComposed) return { drafts, at, text: null };
  return { drafts: drafts.toSpliced(at + 1, 0, original), at: at + 1, text: null };
}

export function remove<Draft>({ drafts, at }: DraftList<Draft>): DraftList<Draft> {
  const rest = drafts.toSpliced(at, 1);
  return { drafts: rest, at: within(at, rest), text: null };
}

/** Puts a removed draft back in its place. */
export function insert<Draft>({ drafts }: DraftList<Draft>, at: number, draft: Draft): DraftList<Draft> {
  return { drafts: drafts.toSpliced(at, 0, draft), at: Math.min(at, drafts.length), text: null };
}

/** Moves the current draft up (-1) or down (1); at an end it stays. */
export function move<Draft>({ drafts, at }: DraftList<Draft>, by: -1 | 1): DraftList<Draft> {
  const to = at + by;
  const moved = drafts[at];
  if (moved === undefined || to < 0 || to >= drafts.length) return { drafts, at, text: null };
  return { drafts: drafts.toSpliced(at, 1).toSpliced(to, 0, moved), at: to, text: null };
}

/** Removes the drafts that were sent. */
export function without<Draft>({ drafts }: DraftList<Draft>, sent: ReadonlySet<Draft>): DraftList<Draft> {
  return { drafts: drafts.filter((draft) => !sent.has(draft)), at: 0, text: null };
}

function within(at: number, { length }: readonly unknown[]): number {
  return clamp(at, 0, length - 1);
}
