// Belenios 2.0 in the browser, fifth part: whether a shuffle swapped nothing (after the CHVote specification and Terelius and Wikström).
//
// A trustee who decrypts what a server calls “shuffled” could be made to open single ballots. So the proof is checked before a key is used.
(() => {
  "use strict";
  const { refuse, number, sha256, sha256Hex, readCompact, fields, array, exponent, element, readCiphertext } = Belenios.inner;
  const BAD = "bad-shuffle";

  const bitLength = (value) => value.toString(2).length;

  /** Π digit ** buckets[digit], by running products from the highest digit down. */
  const weighed = (group, buckets) => {
    let running = 1n;
    let total = 1n;
    for (let digit = buckets.length - 1; digit > 0; digit -= 1) {
      if (buckets[digit] !== undefined) running = group.times(running, buckets[digit]);
      total = group.times(total, running);
    }
    return total;
  };

  /** Π bases[i] ** exponents[i], after Pippenger: equal digits of all exponents are gathered first, then weighed once. */
  const productOfPowers = (group, bases, exponents) => {
    const width = Math.max(2, Math.min(12, bitLength(bases.length) - 2));
    const mask = (1n << BigInt(width)) - 1n;
    let result = 1n;
    for (let start = Math.floor((group.bits - 1) / width) * width; start >= 0; start -= width) {
      for (let bit = 0; bit < width; bit += 1) result = group.times(result, result);
      const buckets = new Array(2 ** width);
      bases.forEach((base, place) => {
        const digit = Number((exponents[place] >> BigInt(start)) & mask);
        if (digit) buckets[digit] = buckets[digit] === undefined ? base : group.times(buckets[digit], base);
      });
      result = group.times(result, weighed(group, buckets));
    }
    return result;
  };

  const product = (group, numbers) => numbers.reduce((one, other) => group.times(one, other), 1n);

  /** An element of which nobody knows the exponent: a hash raised into the group. */
  const generator = async (group, place) => {
    const found = group.power(number(await sha256(`ggen|${place}`)), (group.p - 1n) / group.q);
    return [0n, 1n, group.g].includes(found) ? refuse(BAD, "generators") : found;
  };

  /** The secondary generator, and one for each place. */
  const generators = async (group, count) => {
    const others = [];
    for (let place = 0; place < count; place += 1) others.push(await generator(group, place));
    const secondary = await generator(group, -1);
    if (new Set([secondary, ...others]).size !== count + 1) refuse(BAD, "generators");
    return [secondary, others];
  };

  const listed = (ciphertexts) => ciphertexts.map(({ alpha, beta }) => `${alpha},${beta},`).join("");
  const joined = (numbers) => numbers.map((one) => `${one},`).join("");

  /** The proof as it was written down, every number checked to be of the group, or of its exponents. */
  const readProof = (written, group, count) => {
    const elements = (values, length) => array(values, BAD, "list", length).map((one) => element(one, group, BAD, "element"));
    const exponents = (values, length) => array(values, BAD, "list", length).map((one) => exponent(one, group, BAD, "exponent"));
    const [commitments, responses, committed, chain] = array(written, BAD, "proof", 4);
    const [t1, t2, t3, t4, links] = array(commitments, BAD, "commitments", 5);
    const [s1, s2, s3, s4, forLinks, forMasks] = array(responses, BAD, "responses", 6);
    return {
      single: [...elements([t1, t2, t3], 3), ...elements(t4, 2)],
      links: elements(links, count),
      responses: exponents([s1, s2, s3, s4], 4),
      forLinks: exponents(forLinks, count),
      forMasks: exponents(forMasks, count),
      committed: elements(committed, count),
      chain: elements(chain, count),
    };
  };

  /** A challenge for each place, and the one to the last, Schnorr-like part. */
  const challenges = async (election, before, after, proof) => {
    const { group, fingerprint, publicKey } = election;
    const said = listed(before) + listed(after) + joined(proof.committed);
    const head = await sha256Hex(`shuffle-challenges|${fingerprint}|${said}`);
    const weights = [];
    for (let place = 0; place < before.length; place += 1) weights.push(await group.challenge(head + (await sha256Hex(String(place)))));
    const commitments = joined(proof.single) + joined(proof.links);
    const text = `shuffle-challenge|${fingerprint}|${commitments}${said}${joined(proof.chain)}${publicKey}`;
    return { weights, challenge: await group.challenge(text) };
  };

  /** What the five single commitments claim: each a commitment, what it is about, and what must come out. */
  const singleClaims = (election, before, after, proof, weights, [secondary, others]) => {
    const { group, publicKey } = election;
    const { single, committed, chain, forMasks } = proof;
    const [s1, s2, s3, s4] = proof.responses;
    const ofWeights = (bases) => productOfPowers(group, bases, weights);
    const ofMasks = (bases) => productOfPowers(group, bases, forMasks);
    const half = (ciphertexts, name) => ciphertexts.map((one) => one[name]);
    const whole = group.times(product(group, committed), group.inverse(product(group, others)));
    const ofAll = weights.reduce((one, other) => (one * other) % group.q, 1n);
    const end = group.times(chain[chain.length - 1], group.inverse(group.power(secondary, ofAll)));
    const byKey = group.table(publicKey).power(group.reduced(-s4));
    return [
      [single[0], whole, group.generatorPower(s1)],
      [single[1], end, group.generatorPower(s2)],
      [single[2], ofWeights(committed), group.times(group.generatorPower(s3), ofMasks(others))],
      [single[3], ofWeights(half(before, "beta")), group.times(byKey, ofMasks(half(after, "beta")))],
      [single[4], ofWeights(half(before, "alpha")), group.times(group.generatorPower(-s4), ofMasks(half(after, "alpha")))],
    ];
  };

  /** Refuse unless a proof shows that `after` is `before`, encrypted anew in another order. `tick` is waited for once for each ciphertext. */
  const checkShuffle = async (election, before, after, written, tick) => {
    const { group } = election;
    if (after.length !== before.length) refuse(BAD, "length");
    if (!before.length) return;
    const proof = readProof(written, group, before.length);
    const { weights, challenge } = await challenges(election, before, after, proof);
    const found = await generators(group, before.length);
    const check = ([claimed, about, right]) => {
      if (group.times(claimed, group.power(about, challenge)) !== right) refuse(BAD, "proof");
    };
    singleClaims(election, before, after, proof, weights, found).forEach(check);
    for (const [place, link] of proof.links.entries()) {
      const previous = place ? proof.chain[place - 1] : found[0];
      const right = group.times(group.generatorPower(proof.forLinks[place]), group.power(previous, proof.forMasks[place]));
      check([link, proof.chain[place], right]);
      await tick();
    }
  };

  /** What a trustee made of each shuffled question: its ciphertexts, all of the group, and the proofs, unchecked. */
  const readShuffle = (text, group, questions) => {
    const [lists, proofs] = fields(readCompact(text, BAD, "spelling"), BAD, "keys", "ciphertexts", "proofs");
    const read = (one) => array(one, BAD, "question").map((ciphertext) => readCiphertext(ciphertext, group, BAD, "ciphertext"));
    return { lists: array(lists, BAD, "questions", questions).map(read), proofs: array(proofs, BAD, "proofs", questions) };
  };

  Object.assign(Belenios.inner, { readShuffle, checkShuffle });
})();
