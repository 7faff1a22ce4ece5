// Belenios 2.0 in the browser, sixth part: the archive `.bel`, everything public of an election in one file that only grows.
//
// It is an old-style tar: `BELENIOS`, then data and events, each named by the SHA-256 of its content. Events form a chain: each names the one before.
(() => {
  "use strict";
  const { refuse, sha256Hex, sha256Base64, readCompact, fields, string, integer, decimal } = Belenios.inner;

  const BLOCK = 512;
  const NAME = /^([0-9a-f]{64})(\.data\.json|\.event\.json)$/;
  const WITHOUT_DATA = ["EndBallots", "EndShuffles"];
  const OF_TRUSTEES = ["Shuffle", "PartialDecryption"]; // two may make the same: their data stand there for each, all other data once
  const NEXT = {
    Setup: ["Ballot", "EndBallots"],
    Ballot: ["Ballot", "EndBallots"],
    EndBallots: ["EncryptedTally"],
    EncryptedTally: ["Shuffle", "PartialDecryption"],
    Shuffle: ["Shuffle", "EndShuffles"],
    EndShuffles: ["PartialDecryption"],
    PartialDecryption: ["PartialDecryption", "Result"],
    Result: [],
  };
  const MOST_DIGITS_OF_A_WEIGHT = 80;

  const octal = (value, digits) => value.toString(8).padStart(digits, "0");

  /** The only header that an entry of this name, size and time can have. */
  const memberHeader = (name, size, timestamp) => {
    const before = `${name.padEnd(100, "\0")}0000644\0${"0000000\0".repeat(2)}${octal(size, 11)}\0${octal(timestamp, 11)}\0`;
    const after = "0".padEnd(BLOCK - 156, "\0");
    const sum = [...before, ...after].reduce((total, character) => total + character.charCodeAt(0), 8 * 32);
    return `${before}${octal(sum, 6)}\0 ${after}`;
  };

  const latin = (bytes) => String.fromCharCode(...bytes);

  const decoded = (bytes) => {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return refuse("no-archive", "UTF-8");
    }
  };

  /** Name and text of each entry; a header that the platform would not have written so is refused. */
  function* members(bytes) {
    let start = 0;
    for (let number = 0; start < bytes.length; number += 1) {
      const fault = number ? "bad-member" : "no-archive";
      const head = latin(bytes.subarray(start, start + BLOCK));
      if (number && head.length < BLOCK) refuse("cut-off");
      if (!/^[0-7]{11}\0[0-7]{11}\0$/.test(head.slice(124, 148))) refuse(fault, `tar, entry ${number}`);
      const [size, timestamp] = [head.slice(124, 135), head.slice(136, 147)].map((digits) => parseInt(digits, 8));
      const name = head.slice(0, 100).replace(/\0+$/, "");
      if (head !== memberHeader(name, size, timestamp)) refuse(fault, `tar, entry ${number}`);
      start += BLOCK;
      const filled = Math.ceil(size / BLOCK) * BLOCK;
      if (start + filled > bytes.length) refuse("cut-off", name);
      if (bytes.subarray(start + size, start + filled).some((byte) => byte !== 0)) refuse("bad-member", name);
      yield [name, decoded(bytes.subarray(start, start + size))];
      start += filled;
    }
  }

  const checkBeginning = ([name, text]) => {
    if (name !== "BELENIOS") refuse("no-archive", "BELENIOS");
    const [version, timestamp] = fields(readCompact(text, "no-archive", "version"), "no-archive", "version", "version", "timestamp");
    if (version !== 1 || typeof timestamp !== "string" || !/^[0-9]{1,10}$/.test(timestamp)) refuse("no-archive", "version");
  };

  /** One event, which must continue the chain: `{kind, payload, hash}`. */
  const readEvent = (text, hash, events) => {
    const height = events.length;
    const last = events[height - 1];
    const written = Object(readCompact(text, "bad-event", height));
    const names = ["parent", "height", "type", "payload"].filter((name) => Object.hasOwn(written, name));
    fields(written, "bad-event", height, ...names);
    const { parent, type: kind, payload } = written;
    if (!Object.hasOwn(NEXT, kind) || WITHOUT_DATA.includes(kind) !== (payload === undefined)) refuse("bad-event", height);
    if (integer(written.height, "bad-event", height) !== height || parent !== (last ? last.hash : undefined)) refuse("broken-chain", height);
    if (last ? !NEXT[last.kind].includes(kind) : kind !== "Setup") refuse("out-of-order", `${height} ${kind}`);
    return { kind, payload, hash };
  };

  /** An event takes all data written since the one before; what it points to is the last of them, and names the others. */
  const take = async ({ kind, payload }, height, data, waiting) => {
    if (payload !== undefined && payload !== waiting[waiting.length - 1]) {
      if (kind === "Ballot" && data.has(payload)) refuse("ballot-twice", await sha256Base64(data.get(payload)));
      refuse("missing-data", height);
    }
    const named = payload === undefined ? [] : [payload, ...(waiting.length > 1 ? data.get(payload).match(/[0-9a-f]{64}/g) || [] : [])];
    const stray = waiting.find((hash) => !named.includes(hash));
    if (stray) refuse("stray-data", stray);
  };

  /** All data by their hash, and the events in order; names and chain checked. */
  const readMembers = async (bytes) => {
    const data = new Map();
    const events = [];
    let waiting = [];
    let again = "";
    let begun = false;
    for (const [name, text] of members(bytes)) {
      if (!begun) {
        checkBeginning([name, text]);
        begun = true;
        continue;
      }
      const [, hash, ending] = NAME.exec(name) || refuse("no-archive", name);
      if ((await sha256Hex(text)) !== hash) refuse("wrong-name", name);
      if (ending === ".data.json") {
        if (waiting.includes(hash)) refuse("member-twice", name);
        if (data.has(hash)) again = name;
        data.set(hash, text);
        waiting.push(hash);
      } else {
        events.push(readEvent(text, hash, events));
        if (again && !OF_TRUSTEES.includes(events[events.length - 1].kind)) refuse("member-twice", again);
        await take(events[events.length - 1], events.length - 1, data, waiting);
        waiting = [];
        again = "";
      }
    }
    if (again) refuse("member-twice", again);
    if (!events.length) refuse("no-archive", "empty");
    if (waiting.length) refuse("stray-data", waiting[0]);
    return { data, events };
  };

  /** A weight or sum: a small number, or a larger one as a string. */
  const weight = (value, what) => {
    if (typeof value === "string") return decimal(value, MOST_DIGITS_OF_A_WEIGHT, "bad-event", what);
    return BigInt(integer(value, "bad-event", what));
  };

  const SETUP = ["election", "trustees", "credentials"];

  /**
   * What stands in an archive, names, chain and order of events checked: `{electionText, trusteesText, credentialsText, ballots, encryptedTally,
   * tallied, shuffles, decryptions, resultText, kinds, head}`.
   *
   * `ballots` are texts in the order of casting. `encryptedTally` is a text, or null before there is one; `tallied` then has `ballots` and `weight`.
   * `shuffles` and `decryptions` have `trustee` (from 1) and `text`. `head` is the hash of the last event: it fixes everything before.
   * What ballots and proofs are worth is not looked at here. Refused: no-archive, cut-off, bad-member, wrong-name, member-twice, stray-data,
   * bad-event, broken-chain, out-of-order, missing-data, ballot-twice, insecure-page.
   */
  const readArchive = async (given) => {
    const { data, events } = await readMembers(given instanceof Uint8Array ? given : new Uint8Array(given));
    const dataOf = (hash) => (data.has(hash) ? data.get(hash) : refuse("missing-data", String(hash)));
    const payloads = (kind) => events.filter((event) => event.kind === kind).map((event) => data.get(event.payload));
    const read = (text, ...names) => fields(readCompact(text, "bad-event", names.join()), "bad-event", names.join(), ...names);
    const owned = (kind) =>
      payloads(kind).map((text) => {
        const [owner, hash] = read(text, "owner", "payload");
        return { trustee: integer(owner, "bad-event", kind), text: dataOf(hash) };
      });
    const fixed = read(payloads("Setup")[0], ...SETUP).map((hash) => dataOf(string(hash, "bad-event", "Setup")));
    const [sized] = payloads("EncryptedTally").map((text) => read(text, "num_tallied", "total_weight", "encrypted_tally"));
    return {
      ...{ electionText: fixed[0], trusteesText: fixed[1], credentialsText: fixed[2], ballots: payloads("Ballot") },
      encryptedTally: sized ? dataOf(sized[2]) : null,
      tallied: sized ? { ballots: integer(sized[0], "bad-event", "num_tallied"), weight: weight(sized[1], "total_weight") } : null,
      ...{ shuffles: owned("Shuffle"), decryptions: owned("PartialDecryption"), resultText: payloads("Result")[0] || null },
      ...{ kinds: events.map((event) => event.kind), head: events[events.length - 1].hash },
    };
  };

  Object.assign(Belenios, { readArchive });
})();
