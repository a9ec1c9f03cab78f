import { expect, test } from "vitest";
import { looksLikeId } from "./looks-like-id.ts";

test.each([
  "u-1036",
  "u-7",
  "U1",
  "10293",
  "lena@example.de",
  "user_123",
  "cus_9s6XKzkNRiz8i3",
  "3f2b9c1e-77aa-4d1b-9b6e-0c5d2a1b4c5d",
  "staff-ada-4411",
])("%s looks like the ID of a person", (text) => expect(looksLikeId(text)).toBe(true));

test.each(["banner", "checkout_v9", "chekout_v2", "new-nav", "promo_q4", "ab_50_50", "sale_10pct", "summer_2026", "v2", "Histroy", "lena"])(
  "%s does not",
  (text) => expect(looksLikeId(text)).toBe(false),
);
