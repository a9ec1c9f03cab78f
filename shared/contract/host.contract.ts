import { HostInfoSchema } from "#shared/domain/session/host-info.ts";
import { SessionSnapshotSchema } from "#shared/domain/session/session-snapshot.ts";
import { declared } from "./errors.ts";

export const hostContract = {
  info: declared.output(HostInfoSchema),
  /** Returns the state of the page that was saved last; null on the first run. */
  loadSession: declared.output(SessionSnapshotSchema.nullable()),
  saveSession: declared.input(SessionSnapshotSchema),
};
