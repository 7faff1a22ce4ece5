// Belenios 2.0 in the browser, second part: an election as it is published, its questions, and the credential that a voter types.
(() => {
  "use strict";
  const { refuse, groupNamed, number, sha256Base64, readCompact, fields, array, string, integer, element } = Belenios.inner;

  const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  const ROUNDS = 1000;
  const KEYS = ["version", "description", "name", "group", "public_key", "questions", "uuid"];
  const OPTIONAL = ["administrator", "credential_authority"];
  const MOST_OPTIONS = 250;
  const MOST_CROSSES_OPTIONS = 1000;
  const bad = (what) => refuse("bad-election", what);

  const total = (marks) => marks.reduce((sum, mark) => sum + mark, 0);

  /** From `minimum` to `maximum` options are marked; with `blank`, or none in a way that shows as blank. Only sums become known. */
  class CrossesQuestion {
    constructor(text, options, minimum, maximum, blank) {
      Object.assign(this, { kind: "crosses", text, options, minimum, maximum, blank });
      this.fields = options.length + (blank ? 1 : 0);
    }

    /** Whether an answer keeps to the rules. */
    accepts(marks) {
      if (!Array.isArray(marks) || marks.length !== this.fields || !marks.every((mark) => mark === 0 || mark === 1)) return false;
      if (this.blank && marks[0]) return total(marks) === 1;
      return this.minimum <= total(marks) && total(marks) <= this.maximum;
    }

    /** Whether such a question can be asked. */
    canBeAsked() {
      const count = this.options.length;
      const within = this.minimum <= this.maximum && this.maximum <= count;
      return within && count >= 1 && count <= MOST_CROSSES_OPTIONS && !(this.blank && this.maximum === 0);
    }
  }

  /** Each option gets a number from 0 to 255: a rank or a score. Answers become known, shuffled. */
  class NumbersQuestion {
    constructor(text, options) {
      Object.assign(this, { kind: "numbers", text, options, fields: 1 });
    }

    /** Whether an answer keeps to the rules. */
    accepts(marks) {
      const allowed = (mark) => Number.isInteger(mark) && mark >= 0 && mark <= 255;
      return Array.isArray(marks) && marks.length === this.options.length && marks.every(allowed);
    }

    /** Whether such a question can be asked in a group. */
    canBeAsked(group) {
      if (!group.embedding) return false;
      const bits = this.options.length * group.embedding.bitsPerInt + group.embedding.padding;
      return this.options.length >= 1 && this.options.length <= MOST_OPTIONS && bits < group.bits;
    }
  }

  const readOptions = (value) => array(value, "bad-election", "options").map((option) => string(option, "bad-election", "option"));

  const readQuestion = (value) => {
    if (value && Object.hasOwn(value, "type")) {
      const [kind, inner] = fields(value, "bad-election", "question", "type", "value");
      const [options, text] = fields(inner, "bad-election", "question", "answers", "question");
      if (kind !== "NonHomomorphic") bad("question");
      return new NumbersQuestion(string(text, "bad-election", "question"), readOptions(options));
    }
    const withBlank = value && Object.hasOwn(value, "blank");
    const names = withBlank ? ["answers", "blank", "min", "max", "question"] : ["answers", "min", "max", "question"];
    fields(value, "bad-election", "question", ...names);
    if (withBlank && typeof value.blank !== "boolean") bad("question");
    const [least, most] = [value.min, value.max].map((one) => integer(one, "bad-election", "question"));
    return new CrossesQuestion(string(value.question, "bad-election", "question"), readOptions(value.answers), least, most, Boolean(value.blank));
  };

  /** Whether a text has the form of an election's id. */
  const isUuid = (text) => text.length >= 14 && text.length <= 64 && [...text].every((character) => ALPHABET.includes(character));

  /** The election that a text describes, every part checked. `fingerprint` is the text's hash: each ballot and each proof names it. */
  const readElection = async (text) => {
    const written = readCompact(text, "bad-election", "spelling");
    const keys = Object.keys(Object(written));
    if (!KEYS.every((key) => keys.includes(key)) || !keys.every((key) => KEYS.includes(key) || OPTIONAL.includes(key))) bad("keys");
    if (written.version !== 1) bad("version");
    const group = groupNamed(string(written.group, "bad-election", "group"));
    const questions = array(written.questions, "bad-election", "questions").map(readQuestion);
    if (!questions.length || !questions.every((question) => question.canBeAsked(group))) bad("questions");
    for (const key of OPTIONAL) if (keys.includes(key)) string(written[key], "bad-election", key);
    const election = {
      uuid: string(written.uuid, "bad-election", "uuid"),
      name: string(written.name, "bad-election", "name"),
      description: string(written.description, "bad-election", "description"),
      publicKey: element(written.public_key, group, "bad-election", "public_key"),
      fingerprint: await sha256Base64(text),
    };
    if (!isUuid(election.uuid)) bad("uuid");
    return { ...election, group, questions, text };
  };

  const checkCharacter = (token) => {
    let rest = 0;
    for (const character of token) rest = (rest * ALPHABET.length + ALPHABET.indexOf(character)) % 53;
    return ALPHABET[53 - rest];
  };

  /** What somebody typed, with its dashes in place. Refused if it is no credential, or mistyped. */
  const tidyCredential = (typed) => {
    const token = String(typed).replace(/[\s-]/gu, "");
    const known = token.length === 15 && [...token].every((character) => ALPHABET.includes(character));
    if (!known || checkCharacter(token.slice(0, 14)) !== token[14]) refuse("bad-credential");
    return token.match(/.{3}/gu).join("-");
  };

  /** The exponent behind a credential: PBKDF2 of the credential with its dashes, salted with the election's id. */
  const credentialKey = async (election, credential) => {
    if (!globalThis.crypto || !crypto.subtle) refuse("insecure-page");
    const encoder = new TextEncoder();
    const typed = await crypto.subtle.importKey("raw", encoder.encode(tidyCredential(credential)), "PBKDF2", false, ["deriveBits"]);
    const method = { name: "PBKDF2", hash: "SHA-256", salt: encoder.encode(election.uuid), iterations: ROUNDS };
    return number(new Uint8Array(await crypto.subtle.deriveBits(method, typed, 256))) % election.group.q;
  };

  Object.assign(Belenios.inner, { readElection, credentialKey, tidyCredential });
})();
