import { maskPrivateIn } from "../user/private-mask.ts";
import type { StatsigUser } from "../user/statsig-user.ts";
import type { Answer } from "./evaluation.ts";

/**
 * Masks the private attributes of a user in what the server sent in answers. What is not the server's own stays as it is, such as the question and the state:
 * an attribute may have the value `unknown` or `config`.
 */
export function maskPrivateInAnswers(answers: readonly Answer[], user: StatsigUser): Answer[] {
  const masked = maskPrivateIn(answers.map(serverTexts), user);
  return answers.map((answer, position) => ({ ...answer, ...masked[position] }));
}

function serverTexts({ value, ruleId, groupName, allocatedExperiment, because, secondaryExposures }: Answer) {
  return { value, ruleId, groupName, allocatedExperiment, because, secondaryExposures };
}
