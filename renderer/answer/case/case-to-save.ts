import type { CaseRequest } from "#shared/domain/case/case-request.ts";

/** What a view saves: its users, its answers, and lines of its own that the core does not know. */
export type CaseToSave = Pick<CaseRequest, "name" | "subjects" | "answers" | "facts"> & Partial<Pick<CaseRequest, "stores">>;
