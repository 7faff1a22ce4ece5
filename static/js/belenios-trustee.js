// Belenios 2.0 in the browser, seventh part: the keys of trustees, made on the trustee's own device and proven to be known.
(() => {
  "use strict";
  const { refuse, groupNamed, sha256Base64, compact, readCompact, fields, array, exponent, element } = Belenios.inner;
  const { proveExponent, exponentIsProven, writtenProof, readProof } = Belenios.inner;

  const prefix = (group, key) => `pok|${group.name}|${key}|`;

  /**
   * A trustee's new pair of keys, as the texts of the two files: `{privateKey, publicKey, checkValue}`.
   *
   * The private one stays with the trustee. The public one is handed over, with a proof of knowing the private one; the check value is read
   * out by telephone. Refused: unknown-group, insecure-page.
   */
  const newKeyPair = async (groupName) => {
    const group = groupNamed(groupName);
    const secret = group.randomExponent();
    const key = group.generatorPower(secret);
    const pok = writtenProof(await proveExponent(group, secret, prefix(group, key)));
    const publicKey = compact({ pok, public_key: String(key) });
    return { privateKey: compact(String(secret)), publicKey, checkValue: await sha256Base64(publicKey) };
  };

  /** The secret from its file. */
  const readPrivateKey = (text, group) => {
    const secret = exponent(readCompact(text.trim(), "bad-key", "spelling"), group, "bad-key", "number");
    return secret > 0n ? secret : refuse("bad-key", "0");
  };

  /** The public keys of all trustees, in order, each with its proof checked. */
  const readTrustees = async (text, group) => {
    const keys = [];
    for (const entry of array(readCompact(text, "bad-trustees", "spelling"), "bad-trustees", "list")) {
      const what = `trustee ${keys.length + 1}`;
      const [kind, value] = array(entry, "bad-trustees", what, 2);
      if (kind !== "Single") refuse("bad-trustees", `${what}: threshold`);
      const [pok, written] = fields(value, "bad-trustees", what, "pok", "public_key");
      const key = element(written, group, "bad-trustees", what);
      const proof = readProof(pok, group, "bad-trustees", what);
      if (key === 1n || !(await exponentIsProven(group, key, prefix(group, key), proof))) refuse("bad-trustees", `${what}: proof`);
      keys.push(key);
    }
    return keys.length ? keys : refuse("bad-trustees", "none");
  };

  Object.assign(Belenios, { newKeyPair });
  Object.assign(Belenios.inner, { readPrivateKey, readTrustees });
})();
