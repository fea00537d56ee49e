// The browser's modules under Node: reads {call, …arguments} as JSON from standard input and
// writes what the call gives. Bytes travel as hexadecimal.
import { readFileSync } from "node:fs";
import { base64Url, fromHex, hex } from "../../assets/js/bytes.js";
import { blind, finalize, importKey, prepare } from "../../assets/js/blind-rsa.js";

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
    try {
      const unblinding = BigInt("0x" + inverse);
      const signature = await finalize(key, fromHex(input), fromHex(blindSignature), unblinding);
      return { signature: hex(signature) };
    } catch (error) {
      return { error: error.message };
    }
  },

  async importKey({ spki }) {
    try {
      await importKey(fromHex(spki));
      return {};
    } catch (error) {
      return { error: error.message };
    }
  },
};

const { call, ...rest } = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(await calls[call](rest)));
