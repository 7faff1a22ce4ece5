// A real OpenID provider for the tests: `node server.mjs PORT REDIRECT_URI…`. Whoever signs in types a name and a level; nothing is checked.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const [port, ...redirectUris] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const mails = { berta: ["berta@town.example", true], carl: ["carl@town.example", false] };

const provider = new Provider(issuer, {
  clients: [{ client_id: "mitreden", client_secret: "only-for-tests-only-for-tests-xx", redirect_uris: redirectUris }],
  acrValues: ["low", "high"],
  pkce: { required: () => true },
  claims: { openid: ["sub", "acr"], email: ["email", "email_verified"], address: ["address"] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  async findAccount(_context, id) {
    const [email, verified] = mails[id] || [];
    const claims = { sub: id, address: { postal_code: id === "berta" ? "12345" : "99999" }, ...(email ? { email, email_verified: verified } : {}) };
    return { accountId: id, claims: async () => claims };
  },
  async loadExistingGrant(context) {
    const grant = new context.oidc.provider.Grant({ clientId: context.oidc.client.clientId, accountId: context.oidc.session.accountId });
    grant.addOIDCScope("openid email address");
    await grant.save();
    return grant;
  },
});

const form = '<form method="post"><label>Name <input name="login"></label><label>Level <input name="acr" value="low"></label>'
  + '<button name="act" value="in">Sign in</button><button name="act" value="cancel">Cancel</button></form>';

const read = async (request) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  return new URLSearchParams(body);
};

createServer(async (request, response) => {
  if (!request.url.startsWith("/interaction/")) return provider.callback()(request, response);
  if (request.method !== "POST") {
    response.setHeader("Content-Type", "text/html");
    return response.end(form);
  }
  const given = await read(request);
  const result = given.get("act") === "cancel"
    ? { error: "access_denied", error_description: "cancelled" }
    : { login: { accountId: given.get("login"), acr: given.get("acr") || undefined } };
  return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}).listen(Number(port), "127.0.0.1", () => console.log("ready"));
