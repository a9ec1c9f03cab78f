import { Compare } from "#renderer/features/compare/compare.tsx";
import { checkForSubject } from "../check-from-app.ts";

export function CompareScreen() {
  return <Compare onOpenInWhy={(subject, { kind, name }) => checkForSubject(subject, kind, name)} />;
}
