// Belenios 2.0 in the browser, third part: a ballot is made on the voter's own device. Each answer is encrypted, with proofs that it keeps to
// the rules; the whole is signed with the voter's credential.
(() => {
  "use strict";
  const { refuse, sha256Base64, compact, proveExponent, writtenProof } = Belenios.inner;
  const { readElection, credentialKey } = Belenios.inner;

  const OPENED = "participation-opened-ballot/1";

  const encrypt = (election, value, chance) => {
    const { group, publicKey } = election;
    return { alpha: group.generatorPower(chance), beta: group.times(group.table(publicKey).power(chance), value) };
  };

  const writtenCiphertext = ({ alpha, beta }) => ({ alpha: String(alpha), beta: String(beta) });

  /** Small numbers as one element: side by side, and filled up to the first number that is an element. */
  const pack = (group, numbers) => {
    const { padding, bitsPerInt } = group.embedding;
    const value = numbers.reduce((packed, one) => (packed << BigInt(bitsPerInt)) + BigInt(one), 0n) << BigInt(padding);
    for (let filling = 0n; filling < 1n << BigInt(padding); filling += 1n) if (group.holds(value + filling)) return value + filling;
    return refuse("bad-marks", "no element holds these numbers");
  };

  /** What is encrypted in each ciphertext of an answer. */
  const plain = (group, question, marks) => {
    if (question.kind === "numbers") return [pack(group, marks)];
    return marks.map((mark) => (mark ? group.g : 1n));
  };

  /**
   * Proofs that at least one of several ciphertexts encrypts 1, without saying which: `right` is the number of one that does.
   *
   * `known` tells how each was made: alpha = g ** randomness, beta = key ** randomness · g ** excess. The proofs of the others are simulated.
   */
  const proveOneOf = async (election, known, right, prefix) => {
    const { group, publicKey } = election;
    const proofs = [];
    const commitments = [];
    known.forEach(({ randomness, excess }, place) => {
      const challenge = place === right ? 0n : group.randomExponent();
      const response = group.randomExponent();
      const together = group.reduced(response + randomness * challenge);
      const beside = group.table(publicKey).power(together);
      proofs.push({ challenge, response });
      commitments.push(group.generatorPower(together), group.times(beside, group.generatorPower(BigInt(excess) * challenge)));
    });
    const others = proofs.reduce((sum, proof) => sum + proof.challenge, 0n);
    const challenge = group.reduced((await group.challenge(prefix + commitments.join(","))) - others);
    proofs[right] = { challenge, response: group.reduced(proofs[right].response - known[right].randomness * challenge) };
    return proofs.map(writtenProof);
  };

  const pair = ({ alpha, beta }) => `${alpha},${beta}`;

  const answerNumbers = async (election, choice, chance, bound) => {
    const prefix = `raweg|${bound}|${election.publicKey},${pair(choice)}|`;
    return { choices: writtenCiphertext(choice), proof: writtenProof(await proveExponent(election.group, chance, prefix)) };
  };

  /** The proofs for all crosses of a question together: that their number is allowed, or that the ballot is blank and then empty. */
  const proveTotal = async (election, question, marks, chances, choices, bound) => {
    const { group } = election;
    const first = question.blank ? 1 : 0;
    const count = marks.slice(first).reduce((sum, mark) => sum + mark, 0);
    const randomness = chances.slice(first).reduce((sum, chance) => sum + chance, 0n);
    const allBound = `${bound}|${choices.map(pair).join(",")}`;
    const totals = [];
    for (let allowed = question.minimum; allowed <= question.maximum; allowed += 1) totals.push({ randomness, excess: count - allowed });
    const right = count - question.minimum;
    if (!question.blank) {
      const all = choices.reduce((one, other) => ({ alpha: group.times(one.alpha, other.alpha), beta: group.times(one.beta, other.beta) }));
      return { overall_proof: await proveOneOf(election, totals, right, `prove|${allBound}|${pair(all)}|`) };
    }
    const blank = { randomness: chances[0], excess: marks[0] }; // holds 0 as long as the ballot is not blank
    const notBlank = { randomness: chances[0], excess: marks[0] - 1 };
    const overall = await proveOneOf(election, [notBlank, ...totals], marks[0] ? 0 : right + 1, `bproof1|${allBound}|`);
    const empty = { randomness, excess: count };
    return { overall_proof: overall, blank_proof: await proveOneOf(election, [blank, empty], marks[0], `bproof0|${allBound}|`) };
  };

  const answerCrosses = async (election, question, marks, chances, choices, bound) => {
    const individual = [];
    for (const [place, mark] of marks.entries()) {
      const known = [0, 1].map((value) => ({ randomness: chances[place], excess: mark - value }));
      individual.push(await proveOneOf(election, known, mark, `prove|${bound}|${pair(choices[place])}|`));
    }
    const written = { choices: choices.map(writtenCiphertext), individual_proofs: individual };
    return { ...written, ...(await proveTotal(election, question, marks, chances, choices, bound)) };
  };

  const accepted = ({ questions }, marks) =>
    Array.isArray(marks) && marks.length === questions.length && questions.every((question, place) => question.accepts(marks[place]));

  /**
   * The ballot of a voter with this credential: `{text, tracker, opening}`.
   *
   * `marks`: for each question its 0 and 1, blank first where it has one, or its numbers. By the `tracker` a voter finds the ballot again.
   * The `opening` shows what is in the ballot: an opened ballot must not be cast, and of a cast one the opening must be forgotten.
   * Refused: bad-election, unknown-group, bad-credential, bad-marks, insecure-page.
   */
  const makeBallot = async (electionText, credential, marks) => {
    const election = await readElection(electionText);
    const { group, questions } = election;
    const secret = await credentialKey(election, credential);
    if (!accepted(election, marks)) refuse("bad-marks");
    const key = group.generatorPower(secret);
    const bound = `${election.fingerprint}|${key}`;
    const randomness = questions.map((question) => Array.from({ length: question.fields }, () => group.randomExponent()));
    const answers = [];
    for (const [number, question] of questions.entries()) {
      const chances = randomness[number];
      const choices = plain(group, question, marks[number]).map((value, place) => encrypt(election, value, chances[place]));
      const isNumbers = question.kind === "numbers";
      const made = isNumbers
        ? answerNumbers(election, choices[0], chances[0], bound)
        : answerCrosses(election, question, marks[number], chances, choices, bound);
      answers.push(await made);
    }
    const unsigned = { election_uuid: election.uuid, election_hash: election.fingerprint, credential: String(key), answers };
    const hash = await sha256Base64(compact(unsigned));
    const proof = writtenProof(await proveExponent(group, secret, `sig|${hash}|`));
    const text = compact({ ...unsigned, signature: { hash, proof } });
    const tracker = await sha256Base64(text);
    const opening = compact({ format: OPENED, ballot: text, tracker, marks, randomness: randomness.map((chances) => chances.map(String)) });
    return { text, tracker, opening };
  };

  Object.assign(Belenios, { makeBallot });
  Object.assign(Belenios.inner, { OPENED, encrypt, writtenCiphertext, plain, pair, accepted });
})();
