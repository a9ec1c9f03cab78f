import { deserialize } from "node:v8";
import type { CohortEntity, CohortOutcome, UnreadableRow } from "#shared/domain/cohort/cohort.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import type { MappedColumn, UserMapping } from "#shared/domain/user/user-mapping.ts";
import type { SnapshotContents } from "../definitions/snapshot-store.ts";
import type { Compressed } from "../storage/compressed.ts";
import type { PackedTexts } from "./packed-texts.ts";

/** What every block of a cohort is evaluated with. */
export interface CohortJob {
  readonly jobId: string;
  readonly rules: SnapshotContents;
  readonly nowMs: number;
  readonly tier: string;
  readonly entities: readonly CohortEntity[];
  /** How rows become users; not used for blocks of users. */
  readonly mapping: UserMapping;
  readonly separator: string;
  /** Keys to mask in the text of the users, which is stored. */
  readonly secrets: readonly string[];
  /** The paths of the fields that the matrix shows; never private ones. */
  readonly columns: readonly string[];
}

/** Consecutive users of a source. A block of text has whole rows; `skip` are the rows before the first user: titles, and the names of the columns. */
export type BlockContent =
  | { readonly form: "csv"; readonly text: string; readonly skip: number }
  /** One JSON text each. */
  | { readonly form: "json"; readonly rows: readonly string[] }
  | { readonly form: "users"; readonly users: readonly StatsigUser[] };

export interface Block {
  readonly content: BlockContent;
  /** The share of the source up to the end of this block, 0 to 1. */
  readonly progress: number;
}

/** One column of a block: its values, and for each user the position of the user's value among them. A column of IDs may list a value twice. */
export interface ColumnCodes {
  readonly values: PackedTexts | readonly string[];
  readonly codes: Uint16Array;
}

/** The hashes of the users' IDs of one type, in two halves; both are 0 for a user without the ID. */
export interface UnitHashes {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

/** What the users of one block get. Codes are positions in the lists of this block, so that a block can be read alone. */
export interface BlockFacts {
  readonly users: number;
  /** For each entity its outcomes as JSON texts of `CohortOutcome`, which keep numbers digit for digit. */
  readonly outcomes: readonly (readonly string[])[];
  /** For each entity one code for each user. */
  readonly codes: readonly Uint16Array[];
  readonly columns: readonly ColumnCodes[];
  /** How the users are made of these columns; null if they are stored as text. Missing in blocks of earlier versions, which have a text. */
  readonly fields?: readonly ColumnField[] | null;
  /** For each of the job's unit types. */
  readonly units: readonly UnitHashes[];
  readonly hasPrivate: boolean;
  /** Rows of the block, from 1; the first ones. */
  readonly unreadable: readonly UnreadableRow[];
  readonly unreadableRows: number;
  /** All rows, readable or not. */
  readonly rows: number;
}

/** A field of the users of a block, in the order of the file's columns; `at` is the position of its column among those of the block. */
export type ColumnField = MappedColumn & { readonly at: number };

/** A block as it is stored; made in the thread that evaluates, so that no other thread has to. */
export interface StoredBlock {
  /** One JSON text for each line, without private attributes; empty if the users are made of the columns. */
  readonly text: Compressed;
  /** `BlockFacts`, as `v8.serialize` writes them. They stay so from thread to thread: only who needs them reads them. */
  readonly facts: Uint8Array;
}

/** Reads what `v8.serialize` wrote. Throws for bytes that it did not write. */
export function readFacts(facts: Uint8Array): BlockFacts {
  return deserialize(facts);
}

/** A percentage, group split or layer share of an entity, as the rules set it. `partOf` holds for each part what puts a unit there. */
export interface SplitFacts {
  readonly entity: number;
  readonly kind: "percentage" | "groups" | "slots";
  readonly ruleNumber: number | null;
  readonly ruleName: string | null;
  /** Missing in cohorts that were stored before rules were called by names that the rules lack. */
  readonly ruleId?: string;
  /** Its position among the job's unit types. */
  readonly unit: number;
  readonly parts: readonly SplitPartFacts[];
}

export interface SplitPartFacts {
  readonly label: string;
  readonly expected: number;
  readonly belongs: PartRule;
}

/** The outcomes that belong to a part: of one rule; of any rule after one, or none; of an experiment of the layer, or of none. */
export type PartRule =
  | { readonly is: "rule"; readonly number: number; readonly decidedBy: CohortOutcome["decidedBy"] }
  | { readonly is: "after"; readonly number: number }
  | { readonly is: "experiment"; readonly name: string }
  | { readonly is: "no_experiment"; readonly afterRule: number };

/** Facts of the job's entities that come from the rules. */
export interface JobFacts {
  readonly rulesOfMs: number | null;
  readonly entities: readonly { readonly entity: string | null; readonly unit: string }[];
  /** The ID types whose units are counted; `userID` is the first. */
  readonly unitTypes: readonly string[];
  readonly splits: readonly SplitFacts[];
}
