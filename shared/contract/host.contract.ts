import { eventIterator } from "@orpc/contract";
import { z } from "zod";
import { HostInfoSchema } from "#shared/domain/session/host-info.ts";
import { LastAnswersSchema } from "#shared/domain/session/last-answers.ts";
import { SessionSnapshotSchema } from "#shared/domain/session/session-snapshot.ts";
import { SettingsPartSchema } from "#shared/domain/session/settings-part.ts";
import { declared } from "./errors.ts";

export const hostContract = {
  info: declared.output(HostInfoSchema),
  /** Returns which files of the data folder could not be used, until each is dismissed; `text` says what was lost and where the old file is. */
  notices: declared.output(z.array(z.object({ id: z.string(), text: z.string() }))),
  dismissNotice: declared.input(z.object({ id: z.string() })),
  /** Returns the state of the page that was saved last; null on the first run. */
  loadSession: declared.output(SessionSnapshotSchema.nullable()),
  saveSession: declared.input(SessionSnapshotSchema),
  /** Returns the answers that the page showed last, with their requests; null on the first run. */
  loadAnswers: declared.output(LastAnswersSchema.nullable()),
  saveAnswers: declared.input(LastAnswersSchema),
  /** Each change of the projects, of the keys and of the saved users, also one that another page made. */
  follow: declared.output(eventIterator(z.object({ changed: SettingsPartSchema }))),
};
