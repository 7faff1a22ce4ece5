// Belenios 2.0 in the browser, first part: big numbers, the two groups, hashes, and the one spelling of data.
//
// The files mirror participation/methods/proof/belenios and are loaded in this order, as far as a page needs them: group, election, ballot (to vote),
// checks (to look into an opened ballot), shuffles, archive, trustee (with group alone: to make keys), decryption. They touch no page, so that
// they also run in a Worker or in node. Everything is on one global, `Belenios`; what the files share among themselves is `Belenios.inner`.
// Numbers here are BigInts, whose time may tell a little of them to whoever measures on the same device (docs/proof.md).
(() => {
  "use strict";

  /** What could not be done, as a `code` for which a page has a sentence; `detail` is for people who look for a fault. */
  class Refused extends Error {
    constructor(code, detail = "") {
      super(detail ? `${code}: ${detail}` : code);
      this.name = "Refused";
      this.code = code;
      this.detail = detail;
    }
  }

  const refuse = (code, detail) => {
    throw new Refused(code, detail);
  };

  /** base ** exponent modulo modulus, four bits of the exponent at a time. */
  const power = (base, exponent, modulus) => {
    const row = [1n];
    for (let digit = 1; digit < 16; digit += 1) row.push((row[digit - 1] * base) % modulus);
    let result = 1n;
    for (const digit of exponent.toString(16)) {
      for (let bit = 0; bit < 4; bit += 1) result = (result * result) % modulus;
      result = (result * row[parseInt(digit, 16)]) % modulus;
    }
    return result;
  };

  /** Many powers of one base, from its powers base ** (16 ** i): equal digits are gathered first, then weighed once. */
  class FixedBase {
    constructor(base, modulus, bits) {
      this.modulus = modulus;
      this.steps = [base];
      while (this.steps.length * 4 < bits) {
        let step = this.steps[this.steps.length - 1];
        for (let bit = 0; bit < 4; bit += 1) step = (step * step) % modulus;
        this.steps.push(step);
      }
    }

    /** base ** exponent, for an exponent from 0 to below 2 ** bits. */
    power(exponent) {
      const { modulus, steps } = this;
      const digits = exponent.toString(16);
      const gathered = new Array(16).fill(1n);
      for (let place = 0; place < digits.length; place += 1) {
        const digit = parseInt(digits[digits.length - 1 - place], 16);
        gathered[digit] = (gathered[digit] * steps[place]) % modulus;
      }
      let running = 1n;
      let total = 1n;
      for (let digit = 15; digit > 0; digit -= 1) {
        running = (running * gathered[digit]) % modulus;
        total = (total * running) % modulus;
      }
      return total;
    }
  }

  /** The number that makes 1 with this one, after Euclid; both without a common divisor. */
  const inverse = (value, modulus) => {
    let [rest, next, factor, following] = [modulus, value % modulus, 0n, 1n];
    while (next !== 0n) {
      const times = rest / next;
      [rest, next] = [next, rest - times * next];
      [factor, following] = [following, factor - times * following];
    }
    return factor < 0n ? factor + modulus : factor;
  };

  /** Whether some number's square is this one, modulo an odd prime: the Jacobi symbol. */
  const isSquare = (value, prime) => {
    let [upper, lower, sign] = [value % prime, prime, 1];
    while (upper !== 0n) {
      let twos = 0n;
      while (((upper >> twos) & 1n) === 0n) twos += 1n;
      upper >>= twos;
      const eighth = lower & 7n;
      if ((twos & 1n) === 1n && (eighth === 3n || eighth === 5n)) sign = -sign;
      if ((upper & 3n) === 3n && (lower & 3n) === 3n) sign = -sign;
      [upper, lower] = [lower % upper, upper];
    }
    return lower === 1n && sign === 1;
  };

  const MOST_TABLES = 8;

  /** The powers of `g` modulo `p`; there are `q` of them, a prime number. `embedding`: how small numbers are packed into an element. */
  class Group {
    constructor(name, p, g, q, embedding = null) {
      Object.assign(this, { name, p, g, q, embedding });
      this.bits = q.toString(2).length;
      this.digits = { element: p.toString().length, exponent: q.toString().length };
      this.tables = new Map();
    }

    /** Whether a number is an element. Everything that comes from elsewhere is asked this first: outside, proofs prove nothing. */
    holds(value) {
      if (value <= 0n || value >= this.p) return false;
      return this.p === 2n * this.q + 1n ? isSquare(value, this.p) : power(value, this.q, this.p) === 1n;
    }

    /** A power of any base. */
    power(base, exponent) {
      return power(base, exponent, this.p);
    }

    /** a · b. */
    times(one, other) {
      return (one * other) % this.p;
    }

    /** 1 / value. */
    inverse(value) {
      return inverse(value, this.p);
    }

    /** All powers of a base that comes up again and again: the generator, an election's key. */
    table(base) {
      if (!this.tables.has(base)) {
        if (this.tables.size >= MOST_TABLES) this.tables.clear();
        this.tables.set(base, new FixedBase(base, this.p, this.bits));
      }
      return this.tables.get(base);
    }

    /** All powers of a base that comes up a few times, not kept. */
    fewPowers(base) {
      return new FixedBase(base, this.p, this.bits);
    }

    /** g ** exponent. */
    generatorPower(exponent) {
      return this.table(this.g).power(this.reduced(exponent));
    }

    /** An exponent from 0 to q − 1 that gives the same powers. */
    reduced(exponent) {
      const rest = exponent % this.q;
      return rest < 0n ? rest + this.q : rest;
    }

    /** The number that a text's SHA-256 gives: what a prover cannot choose. */
    async challenge(text) {
      return number(await sha256(text)) % this.q;
    }

    /** A number from 1 to q − 1, each equally likely, from the device's chance. */
    randomExponent() {
      const bytes = new Uint8Array(Math.ceil(this.bits / 8));
      for (;;) {
        crypto.getRandomValues(bytes);
        const drawn = number(bytes) & ((1n << BigInt(this.bits)) - 1n);
        if (drawn > 0n && drawn < this.q) return drawn;
      }
    }
  }

  const hexadecimal = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

  const number = (bytes) => BigInt(`0x${hexadecimal(bytes)}`);

  /** The SHA-256 of a text or of bytes. Browsers calculate it on pages that came encrypted (or from this device) alone. */
  const sha256 = async (data) => {
    if (!globalThis.crypto || !crypto.subtle) refuse("insecure-page");
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
    return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  };

  /** By this, data are named in the archive. */
  const sha256Hex = async (data) => hexadecimal(await sha256(data));

  /** By this, a voter finds their ballot again: unpadded base64. */
  const sha256Base64 = async (text) => btoa(String.fromCharCode(...(await sha256(text)))).replace(/=+$/, "");

  /** The one spelling of a value: no spaces, keys as they were put in. Big numbers are strings in it. */
  const compact = (value) => JSON.stringify(value);

  /** Read JSON that is in its one spelling: so no key comes twice and no number is rounded. */
  const readCompact = (text, code, what) => {
    let value;
    try {
      value = JSON.parse(text);
    } catch {
      refuse(code, what);
    }
    if (compact(value) !== text) refuse(code, what);
    return value;
  };

  /** The values of exactly these keys in exactly this order. */
  const fields = (value, code, what, ...names) => {
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    if (!isObject || compact(Object.keys(value)) !== compact(names)) refuse(code, what);
    return Object.values(value);
  };

  /** A list, of this length where one is given. */
  const array = (value, code, what, length) => {
    if (!Array.isArray(value) || (length !== undefined && value.length !== length)) refuse(code, what);
    return value;
  };

  /** A string that can be written as UTF-8. */
  const string = (value, code, what) => {
    if (typeof value !== "string" || /[\ud800-\udfff]/u.test(value)) refuse(code, what);
    return value;
  };

  /** A whole number, not below 0. */
  const integer = (value, code, what) => {
    if (!Number.isSafeInteger(value) || value < 0) refuse(code, what);
    return value;
  };

  /** A number from 0 of at most so many digits, without leading zeros. Longer ones are refused unread. */
  const decimal = (value, digits, code, what) => {
    if (typeof value !== "string" || value.length > digits || !/^(?:0|[1-9][0-9]*)$/.test(value)) refuse(code, what);
    return BigInt(value);
  };

  /** A number from 0 to q − 1. */
  const exponent = (value, group, code, what) => {
    const found = decimal(value, group.digits.exponent, code, what);
    if (found >= group.q) refuse(code, what);
    return found;
  };

  /** An element of the group. Whether it is one is checked here, for everything that is ever received. */
  const element = (value, group, code, what) => {
    const found = decimal(value, group.digits.element, code, what);
    if (!group.holds(found)) refuse(code, `${what}: not in the group`);
    return found;
  };

  const BELENIOS_P = BigInt(
    "0xa3ef2d011fefb1b6e39e568fccdffb0fb7dc7ef3a791b6862791811d21fc35f21e6d36856b428030421f514ed40bfd4c06e092a495af8d79" +
      "a2f85e0fb11c0ede07dd973f9c53e50930c6e82ac36de1ae3fb8c3aabfff12ce27a5022ddd8912d107435012768a2cdd0a4091d8fa447f6c" +
      "7ebc15a349fa318a6b4fe17d8d47e843a3e14dfa9b2162f4d7229abe93a188b46b006517d6f6747ebbb29c9ec3099b607f18fb1a8bc85827" +
      "9aa8599411d998d3e3fada9e010840d082d8c31911acdd4a0e7992d0f18cc759cb5de0acf66a3882555bc810941e021b6a4ccfa04ee4008f" +
      "878affa2375e2999b44f6cef17d707301e59e0e6351e051ed9cec4157646e64f",
  );
  const BELENIOS_G = BigInt(
    "0x1307c1ab5f295885d7caa3a78a42415e31fd1c5807b61fb1e781878a52230a51988b98c259597f9c5a9dfd001d26ba31d9d8976f01d95a1c" +
      "8262ee68a0e92cea541e5219e0d0d094301b894236823fe1d4bc04e29f3748aefd4f10d5b1a356a8643e673fd9d215fc8fe5fb9cf9fdb8ea" +
      "88fdb1a3381a697fdf9c2458570b06d26aef1be365fdd90165f397c6b870df8c1b9e519edcee8bb0f74b7a1615a274ba60a7ea574a61f552" +
      "d2dde0ce514e0927c4ff49b1964c4a913731ae4268d60d7f22127b6cbba44d453ac8b72fd04e0991b7aeff04867d8724ac638f5f34100d2d" +
      "47aa680d43771902743d663f42d853c041e1c91fe3823f4bcf284308f1d7e653",
  );
  const BELENIOS_Q = BigInt("0xadb6066a73522565f4daa0f2579db7f2f0fa90c2168bc709e20263387d55c491");
  const RFC_3526_P = BigInt(
    "0xffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3cd3a431b" +
      "302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae9f24117c4b1fe6" +
      "49286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f356208552bb9ed529077096966d" +
      "670c354e4abc9804f1746c08ca18217c32905e462e36ce3be39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf695581718" +
      "3995497cea956ae515d2261898fa051015728e5a8aacaa68ffffffffffffffff",
  );

  /** For sums the first, whose exponents of 256 bits make it fast; for ballots that are shuffled the second, which has room for ranks. */
  const GROUPS = {
    "BELENIOS-2048": new Group("BELENIOS-2048", BELENIOS_P, BELENIOS_G, BELENIOS_Q),
    "RFC-3526-2048": new Group("RFC-3526-2048", RFC_3526_P, 2n, (RFC_3526_P - 1n) / 2n, { padding: 8, bitsPerInt: 8 }),
  };

  /** The group with this name. */
  const groupNamed = (name) => (Object.hasOwn(GROUPS, name) ? GROUPS[name] : refuse("unknown-group", String(name)));

  /** A Schnorr proof that one knows the exponent `secret` of a public power of g. */
  const proveExponent = async (group, secret, prefix) => {
    const chance = group.randomExponent();
    const challenge = await group.challenge(`${prefix}${group.generatorPower(chance)}`);
    return { challenge, response: group.reduced(chance - secret * challenge) };
  };

  /** Whether a proof shows that its maker knew the exponent of `key`. */
  const exponentIsProven = async (group, key, prefix, { challenge, response }) => {
    const commitment = group.times(group.generatorPower(response), group.power(key, challenge));
    return (await group.challenge(`${prefix}${commitment}`)) === challenge;
  };

  /** A proof as it is written down. */
  const writtenProof = ({ challenge, response }) => ({ challenge: String(challenge), response: String(response) });

  /** A proof from how it was written down. */
  const readProof = (value, group, code, what) => {
    const [challenge, response] = fields(value, code, what, "challenge", "response");
    return { challenge: exponent(challenge, group, code, what), response: exponent(response, group, code, what) };
  };

  const data = { number, sha256, sha256Hex, sha256Base64, compact, readCompact, fields, array, string, integer, decimal, exponent, element };
  const proofs = { proveExponent, exponentIsProven, writtenProof, readProof };
  globalThis.Belenios = { Refused, inner: { refuse, groupNamed, ...data, ...proofs } };
})();
