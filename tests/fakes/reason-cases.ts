import type { Answer, EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";

/** A kind of answer of the sandbox, and its one reason: without rules, and with them. */
export interface ReasonCase {
  readonly title: string;
  readonly kind: Exclude<EntityKind, "ranked">;
  readonly name: string;
  readonly user: StatsigUser;
  readonly state: Answer["state"];
  /** The reason that the rules give. */
  readonly because: string;
  /** What Statsig's answer alone says, where that is another. */
  readonly withoutRules?: { readonly state?: Answer["state"]; readonly because: string };
}

const inGroup = (group: string) => `this unit was assigned to the group “${group}”`;
const noRulePassed = { because: "no rule passed" };

/** Every place that shows a reason shows this one. */
export const reasonCases: readonly ReasonCase[] = [
  {
    ...{ title: "a gate that a rule lets pass", kind: "gate", name: "checkout_v2", user: { userID: "staff-ada" } },
    ...{ state: "pass", because: "rule “Staff” matched" },
  },
  {
    ...{ title: "a gate whose rule leaves the user out", kind: "gate", name: "checkout_v2", user: { userID: "u-3", country: "US" } },
    ...{ state: "fail", because: "rule “US and Canada” matched, but this userID is at 61.36 %, outside the first 50 %" },
    withoutRules: noRulePassed,
  },
  {
    ...{ title: "a gate that no rule matches", kind: "gate", name: "free_shipping_banner", user: { userID: "u-1", country: "JP" } },
    ...{
      state: "fail",
      because: "no rule matched; closest was rule 1 “European autumn”: country is JP, expected GB, DE, FR or NL",
    },
    withoutRules: noRulePassed,
  },
  {
    ...{ title: "a gate that is off", kind: "gate", name: "legacy_reviews", user: { userID: "u-1" } },
    ...{ state: "fail", because: "it is disabled" },
    withoutRules: noRulePassed,
  },
  {
    ...{ title: "a gate with a holdout", kind: "gate", name: "checkout_v2", user: { userID: "u-12", country: "US" } },
    ...{ state: "fail", because: "the holdout “autumn_holdout” holds this unit back" },
    withoutRules: noRulePassed,
  },
  {
    ...{ title: "an experiment with a holdout", kind: "experiment", name: "onboarding_flow", user: { userID: "u-12" } },
    ...{ state: "no_group", because: "the holdout “autumn_holdout” holds this unit back" },
    withoutRules: { because: "the rule with the ID GMeVVfPyWMGDEqdZJB5ua5 decided without a group, as a holdout does" },
  },
  {
    ...{ title: "a gate without the unit that it needs", kind: "gate", name: "new_search_ranking", user: { userID: "u-2" } },
    ...{
      state: "fail",
      because: "rule “Store rollout” matched, but there is no storeID, and an empty one is at 31.26 %, outside the first 30 %",
    },
    withoutRules: noRulePassed,
  },
  {
    ...{ title: "an override of an ID", kind: "experiment", name: "checkout_button_color", user: { userID: "qa-bot" } },
    ...{ state: "group", because: "an override assigns this ID to “Emerald”" },
  },
  {
    ...{ title: "a group", kind: "experiment", name: "checkout_button_color", user: { userID: "u-1" } },
    ...{ state: "group", because: inGroup("Emerald") },
  },
  {
    ...{ title: "an experiment outside its share of a layer", kind: "experiment", name: "checkout_trust_badges", user: { userID: "u-1" } },
    ...{
      state: "no_group",
      because: "this unit is outside the experiment’s share of traffic; another experiment of the layer may hold it",
    },
  },
  {
    ...{ title: "an experiment that has not started", kind: "experiment", name: "delivery_slot_ui", user: { userID: "u-1" } },
    ...{ state: "no_group", because: "the experiment has not started" },
  },
  {
    ...{ title: "an experiment whose gate fails", kind: "experiment", name: "pdp_recommendations", user: { userID: "u-2" } },
    ...{ state: "no_group", because: "the experiment’s targeting gate did not pass" },
  },
  {
    ...{ title: "a config's default", kind: "config", name: "banner_copy", user: { userID: "u-2" } },
    ...{ state: "default", because: "no rule matched; closest was rule 1 “German”: locale is missing, expected de_DE, de_AT or de_CH" },
    withoutRules: { because: "no rule matched" },
  },
  {
    ...{ title: "a config whose rule leaves the user out", kind: "config", name: "search_tuning", user: { userID: "u-2" } },
    ...{ state: "default", because: "rule “One in five” matched, but this userID is at 91.1 %, outside the first 20 %" },
    withoutRules: { state: "value", because: "the rule with the ID q3BnA2ULpR3BNI82csfWrR matched" },
  },
  {
    ...{ title: "a layer", kind: "layer", name: "checkout_layer", user: { userID: "u-1" } },
    ...{ state: "value", because: "the experiment “checkout_button_color” sets the values" },
  },
  {
    ...{ title: "a layer whose experiment has a holdout", kind: "layer", name: "checkout_layer", user: { userID: "u-12" } },
    ...{
      state: "value",
      because: "this unit is allocated to the experiment “checkout_trust_badges”, but the holdout “autumn_holdout” holds this unit back",
    },
    withoutRules: { because: "the experiment “checkout_trust_badges” sets the values" },
  },
  {
    ...{ title: "a name that does not exist", kind: "config", name: "checkout_v3", user: { userID: "u-2" } },
    ...{ state: "not_found", because: "the project’s definitions have no dynamic config or experiment of this name" },
    withoutRules: { because: "initialize lists no dynamic config of this name" },
  },
];
