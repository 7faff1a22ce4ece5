// Belenios 2.0 in the browser, fourth part: what anybody can check of a ballot, and what its voter can check once it is opened.
(() => {
  "use strict";
  const { refuse, sha256Base64, compact, readCompact, fields, array, string, exponent, element, exponentIsProven, readProof } = Belenios.inner;
  const { OPENED, readElection, encrypt, writtenCiphertext, plain, pair, accepted } = Belenios.inner;
  const BAD = "bad-ballot";

  const readCiphertext = (value, group, code, what) => {
    const [alpha, beta] = fields(value, code, what, "alpha", "beta");
    return { alpha: element(alpha, group, code, what), beta: element(beta, group, code, what) };
  };

  /** The ciphertext of the sum. */
  const product = (group, ciphertexts) => {
    const both = (one, other) => ({ alpha: group.times(one.alpha, other.alpha), beta: group.times(one.beta, other.beta) });
    return ciphertexts.reduce(both, { alpha: 1n, beta: 1n });
  };

  /** A ciphertext of which many powers are needed. */
  const withPowers = (group, { alpha, beta }) => ({ alpha: group.fewPowers(alpha), beta: group.fewPowers(beta) });

  /**
   * Whether proofs show that at least one of several ciphertexts encrypts 1: each given by its `powers`, and by a `count` that is taken off
   * what is encrypted.
   */
  const oneOfIsProven = async (election, statements, prefix, proofs) => {
    const { group, publicKey } = election;
    const commitments = [];
    statements.forEach(({ powers, count }, place) => {
      const { challenge, response } = proofs[place];
      commitments.push(group.times(group.generatorPower(response), powers.alpha.power(challenge)));
      const beside = group.times(group.table(publicKey).power(response), powers.beta.power(challenge));
      commitments.push(count ? group.times(beside, group.generatorPower(-BigInt(count) * challenge)) : beside);
    });
    const together = proofs.reduce((sum, proof) => sum + proof.challenge, 0n);
    return (await group.challenge(prefix + commitments.join(","))) === group.reduced(together);
  };

  const readProofs = (value, group, what, length) => array(value, BAD, what, length).map((one) => readProof(one, group, BAD, what));

  const checkNumbers = async (election, written, bound, what) => {
    const { group, publicKey } = election;
    const [choices, proof] = fields(written, BAD, what, "choices", "proof");
    const choice = readCiphertext(choices, group, BAD, what);
    const prefix = `raweg|${bound}|${publicKey},${pair(choice)}|`;
    if (!(await exponentIsProven(group, choice.alpha, prefix, readProof(proof, group, BAD, what)))) refuse(BAD, `${what}: proof`);
    return [choice];
  };

  const checkTotal = async (election, question, choices, bound, overall, blank, what) => {
    const { group } = election;
    const allBound = `${bound}|${choices.map(pair).join(",")}`;
    const marked = product(group, question.blank ? choices.slice(1) : choices);
    const powers = withPowers(group, marked);
    const totals = [];
    for (let count = question.minimum; count <= question.maximum; count += 1) totals.push({ powers, count });
    let prefix = `prove|${allBound}|${pair(marked)}|`;
    if (question.blank) {
      prefix = `bproof1|${allBound}|`;
      const first = withPowers(group, choices[0]);
      totals.unshift({ powers: first, count: 1 });
      const either = [first, powers].map((one) => ({ powers: one, count: 0 }));
      if (!(await oneOfIsProven(election, either, `bproof0|${allBound}|`, readProofs(blank, group, what, 2)))) refuse(BAD, `${what}: blank`);
    }
    const proofs = readProofs(overall, group, what, totals.length);
    if (!(await oneOfIsProven(election, totals, prefix, proofs))) refuse(BAD, `${what}: total`);
  };

  const checkCrosses = async (election, question, written, bound, what) => {
    const { group } = election;
    const names = ["choices", "individual_proofs", "overall_proof", ...(question.blank ? ["blank_proof"] : [])];
    const [listed, individual, overall, blank] = fields(written, BAD, what, ...names);
    const choices = array(listed, BAD, what, question.fields).map((one) => readCiphertext(one, group, BAD, what));
    array(individual, BAD, what, question.fields);
    for (const [place, choice] of choices.entries()) {
      const proofs = readProofs(individual[place], group, what, 2);
      const powers = withPowers(group, choice);
      const statements = [0, 1].map((count) => ({ powers, count }));
      if (!(await oneOfIsProven(election, statements, `prove|${bound}|${pair(choice)}|`, proofs))) refuse(BAD, `${what}: choice ${place + 1}`);
    }
    await checkTotal(election, question, choices, bound, overall, blank, what);
    return choices;
  };

  const checkSignature = async (election, written, credential, what) => {
    const { signature, ...unsigned } = written;
    const [hash, proof] = fields(signature, BAD, what, "hash", "proof");
    const signed = hash === (await sha256Base64(compact(unsigned)));
    const shown = await exponentIsProven(election.group, credential, `sig|${hash}|`, readProof(proof, election.group, BAD, what));
    if (!signed || !shown) refuse(BAD, `${what}: signature`);
  };

  /**
   * Check all that a ballot shows by itself: form, group, election, proofs, signature; `{tracker, credential, answers}`, answers as ciphertexts.
   *
   * Whether its credential is on the list and whether it was cast before is for the caller, who knows the list and the other ballots.
   */
  const checkBallot = async (election, text) => {
    const tracker = await sha256Base64(text);
    const written = readCompact(text, BAD, tracker);
    const names = ["election_uuid", "election_hash", "credential", "answers", "signature"];
    const [uuid, fingerprint, key, answers] = fields(written, BAD, tracker, ...names);
    if (uuid !== election.uuid || fingerprint !== election.fingerprint) refuse("other-election", tracker);
    const credential = element(key, election.group, BAD, tracker);
    await checkSignature(election, written, credential, tracker);
    array(answers, BAD, tracker, election.questions.length);
    const bound = `${election.fingerprint}|${credential}`;
    const checked = [];
    for (const [number, question] of election.questions.entries()) {
      const what = `${tracker}, question ${number + 1}`;
      const isNumbers = question.kind === "numbers";
      const one = isNumbers ? checkNumbers(election, answers[number], bound, what) : checkCrosses(election, question, answers[number], bound, what);
      checked.push(await one);
    }
    return { tracker, credential, answers: checked };
  };

  const parsed = (text) => {
    try {
      return JSON.parse(text);
    } catch {
      return refuse("bad-opening", "JSON");
    }
  };

  /** Refuse unless encrypting these marks with these random numbers gives these ciphertexts. */
  const compare = (election, number, choices, marks, written) => {
    const { group, questions } = election;
    const what = `question ${number + 1}`;
    const values = plain(group, questions[number], marks);
    const chances = array(written, "bad-opening", what, values.length).map((one) => exponent(one, group, "bad-opening", what));
    values.forEach((value, place) => {
      const again = encrypt(election, value, chances[place]);
      if (compact(writtenCiphertext(again)) !== compact(writtenCiphertext(choices[place]))) refuse("not-so-encrypted", what);
    });
  };

  /**
   * What an opened ballot holds: `{tracker, marks}`, once the ballot was checked and each ciphertext came out again from marks and random numbers.
   *
   * The voter compares the tracker with the one that was shown before they asked to open.
   * Refused: bad-election, unknown-group, bad-opening, wrong-tracker, other-election, bad-ballot, bad-marks, not-so-encrypted, insecure-page.
   */
  const checkOpened = async (electionText, openedText) => {
    const election = await readElection(electionText);
    const opened = parsed(openedText);
    const [format, text, tracker, marks, randomness] = fields(opened, "bad-opening", "keys", "format", "ballot", "tracker", "marks", "randomness");
    if (format !== OPENED) refuse("bad-opening", "format");
    if ((await sha256Base64(string(text, "bad-opening", "ballot"))) !== tracker) refuse("wrong-tracker");
    const ballot = await checkBallot(election, text);
    if (!accepted(election, marks)) refuse("bad-marks");
    array(randomness, "bad-opening", "randomness", election.questions.length);
    ballot.answers.forEach((choices, number) => compare(election, number, choices, marks[number], randomness[number]));
    return { tracker, marks };
  };

  Object.assign(Belenios, { checkOpened });
  Object.assign(Belenios.inner, { checkBallot, readCiphertext, product });
})();
