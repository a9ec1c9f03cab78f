export type Verdict = "as_expected" | "wrong" | "undecided";

/** The comparison of an answer with the expectation of a test. */
export interface Judgement {
  readonly verdict: Verdict;
  /** `pass`, `Group Control`, `shipping = 40`. */
  readonly expected: string;
  /** The same facts of the answer. */
  readonly got: string;
  /** The reason for the answer, or for which it could not be decided. */
  readonly because: string;
}
