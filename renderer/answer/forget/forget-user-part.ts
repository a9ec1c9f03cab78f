import { lazyPart } from "#renderer/ui/lazy-part.tsx";

/** The dialog *Forget this user…*, whose code is loaded when it opens. */
export const ForgetUserDialog = lazyPart(async () => (await import("./forget-user.tsx")).ForgetUserDialog);
