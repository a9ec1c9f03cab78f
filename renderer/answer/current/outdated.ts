import type { AskedRequest, RequestChange } from "#shared/domain/evaluation/request-change.ts";

/** The facts of an answer that is not current: the current request, its differences, and a check of it. */
export interface Outdated {
  readonly now: AskedRequest;
  readonly change: RequestChange;
  readonly onCheck: () => void;
}
