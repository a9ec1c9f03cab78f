import type { ReactNode } from "react";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import type { KeyInfo } from "#shared/domain/project/key-info.ts";
import type { ShownAnswer } from "../explain/shown-answer.ts";

export type AnswerSummaryProps = {
  subject: ShownAnswer;
  /** False for an answer that no rules explain: everything that needs an explanation is left out. */
  isExplainable: boolean;
  exchange: Exchange | null;
  unit: { idType: string; value: string } | null;
  /** The key that was used, if known. */
  keyInfo?: Pick<KeyInfo, "kind" | "lastFour"> | null;
  onCheckName?: (name: string) => void;
  onCheckAgain?: () => void;
  /** Shows the *Why* tab. */
  onWhy: () => void;
  /** The button that composes the exposure that a logged check would have written. */
  logExposure?: ReactNode;
};
