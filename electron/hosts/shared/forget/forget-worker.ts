import { type ForgetUser, forgetUser } from "#services/forget/forget-user.ts";
import type { StorageNotices } from "#services/ports.ts";
import { serveCalls } from "#services/workers/serve-calls.ts";
import type { ForgetReport } from "#shared/domain/session/forget-report.ts";
import { createConfSettings } from "../conf-settings.ts";
import { createSystemClock } from "../system-clock.ts";

export interface ForgetCalls {
  forget(input: Omit<ForgetUser, "settings">): ForgetReport;
}

/** What is damaged is noticed when the program opens it. */
const noNotices: Pick<StorageNotices, "add"> = { add: () => {} };

/* The entry of the thread that searches a data folder for a user, also in the build: reading everything in it takes seconds, or a minute. */
serveCalls<ForgetCalls>(() => ({
  forget: (input) =>
    forgetUser({ ...input, settings: createConfSettings({ folder: input.folder, clock: createSystemClock(), notices: noNotices }) }),
}));
