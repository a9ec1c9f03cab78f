import { lazyPart } from "#renderer/ui/lazy-part.tsx";

/** The dialog *Forget this user…*, whose code is loaded when it opens. */
export const ForgetUserDialog = lazyPart(async () => (await import("./forget-user.tsx")).ForgetUserDialog);
/** Loaded on its own: hardly any start follows a removal. */
export const ForgetReceiptDialog = lazyPart(async () => (await import("./forget-receipt.tsx")).ForgetReceiptDialog, undefined, {
  isOptional: true,
});
