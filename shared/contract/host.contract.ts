import { eventIterator } from "@orpc/contract";
import { z } from "zod";
import { HostInfoSchema } from "#shared/domain/session/host-info.ts";
import { LastAnswersSchema } from "#shared/domain/session/last-answers.ts";
import { WindowSessionSchema } from "#shared/domain/session/session-snapshot.ts";
import { SettingsPartSchema } from "#shared/domain/session/settings-part.ts";
import { SharedChangeSchema, SharedSessionSchema } from "#shared/domain/session/shared-session.ts";
import { OpenedWindowSchema, WindowIdSchema } from "#shared/domain/session/window-id.ts";
import { declared } from "./errors.ts";

export const hostContract = {
  info: declared.output(HostInfoSchema),
  /** Returns which files of the data folder could not be used, until each is dismissed; `text` says what was lost and where the old file is. */
  notices: declared.output(z.array(z.object({ id: z.string(), text: z.string() }))),
  dismissNotice: declared.input(z.object({ id: z.string() })),
  /**
   * Returns the state of this window as it was saved last, and what all windows share. A window that is opened for the first time begins as the one that it is a
   * copy of, or else as the one that was saved last: `from` names it. `own` is null on the first run.
   */
  loadSession: declared
    .input(OpenedWindowSchema)
    .output(z.object({ own: WindowSessionSchema.nullable(), from: WindowIdSchema.nullable(), shared: SharedSessionSchema.nullable() })),
  saveSession: declared.input(z.object({ windowId: WindowIdSchema, session: WindowSessionSchema })),
  /** Returns what all windows share; null on the first run. */
  loadShared: declared.output(SharedSessionSchema.nullable()),
  /** Changes parts of what all windows share. The others are told. */
  saveShared: declared.input(SharedChangeSchema),
  /** Returns the answers that this window showed last, or the one it is a copy of, with their requests; null if there are none. */
  loadAnswers: declared.input(OpenedWindowSchema).output(LastAnswersSchema.nullable()),
  saveAnswers: declared.input(z.object({ windowId: WindowIdSchema, answers: LastAnswersSchema })),
  /** Each change of the projects, of the keys, of the saved users and of what windows share, also one that another page made. */
  follow: declared.output(eventIterator(z.object({ changed: SettingsPartSchema }))),
};
