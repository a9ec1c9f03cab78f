import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";

/** Of the sandbox. */
export const cohortGates = [
  ...["checkout_v2", "apple_pay", "dark_mode", "free_shipping_banner", "loyalty_program"],
  ...["new_search_ranking", "gift_cards", "legacy_reviews", "invite_friends", "fraud_watch"],
];

const countries = ["DE", "US", "GB", "FR", "CA", "NL"];

/** The user of a row; the same as `cohortRow` gives. */
export function cohortUser(n: number): StatsigUser {
  return {
    userID: `u-${n}`,
    email: `vera.${n}@example.com`,
    country: countries[n % countries.length] ?? "",
    appVersion: `4.12.${n % 7}`,
    customIDs: { storeID: `store-${n % 84}` },
    custom: { newsletter: n % 3 === 0, plan: n % 5 === 0 ? "pro" : "free" },
  };
}

export const cohortHeader = "userID,email,country,app_version,store,newsletter,plan";

export function cohortRow(n: number): string {
  return `u-${n},vera.${n}@example.com,${countries[n % countries.length]},4.12.${n % 7},store-${n % 84},${n % 3 === 0},${n % 5 === 0 ? "pro" : "free"}`;
}
