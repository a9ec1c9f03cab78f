import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";

/**
 * Eight invented users who get different answers from the sandbox: by staff membership, country, device and spending, and without a userID.
 * The IDs are fixed, so that a restored session finds its persona before the personas were written to disk.
 */
export const demoPersonas: readonly { readonly id: string; readonly name: string; readonly user: StatsigUser }[] = [
  {
    id: "demo-ada",
    name: "Ada, staff",
    user: {
      userID: "staff-ada",
      email: "ada@lumenandloom.example",
      customIDs: { stableID: "dev-3" },
      statsigEnvironment: { tier: "staging" },
    },
  },
  {
    id: "demo-mia",
    name: "Mia, US, iPhone",
    user: {
      userID: "u-1001",
      email: "mia@example.net",
      country: "US",
      locale: "en_US",
      appVersion: "4.12.3",
      userAgent:
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Mobile/15E148 Safari/604.1",
      customIDs: { stableID: "dev-1", storeID: "store-oslo" },
      custom: { lifetime_spend: 1250, cart_total: 80, currency: "USD", cart_items: ["lamp"] },
    },
  },
  {
    id: "demo-jonas",
    name: "Jonas, Germany",
    user: {
      userID: "u-1002",
      email: "jonas@example.de",
      country: "DE",
      locale: "de_DE",
      appVersion: "4.9.0",
      userAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
      customIDs: { stableID: "dev-2", storeID: "store-berlin" },
      custom: { newsletter: true, theme: "Dark", cart_items: ["voucher"], currency: "EUR" },
    },
  },
  {
    id: "demo-guest",
    name: "Guest, no userID",
    user: { customIDs: { stableID: "guest-77" }, country: "GB", custom: { postcode: "SW1A 1AA", cart_total: 200 } },
  },
  {
    id: "demo-lena",
    name: "Lena, Hamburg",
    user: {
      userID: "u-1036",
      email: "lena@example.de",
      country: "DE",
      locale: "de_DE",
      appVersion: "4.12.3",
      userAgent: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Safari/605.1.15",
      customIDs: { stableID: "dev-36", storeID: "store-hamburg" },
      custom: { newsletter: true, theme: "Dark", cart_items: ["lamp", "voucher"], currency: "EUR" },
      privateAttributes: { lifetime_spend: 410 },
    },
  },
  {
    id: "demo-qa-bot",
    name: "QA bot",
    user: {
      userID: "qa-bot",
      ip: "8.8.8.8",
      userAgent: "python-requests/2.31",
      customIDs: { stableID: "dev-4", storeID: "store-9" },
    },
  },
  {
    id: "demo-camille",
    name: "Camille, France, platinum",
    user: {
      userID: "u-1003",
      country: "FR",
      appVersion: "2.9.9",
      custom: { loyalty_tier: "platinum", birthday: "2012-05-01T00:00:00Z", currency: "EUR", cart_items: [] },
    },
  },
  {
    id: "demo-sam",
    name: "Sam, throw-away e-mail",
    user: { userID: "u-1004", email: "x@mailinator.com", country: "CA", statsigEnvironment: { tier: "production" } },
  },
];
