import { z } from "zod";
import { HostInfoSchema } from "#shared/domain/session/host-info.ts";
import { SessionSnapshotSchema } from "#shared/domain/session/session-snapshot.ts";
import { declared } from "./errors.ts";

export const hostContract = {
  info: declared.output(HostInfoSchema),
  /** What the page had in hand when it last said so; null at the first run. */
  loadSession: declared.output(SessionSnapshotSchema.nullable()),
  saveSession: declared.input(SessionSnapshotSchema),
  /** Opens an https page in the person's own browser; other schemes are refused. */
  openExternal: declared.input(z.object({ url: z.url({ protocol: /^https$/ }) })),
};
