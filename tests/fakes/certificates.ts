import { createPrivateKey, generateKeyPairSync, randomBytes, sign } from "node:crypto";

/** A certificate for a test and its key, both as PEM. */
export interface TestCertificate {
  readonly name: string;
  readonly certificate: string;
  readonly key: string;
}

/**
 * Issues an X.509 certificate (RFC 5280 §4.1), so that no test depends on an openssl binary. Without `issuer` the certificate is self-signed.
 * Valid from yesterday to tomorrow, unless `isExpired`.
 */
export function issueCertificate(options: {
  readonly name: string;
  readonly issuer?: TestCertificate;
  readonly isAuthority?: boolean;
  readonly isExpired?: boolean;
  /** Host names; `IP:127.0.0.1` for an address. */
  readonly hosts?: readonly string[];
}): TestCertificate {
  const { name, issuer, isAuthority = false, isExpired = false, hosts = [] } = options;
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const dayMs = 86_400_000;
  const fromMs = Date.now() - (isExpired ? 3 : 1) * dayMs;

  const toBeSigned = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ecdsaWithSha256,
    distinguishedName(issuer?.name ?? name),
    sequence(time(fromMs), time(fromMs + 2 * dayMs)),
    distinguishedName(name),
    publicKey.export({ type: "spki", format: "der" }),
    tagged(
      0xa3,
      sequence(
        sequence(oid("551d13"), octets(isAuthority ? sequence(Buffer.from([0x01, 0x01, 0xff])) : sequence())),
        ...(hosts.length === 0 ? [] : [sequence(oid("551d11"), octets(sequence(...hosts.map(alternativeName))))]),
      ),
    ),
  );
  const signature = sign("sha256", toBeSigned, issuer === undefined ? privateKey : createPrivateKey(issuer.key));
  const der = sequence(toBeSigned, ecdsaWithSha256, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])));
  return {
    name,
    certificate: `-----BEGIN CERTIFICATE-----\n${der.toString("base64").replace(/.{1,64}/g, "$&\n")}-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

const sequence = (...parts: Buffer[]) => tagged(0x30, Buffer.concat(parts));
const integer = (bytes: Buffer) => tagged(0x02, bytes);
const octets = (content: Buffer) => tagged(0x04, content);
const oid = (hex: string) => tagged(0x06, Buffer.from(hex, "hex"));
const time = (ms: number) => tagged(0x18, Buffer.from(`${new Date(ms).toISOString().slice(0, 19).replace(/[-:T]/g, "")}Z`));
const distinguishedName = (name: string) => sequence(tagged(0x31, sequence(oid("550403"), tagged(0x0c, Buffer.from(name)))));
const ecdsaWithSha256 = sequence(oid("2a8648ce3d040302"));

function alternativeName(host: string): Buffer {
  return host.startsWith("IP:") ? tagged(0x87, Buffer.from(host.slice(3).split(".").map(Number))) : tagged(0x82, Buffer.from(host));
}
