// A real OpenID Connect issuer for oidc_test.py: the certified implementation oidc-provider, with its forms for
// development, in which people enter any name.
//
//   oidc_issuer.mjs DIRECTORY_OF_NODE_MODULES ISSUER REDIRECT_URI ALGORITHM
import { generateKeyPairSync } from 'node:crypto';
import { pathToFileURL } from 'node:url';

const [modules, issuer, redirectUri, algorithm] = process.argv.slice(2);
const { default: Provider } = await import(
  pathToFileURL(`${modules}/oidc-provider/lib/index.js`));

const pair = algorithm.startsWith('RS')
  ? generateKeyPairSync('rsa', { modulusLength: 2048 })
  : generateKeyPairSync('ec', { namedCurve: 'P-256' });

// Accounts named "unverified..." have an unverified address, which most providers allow.
function findAccount(_, id) {
  return {
    accountId: id,
    claims: () => ({
      sub: id,
      preferred_username: id.replace(/^unverified-/, ''),
      email: `${id.replace(/^unverified-/, '')}@example.com`,
      email_verified: !id.startsWith('unverified-'),
    }),
  };
}

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'chaoshub',
    client_secret: process.env.CLIENT_SECRET,
    redirect_uris: [redirectUri],
    id_token_signed_response_alg: algorithm,
  }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['preferred_username'] },
  cookies: { keys: ['only for tests'] },
  jwks: { keys: [{ ...pair.privateKey.export({ format: 'jwk' }), use: 'sig', alg: algorithm, kid: 'one' }] },
  pkce: { methods: ['S256'], required: () => true },
  findAccount,
});
const { hostname, port } = new URL(issuer);
provider.listen(Number(port), hostname, () => console.log('listening'));
