// The browser's modules under Node: reads {call, …arguments} as JSON from standard input and
// writes what the call gives. Bytes travel as hexadecimal.
import { readFileSync } from "node:fs";
import { base64Url, fromHex, hex } from "../../assets/js/bytes.js";
import { blind, finalize, importKey, prepare } from "../../assets/js/blind-rsa.js";
import * as sealing from "../../assets/js/seal.js";

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

/** What the act gives, or the error that it throws. */
async function attempted(act) {
  try {
    return await act();
  } catch (error) {
    return { error: error.message };
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

  async encodeAnswers({ options, length }) {
    return attempted(() => ({ encoded: hex(sealing.encodeAnswers(options, length)) }));
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
};

const { call, ...rest } = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(await calls[call](rest)));
