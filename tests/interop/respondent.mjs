// The browser's modules under Node: reads {call, …arguments} as JSON from standard input and
// writes what the call gives. Bytes travel as hexadecimal.
import { readFileSync } from "node:fs";
import { base32, base64Url, fromBase32, fromBase64Url, fromHex, hex, utf8 } from "../../assets/js/bytes.js";
import { blind, finalize, importKey, prepare } from "../../assets/js/blind-rsa.js";
import { boardHash, holds, holdsReceipt, parseBoard } from "../../assets/js/board.js";
import { parseFragment, parseShortCode } from "../../assets/js/link.js";
import { bundleHash, hasHash, openManifest } from "../../assets/js/manifest.js";
import { solve } from "../../assets/js/puzzle.js";
import { readCode } from "../../assets/js/qr-picture.js";
import * as sealing from "../../assets/js/seal.js";
import { readSlip, typedTicket } from "../../assets/js/slip.js";

/** Answers getRandomValues with these values in turn, and checks that each has the length asked for. */
function stubChance(draws) {
  const queue = draws.map(fromHex);
  crypto.getRandomValues = (target) => {
    const draw = queue.shift();
    if (draw?.length !== target.length) throw new Error(`asked for ${target.length} bytes`);
    target.set(draw);
    return target;
  };
  return queue;
}

async function spkiOf(n) {
  const jwk = { kty: "RSA", n: base64Url(fromHex(n)), e: "AQAB" };
  const algorithm = { name: "RSA-PSS", hash: "SHA-384" };
  const key = await crypto.subtle.importKey("jwk", jwk, algorithm, true, ["verify"]);
  return new Uint8Array(await crypto.subtle.exportKey("spki", key));
}

/** What the act gives, or the message (or the name) of the error that it throws. */
async function attempted(act) {
  try {
    return await act();
  } catch (error) {
    return { error: error.message || error.constructor.name };
  }
}

const calls = {
  async blind({ spki, message }) {
    const key = await importKey(fromHex(spki));
    const input = prepare(fromHex(message));
    const start = performance.now();
    const { blinded, inverse } = await blind(key, input);
    const milliseconds = performance.now() - start;
    if (typeof inverse !== "bigint") throw new Error("inverse is no BigInt");
    return { input: hex(input), blinded: hex(blinded), inverse: inverse.toString(16), milliseconds };
  },

  async blindWithChance({ spki, n, message, draws }) {
    const left = stubChance(draws);
    const key = await importKey(spki ? fromHex(spki) : await spkiOf(n));
    const input = prepare(fromHex(message));
    const { blinded, inverse } = await blind(key, input);
    const blindedHex = hex(blinded);
    return { input: hex(input), blinded: blindedHex, inverse: inverse.toString(16), left: left.length };
  },

  async finalize({ spki, n, input, blindSignature, inverse }) {
    const key = await importKey(spki ? fromHex(spki) : await spkiOf(n));
    const unblinding = BigInt("0x" + inverse);
    return attempted(async () => ({
      signature: hex(await finalize(key, fromHex(input), fromHex(blindSignature), unblinding)),
    }));
  },

  async importKey({ spki }) {
    return attempted(async () => ({ length: (await importKey(fromHex(spki))).length }));
  },

  async seal({ key, info, aad, text }) {
    const [bytes, ...others] = [key, info, aad, text].map(fromHex);
    return { sealed: hex(await sealing.seal(bytes, ...others)) };
  },

  async sealBallot({ roundKey, pollKey, fingerprint, pollId, options, ballotLength }) {
    const poll = {
      roundKey: fromHex(roundKey),
      pollKey: fromHex(pollKey),
      fingerprint: fromHex(fingerprint),
      pollId: fromHex(pollId),
      ballotLength,
    };
    const answers = sealing.encodeAnswers(options, ballotLength);
    return { envelope: hex(await sealing.sealBallot(poll, answers)) };
  },

  async encodeAnswers({ ballots, length }) {
    const encoded = (options) => ({ encoded: hex(sealing.encodeAnswers(options, length)) });
    return Promise.all(ballots.map((options) => attempted(() => encoded(options))));
  },

  async names({ pollId, envelope }) {
    const [poll, bytes] = [fromHex(pollId), fromHex(envelope)];
    const nullifier = await sealing.nullifier(poll, bytes);
    return {
      message: hex(await sealing.ballotMessage(poll, bytes)),
      nullifier: hex(nullifier),
      receipt: sealing.receiptCode(nullifier),
    };
  },

  async written({ values }) {
    return values.map((bytes) => {
      const value = fromHex(bytes);
      const [code, url] = [base32(value), base64Url(value)];
      const same = hex(fromBase32(code, value.length)) === bytes && hex(fromBase64Url(url)) === bytes;
      return { base32: code, same };
    });
  },

  async typed({ texts, length }) {
    return Promise.all(
      texts.map((text) => attempted(() => ({ bytes: hex(fromBase32(text, length)) }))),
    );
  },

  async fragments({ texts }) {
    return Promise.all(
      texts.map((text) =>
        attempted(() => {
          const { token, fingerprint } = parseFragment(text);
          return { token: hex(token), fingerprint: hex(fingerprint) };
        }),
      ),
    );
  },

  async shortCodes({ texts }) {
    return Promise.all(
      texts.map((text) =>
        attempted(() => {
          const { token, fingerprint } = parseShortCode(text);
          return { token: hex(token), fingerprint: hex(fingerprint) };
        }),
      ),
    );
  },

  async tickets({ texts }) {
    return texts.map(typedTicket);
  },

  async slips({ texts }) {
    return texts.map((text) => {
      const slip = readSlip(text);
      return slip && { ticket: slip.ticket, fingerprint: hex(slip.fingerprint) };
    });
  },

  async puzzle({ puzzle, parts, bits }) {
    return solve(puzzle, parts, bits);
  },

  async manifest({ bytes, expected }) {
    return attempted(async () => {
      const poll = await openManifest(utf8(bytes), fromHex(expected));
      return {
        fingerprint: hex(poll.fingerprint),
        pollId: hex(poll.pollId),
        pollKey: hex(poll.pollKey),
        roundKey: hex(poll.roundKey),
        issuingKey: poll.issuingKey && hex(poll.issuingKey),
        ballotLength: poll.ballotLength,
        agency: poll.manifest.agency.name,
        bundleHash: await bundleHash(poll.manifest.scripts),
        page: await hasHash(utf8("the page"), poll.manifest.pages.th),
        otherPage: await hasHash(utf8("another"), poll.manifest.pages.th),
      };
    });
  },

  async qr({ width, height, grey }) {
    const data = new Uint8ClampedArray(width * height * 4);
    fromHex(grey).forEach((value, at) => data.fill(value, at * 4, at * 4 + 3));
    return { text: readCode({ width, height, data }) };
  },

  async boardErrors({ texts }) {
    return Promise.all(texts.map((text) => attempted(() => parseBoard(text).counts)));
  },

  async board({ text, nullifiers, receipts }) {
    const board = parseBoard(text);
    return {
      hash: await boardHash(text),
      counts: board.counts,
      signed: board.signed.length,
      unsigned: board.unsigned.length,
      held: await Promise.all(nullifiers.map((nullifier) => holds(board, fromHex(nullifier)))),
      heldReceipts: await Promise.all(receipts.map((code) => holdsReceipt(board, code))),
    };
  },
};

const { call, ...rest } = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(await calls[call](rest)));
