// Belenios 2.0 in the browser, last part: a trustee checks an archive and decrypts its tally. The private key never leaves the device.
(() => {
  "use strict";
  const { refuse, sha256Base64, compact, readCompact, array, string, decimal, writtenProof } = Belenios.inner;
  const { readElection, writtenCiphertext, checkBallot, product, readShuffle, checkShuffle, readPrivateKey, readTrustees } = Belenios.inner;

  const MOST_WEIGHT = 100000000n;
  const BREATH = 50; // milliseconds after which the page may draw and answer

  /** The public list of credentials: key → weight. */
  const readCredentials = (text, group) => {
    const weights = new Map();
    let together = 0n;
    for (const entry of array(readCompact(text, "bad-credentials", "spelling"), "bad-credentials", "list")) {
      const [key, weight, ...more] = string(entry, "bad-credentials", "entry").split(",");
      const found = decimal(key, group.digits.element, "bad-credentials", "key");
      const counts = weight === undefined ? 1n : decimal(weight, String(MOST_WEIGHT).length, "bad-credentials", "weight");
      if (more.length || weights.has(found) || counts === 0n) refuse("bad-credentials", key);
      weights.set(found, counts);
      together += counts;
    }
    return together <= MOST_WEIGHT ? weights : refuse("bad-credentials", "weight");
  };

  /** Of each credential the last ballot, all ballots checked. */
  const lastBallots = async (election, texts, weights, tick) => {
    const kept = new Map();
    for (const text of texts) {
      const ballot = await checkBallot(election, text);
      if (!weights.has(ballot.credential)) refuse("foreign-credential", ballot.tracker);
      kept.delete(ballot.credential);
      kept.set(ballot.credential, ballot);
      await tick();
    }
    return [...kept.values()];
  };

  const compared = (one, other) => (one < other ? -1 : Number(one > other));

  /** The ciphertexts to decrypt, from the ballots that count: the sum of each field, or sorted one for each ballot. */
  const encryptedTally = ({ group, questions }, counted, weights) =>
    questions.map((question, number) => {
      const answers = counted.map((ballot) => ballot.answers[number]);
      if (question.kind === "numbers") {
        return answers.map(([choice]) => choice).sort((one, other) => compared(one.alpha, other.alpha) || compared(one.beta, other.beta));
      }
      const weighed = counted.map((ballot) => {
        const weight = weights.get(ballot.credential);
        if (weight === 1n) return ballot.answers[number];
        return ballot.answers[number].map(({ alpha, beta }) => ({ alpha: group.power(alpha, weight), beta: group.power(beta, weight) }));
      });
      return Array.from({ length: question.fields }, (_none, place) => product(group, weighed.map((choices) => choices[place])));
    });

  /** The encrypted tally, made again from the ballots and compared with the published one. */
  const checkedTally = async (election, archive, weights, tick) => {
    const counted = await lastBallots(election, archive.ballots, weights, tick);
    const together = counted.reduce((sum, ballot) => sum + weights.get(ballot.credential), 0n);
    if (counted.length !== archive.tallied.ballots || together !== archive.tallied.weight) refuse("wrong-tally", "number of ballots");
    const tally = encryptedTally(election, counted, weights);
    if (compact(tally.map((question) => question.map(writtenCiphertext))) !== archive.encryptedTally) refuse("wrong-tally", "ciphertexts");
    return tally;
  };

  /** The tally after the last shuffle, each shuffle proven. */
  const afterShuffles = async (election, archive, tally, tick) => {
    const { group, questions } = election;
    const places = questions.map((_question, place) => place).filter((place) => questions[place].kind === "numbers");
    const current = [...tally];
    for (const { text } of archive.shuffles) {
      const { lists, proofs } = readShuffle(text, group, places.length);
      for (const [which, place] of places.entries()) {
        await checkShuffle(election, current[place], lists[which], proofs[which], tick);
        current[place] = lists[which];
      }
    }
    return current;
  };

  const checkOwners = (made, trustees) => {
    const owners = made.map((one) => one.trustee);
    if (new Set(owners).size !== owners.length || !owners.every((one) => one >= 1 && one <= trustees)) refuse("unknown-trustee");
  };

  /** Refuse an archive in which there is nothing to decrypt now, or not by this trustee. */
  const checkReady = ({ questions }, archive, trustees, trustee) => {
    const shuffled = questions.some((question) => question.kind === "numbers");
    const last = archive.kinds[archive.kinds.length - 1];
    if (archive.shuffles.length > 0 !== shuffled && archive.kinds.includes("PartialDecryption")) refuse("out-of-order", "shuffles");
    if (last !== (shuffled ? "EndShuffles" : "EncryptedTally") && last !== "PartialDecryption") refuse("nothing-to-decrypt", last);
    checkOwners(archive.shuffles, trustees);
    checkOwners(archive.decryptions, trustees);
    if (archive.decryptions.some((one) => one.trustee === trustee)) refuse("already-decrypted");
  };

  /** For each ciphertext a factor, with the proof that it was made with the trustee's key. */
  const partialDecryption = async ({ group, fingerprint }, tally, secret, key, tick) => {
    const written = { decryption_factors: [], decryption_proofs: [] };
    for (const question of tally) {
      const [factors, proofs] = [[], []];
      for (const { alpha } of question) {
        const chance = group.randomExponent();
        const commitments = `${group.generatorPower(chance)},${group.power(alpha, chance)}`;
        const challenge = await group.challenge(`decrypt|${fingerprint}|${key}|${commitments}`);
        factors.push(String(group.power(alpha, secret)));
        proofs.push(writtenProof({ challenge, response: group.reduced(chance - secret * challenge) }));
        await tick();
      }
      written.decryption_factors.push(factors);
      written.decryption_proofs.push(proofs);
    }
    return compact(written);
  };

  /** Tells `progress` how many steps are done, and lets the page breathe now and then. */
  const counter = (archive, { questions }, progress) => {
    const perQuestion = ({ kind, fields }) => (kind === "numbers" ? archive.tallied.ballots * (1 + archive.shuffles.length) : fields);
    const total = questions.reduce((sum, question) => sum + perQuestion(question), archive.ballots.length);
    let done = 0;
    let rested = performance.now();
    return async () => {
      done += 1;
      progress(done, total);
      if (performance.now() - rested < BREATH) return;
      await new Promise((go) => setTimeout(go));
      rested = performance.now();
    };
  };

  /**
   * A trustee's part of the decryption, to hand over: `{text, trustee, checkValue}`; `trustee` counts from 1.
   *
   * Before the key is used, everything that the archive claims is checked: names, chain and order, the trustees' keys and that the election's is
   * theirs together, every ballot with its proofs, signature and credential, the encrypted tally (made again from the ballots), every shuffle.
   * What other trustees decrypted is not looked at: it changes nothing here. `progress(done, total)` is told how far it is.
   * Decrypt only ever once for a vote.
   *
   * Refused: what `readArchive` refuses; bad-election, unknown-group, bad-key, foreign-key, bad-trustees, wrong-election-key, bad-credentials,
   * nothing-to-decrypt, already-decrypted, unknown-trustee, bad-ballot, other-election, foreign-credential, wrong-tally, bad-shuffle.
   */
  const decrypt = async (archiveBytes, privateKeyText, progress = () => {}) => {
    const archive = await Belenios.readArchive(archiveBytes);
    const election = await readElection(archive.electionText);
    const { group } = election;
    const secret = readPrivateKey(privateKeyText, group);
    const keys = await readTrustees(archive.trusteesText, group);
    const key = group.generatorPower(secret);
    if (!keys.includes(key)) refuse("foreign-key");
    const trustee = keys.indexOf(key) + 1;
    if (keys.reduce((one, other) => group.times(one, other)) !== election.publicKey) refuse("wrong-election-key");
    checkReady(election, archive, keys.length, trustee);
    const weights = readCredentials(archive.credentialsText, group);
    const weighted = [...weights.values()].some((weight) => weight !== 1n);
    if (weighted && election.questions.some((question) => question.kind === "numbers")) refuse("bad-credentials", "weights with ranks");
    const tick = counter(archive, election, progress);
    const tally = await afterShuffles(election, archive, await checkedTally(election, archive, weights, tick), tick);
    const text = await partialDecryption(election, tally, secret, key, tick);
    return { text, trustee, checkValue: await sha256Base64(text) };
  };

  Object.assign(Belenios, { decrypt });
})();
