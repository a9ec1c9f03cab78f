export type Verdict = "as_expected" | "wrong" | "undecided";

/** The comparison of an answer with the expectation of a test. */
export interface Judgement {
  readonly verdict: Verdict;
  /** `pass`, `Group Control`, `shipping = 40`. */
  readonly expected: string;
  /** The same facts of the answer. */
  readonly got: string;
  /** `got`, to be followed by the reason: without the facts that `because` begins with. Empty if there are no others. */
  readonly gotBeforeReason: string;
  /** The reason for the answer, or for which it could not be decided. */
  readonly because: string;
}

/** `got fail: no rule matched; closest was rule 2`: what is said of an answer that is not as expected. */
export function describeGot({ gotBeforeReason, because }: Pick<Judgement, "gotBeforeReason" | "because">): string {
  return `got ${gotBeforeReason === "" ? "" : `${gotBeforeReason}: `}${because}`;
}
