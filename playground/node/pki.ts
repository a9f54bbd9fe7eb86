import 'reflect-metadata';
import { generateKeyPairSync, randomBytes, webcrypto } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';
import { apiServiceIp, nodeIp, nodeName } from './settings.js';

x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0]);

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const years = 10;

interface Identity {
  file: string;
  subject: string;
  names?: x509.JsonGeneralNames;
}

const dns = (...values: string[]) => values.map((value) => ({ type: 'dns' as const, value }));
const ip = (...values: string[]) => values.map((value) => ({ type: 'ip' as const, value }));

/** Who is who in the cluster: https://kubernetes.io/docs/setup/best-practices/certificates/ */
const identities: Identity[] = [
  {
    file: 'apiserver',
    subject: 'CN=kube-apiserver',
    names: [
      ...dns(
        'localhost',
        'kubernetes',
        'kubernetes.default',
        'kubernetes.default.svc',
        'kubernetes.default.svc.cluster.local',
      ),
      ...ip('127.0.0.1', nodeIp, apiServiceIp),
    ],
  },
  {
    file: 'kubelet-serving',
    subject: `O=system:nodes,CN=system:node:${nodeName}`,
    names: [...dns(nodeName), ...ip(nodeIp)],
  },
  { file: 'apiserver-kubelet', subject: 'O=system:masters,CN=kube-apiserver-kubelet-client' },
  { file: 'front-proxy', subject: 'CN=front-proxy-client' },
  { file: 'admin', subject: 'O=system:masters,CN=admin' },
  { file: 'kubelet', subject: `O=system:nodes,CN=system:node:${nodeName}` },
  { file: 'controller-manager', subject: 'CN=system:kube-controller-manager' },
  { file: 'scheduler', subject: 'CN=system:kube-scheduler' },
  { file: 'proxy', subject: 'CN=system:kube-proxy' },
];

/** Writes a fresh authority, a certificate for each identity, and the key that signs service accounts' tokens. */
export async function writePki(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity(),
    name: 'CN=sluice-playground',
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  });
  await writeFile(join(dir, 'ca.crt'), authority.toString('pem'));
  await Promise.all(identities.map((identity) => issue(dir, identity, { authority, signingKey: keys.privateKey })));
  const tokens = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await writeKey(
    join(dir, 'service-accounts.key'),
    tokens.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
  );
  await writeFile(join(dir, 'service-accounts.pub'), tokens.publicKey.export({ type: 'spki', format: 'pem' }));
}

async function issue(
  dir: string,
  identity: Identity,
  { authority, signingKey }: { authority: x509.X509Certificate; signingKey: webcrypto.CryptoKey },
): Promise<void> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.create({
    ...validity(),
    subject: identity.subject,
    issuer: authority.subject,
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
      ...(identity.names ? [new x509.SubjectAlternativeNameExtension(identity.names)] : []),
    ],
  });
  const key = x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
  await writeFile(join(dir, `${identity.file}.crt`), certificate.toString('pem'));
  await writeKey(join(dir, `${identity.file}.key`), key);
}

function validity(): { serialNumber: string; notBefore: Date; notAfter: Date } {
  const now = Date.now();
  const serialNumber = `01${randomBytes(12).toString('hex')}`;
  return { serialNumber, notBefore: new Date(now - 3_600_000), notAfter: new Date(now + years * 365 * 86_400_000) };
}

async function writeKey(file: string, pem: string): Promise<void> {
  await writeFile(file, pem, { mode: 0o600 });
}
