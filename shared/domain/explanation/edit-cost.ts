/** The field of a condition, as far as it decides how likely it is that somebody edits it. */
export interface EditedField {
  /** Statsig's name of the condition's type: `user_field`, `unit_id`. */
  readonly type: string;
  readonly field: string | null;
  readonly operator: string | null;
  readonly isPrivate: boolean;
}

/** For what no edit of the user reaches: a percentage, the slot of a layer, a missing gate. */
export const impossibleCost = 100;

/** An edit that somebody would make to try a rule: a country, a plan, a version. */
const likelyCost = 1;

/**
 * Returns how unlikely it is that somebody edits this field to reach a rule; 1 for an ordinary attribute. Another tier is another environment, another
 * e-mail address or ID is another person, and the time and the ID lists are not the user's.
 */
export function editCost({ type, field, operator, isPrivate }: EditedField): number {
  if (operator?.endsWith("in_segment_list")) return 20;
  switch (type) {
    case "unit_id":
      return 8;
    case "environment_field":
      return 1.5;
    case "current_time":
    case "target_app":
    case "experiment_group":
    case "user_bucket":
      return 30;
  }
  const name = (field ?? "").toLowerCase().replace(/_/g, "");
  const cost = fieldCosts[name] ?? likelyCost;
  return cost + (isPrivate ? 0.25 : 0);
}

const fieldCosts: Readonly<Record<string, number>> = {
  userid: 8,
  stableid: 8,
  email: 4,
  ip: 2,
  useragent: 2,
  browsername: 1.5,
  osname: 1.5,
};
