import { expect, it } from "vitest";
import { firstHttpProxy } from "./desktop-network.ts";

it.each([
  ["DIRECT", null],
  ["PROXY proxy.example:3128", "http://proxy.example:3128"],
  ["PROXY proxy.example:3128;DIRECT", "http://proxy.example:3128"],
  ["HTTPS proxy.example:443; PROXY other.example:80", "https://proxy.example:443"],
  ["SOCKS5 socks.example:1080; PROXY proxy.example:3128", "http://proxy.example:3128"],
  ["SOCKS5 socks.example:1080", null],
  ["DIRECT; PROXY proxy.example:3128", null],
  ["", null],
])("reads %j as %j", (proxies, expected) => {
  expect(firstHttpProxy(proxies)).toBe(expected);
});
