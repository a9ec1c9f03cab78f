import { z } from "zod";
import { ForgetReceiptSchema, ForgetReportSchema } from "#shared/domain/session/forget-report.ts";
import { declared } from "./errors.ts";

/** The user's IDs, e-mail address and so on. */
const ForgetInputSchema = z.object({ values: z.array(z.string().trim().min(1)).min(1) });

export const forgetContract = {
  /** Counts what the data folder keeps of a user. Changes nothing. */
  preview: declared.input(ForgetInputSchema).output(ForgetReportSchema),
  /** Starts the removal. The program closes its data folder and the connections of all pages for it; when they are back, each page has to be loaded again. */
  remove: declared.input(ForgetInputSchema),
  /** Returns how the last removal of this run ended; null if there was none, or after `dismissReceipt`. */
  receipt: declared.output(ForgetReceiptSchema.nullable()),
  dismissReceipt: declared,
};
