import { createHash, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createSecureContext, type SecureContext } from "node:tls";
import type { Network } from "../ports.ts";
import { NotSent, systemCodeOf } from "./connection-broken.ts";

/** The certificate authorities that are trusted: those of this machine, and those in a project's CA file. */
export interface Trust {
  /** Reads the file each time, so that a new version is used at once. Throws `NotSent` if it cannot be used. */
  contextFor(caFile: string | null): Promise<{ readonly context: SecureContext; readonly key: string }>;
}

export function createTrust(network: Network): Trust {
  // Creating a context from several hundred certificates is slow, so one is cached for each set.
  const contexts = new Map<string, SecureContext>();
  return {
    async contextFor(caFile) {
      const added = caFile === null ? [] : await readCaFile(caFile);
      const key = createHash("sha256").update(added.join()).digest("hex");
      const context = contexts.get(key) ?? createSecureContext({ ca: [...network.trustedCertificates(), ...added] });
      contexts.set(key, context);
      return { context, key };
    },
  };
}

async function readCaFile(path: string): Promise<string[]> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new NotSent(
      `The CA file ${path} could not be read (${systemCodeOf(error)}). Choose another file in the project's network settings.`,
    );
  });
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  if (certificates.length === 0 || !certificates.every(isCertificate))
    throw new NotSent(`The CA file ${path} contains no certificate in PEM format. Choose another file in the project's network settings.`);
  return certificates;
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}
