import type { Column } from "#renderer/answer/comparison/use-columns.ts";
import { shortWho } from "#renderer/answer/explain/explain-request.ts";
import { tierText } from "#shared/domain/user/statsig-user.ts";

/** What another subject is called in a sentence: `Mia`; `Lena, staging` for the same user elsewhere. */
export function comparedName([mine, other]: readonly Column[]): string {
  if (mine === undefined || other === undefined) return "";
  const who = shortWho(other.subject.userLabel);
  return other.name === who || other.name.startsWith(`${who},`) ? other.name : `${who}, ${other.name}`;
}

/** What another subject differs in, for the button that changes it: `Mia, New York`; `staging`; `Mia, New York, rules as of 24 Nov, 14:02`. */
export function comparedText([mine, other]: readonly Column[]): string {
  if (mine === undefined || other === undefined) return "";
  const facts = ({ subject, projectName, keyName, tier, rulesText }: Column) => [
    subject.userLabel,
    projectName,
    tierText(tier),
    keyName,
    rulesText,
  ];
  const before = facts(mine);
  const differing = facts(other).filter((fact, at) => fact !== before[at]);
  return differing.length === 0 ? other.subject.userLabel : differing.join(", ");
}
