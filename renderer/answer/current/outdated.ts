import type { AskedRequest, RequestChange } from "#shared/domain/evaluation/request-change.ts";

/** What makes an answer not current: the current request, how it differs, and a check of it. */
export interface Outdated {
  readonly now: AskedRequest;
  readonly change: RequestChange;
  readonly onCheck: () => void;
}
