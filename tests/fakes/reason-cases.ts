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
  /** What a reply to the customer says, in plain words: what happened, and why. */
  readonly reply: { readonly happened: string; readonly why: string };
  /** What Statsig's answer alone says, where that is another. */
  readonly withoutRules?: { readonly state?: Answer["state"]; readonly because: string };
}

const inGroup = (group: string) => `this unit was assigned to the group “${group}”`;
const noRulePassed = { because: "no rule passed" };

const heldBack = "a few people, chosen at random, do not get new things for now, and you are one of them";
const notYet = (percent: number) =>
  `it is being introduced step by step, for ${percent} % of people so far, and you are not among them yet`;

/** Every place that shows a reason shows this one. */
export const reasonCases: readonly ReasonCase[] = [
  {
    ...{ title: "a gate that a rule lets pass", kind: "gate", name: "checkout_v2", user: { userID: "staff-ada" } },
    ...{ state: "pass", because: "rule “Staff” matched" },
    reply: { happened: "“checkout v2” was on", why: "the ID of your account is staff-ada" },
  },
  {
    ...{ title: "a gate whose rule leaves the user out", kind: "gate", name: "checkout_v2", user: { userID: "u-3", country: "US" } },
    ...{ state: "fail", because: "rule “US and Canada” matched, but this userID is at 61.36 %, outside the first 50 %" },
    withoutRules: noRulePassed,
    reply: { happened: "“checkout v2” was off", why: notYet(50) },
  },
  {
    ...{ title: "a gate that no rule matches", kind: "gate", name: "free_shipping_banner", user: { userID: "u-1", country: "JP" } },
    ...{
      state: "fail",
      because: "no rule matched; closest was rule 1 “European autumn”: country is JP, expected GB, DE, FR or NL",
    },
    withoutRules: noRulePassed,
    reply: {
      happened: "“free shipping banner” was off",
      why: "the country on your account is Japan; this is for the United Kingdom, Germany, France and the Netherlands",
    },
  },
  {
    ...{ title: "a gate that is off", kind: "gate", name: "legacy_reviews", user: { userID: "u-1" } },
    ...{ state: "fail", because: "it is disabled" },
    withoutRules: noRulePassed,
    reply: { happened: "“legacy reviews” was off", why: "it is switched off at the moment" },
  },
  {
    ...{ title: "a gate with a holdout", kind: "gate", name: "checkout_v2", user: { userID: "u-12", country: "US" } },
    ...{ state: "fail", because: "the holdout “autumn_holdout” holds this unit back" },
    withoutRules: noRulePassed,
    reply: { happened: "“checkout v2” was off", why: heldBack },
  },
  {
    ...{ title: "an experiment with a holdout", kind: "experiment", name: "onboarding_flow", user: { userID: "u-12" } },
    ...{ state: "no_group", because: "the holdout “autumn_holdout” holds this unit back" },
    withoutRules: { because: "the rule with the ID GMeVVfPyWMGDEqdZJB5ua5 decided without a group, as a holdout does" },
    reply: { happened: "“onboarding flow” was not active", why: heldBack },
  },
  {
    ...{ title: "a gate without the unit that it needs", kind: "gate", name: "new_search_ranking", user: { userID: "u-2" } },
    ...{
      state: "fail",
      because: "rule “Store rollout” matched, but there is no storeID, and an empty one is at 31.26 %, outside the first 30 %",
    },
    withoutRules: noRulePassed,
    reply: { happened: "“new search ranking” was off", why: "it depends on “store ID” on your account, which we do not know" },
  },
  {
    ...{ title: "an override of an ID", kind: "experiment", name: "checkout_button_color", user: { userID: "qa-bot" } },
    ...{ state: "group", because: "an override assigns this ID to “Emerald”" },
    reply: { happened: "“checkout button color” showed the version “Emerald”", why: "it was set for you by hand" },
  },
  {
    ...{ title: "a group", kind: "experiment", name: "checkout_button_color", user: { userID: "u-1" } },
    ...{ state: "group", because: inGroup("Emerald") },
    reply: {
      happened: "“checkout button color” showed the version “Emerald”",
      why: "people are assigned to versions at random, and this one is yours",
    },
  },
  {
    ...{ title: "an experiment outside its share of a layer", kind: "experiment", name: "checkout_trust_badges", user: { userID: "u-1" } },
    ...{
      state: "no_group",
      because: "this unit is outside the experiment’s share of traffic; another experiment of the layer may hold it",
    },
    reply: {
      happened: "“checkout trust badges” was not active",
      why: "it is shown to a part of our customers, chosen at random, and you are not among them",
    },
  },
  {
    ...{ title: "an experiment that has not started", kind: "experiment", name: "delivery_slot_ui", user: { userID: "u-1" } },
    ...{ state: "no_group", because: "the experiment has not started" },
    reply: { happened: "“delivery slot ui” was not active", why: "it has not started yet" },
  },
  {
    ...{ title: "an experiment whose gate fails", kind: "experiment", name: "pdp_recommendations", user: { userID: "u-2" } },
    ...{ state: "no_group", because: "the experiment’s targeting gate did not pass" },
    reply: { happened: "“pdp recommendations” was not active", why: notYet(10) },
  },
  {
    ...{ title: "a config's default", kind: "config", name: "banner_copy", user: { userID: "u-2" } },
    ...{ state: "default", because: "no rule matched; closest was rule 1 “German”: locale is missing, expected de_DE, de_AT or de_CH" },
    withoutRules: { because: "no rule matched" },
    reply: {
      happened: "“banner copy” had its usual settings",
      why: "we do not know the language that you use; this is for German (Germany), German (Austria) and German (Switzerland)",
    },
  },
  {
    ...{ title: "a config whose rule leaves the user out", kind: "config", name: "search_tuning", user: { userID: "u-2" } },
    ...{ state: "default", because: "rule “One in five” matched, but this userID is at 91.1 %, outside the first 20 %" },
    withoutRules: { state: "value", because: "the rule with the ID q3BnA2ULpR3BNI82csfWrR matched" },
    reply: { happened: "“search tuning” had its usual settings", why: notYet(20) },
  },
  {
    ...{ title: "a layer", kind: "layer", name: "checkout_layer", user: { userID: "u-1" } },
    ...{ state: "value", because: "the experiment “checkout_button_color” sets the values" },
    reply: { happened: "“checkout layer” had special settings", why: "people are assigned to versions at random, and this one is yours" },
  },
  {
    ...{ title: "a layer whose experiment has a holdout", kind: "layer", name: "checkout_layer", user: { userID: "u-12" } },
    ...{
      state: "value",
      because: "this unit is allocated to the experiment “checkout_trust_badges”, but the holdout “autumn_holdout” holds this unit back",
    },
    withoutRules: { because: "the experiment “checkout_trust_badges” sets the values" },
    reply: { happened: "“checkout layer” had its usual settings", why: heldBack },
  },
  {
    ...{ title: "a name that does not exist", kind: "config", name: "checkout_v3", user: { userID: "u-2" } },
    ...{ state: "not_found", because: "the project’s definitions have no dynamic config or experiment of this name" },
    withoutRules: { because: "initialize lists no dynamic config of this name" },
    reply: { happened: "“checkout v3” did not exist", why: "we have nothing of this name at the moment" },
  },
];
