/**
 * The way of a ballot from the page to the urn (design.md §3, steps 4 to 8). Every step leaves on
 * the device what is needed to go on from it, so a killed browser costs nothing.
 */

import { post, Refusal } from "./api.js";
import { blind, finalize, importKey, prepare } from "./blind-rsa.js";
import { base64Url, concat, fromBase32, fromBase64Url, fromHex } from "./bytes.js";
import { Trouble } from "./content.js";
import { persist } from "./patience.js";
import { ballotMessage, encodeAnswers, nullifier, receiptCode, sealBallot } from "./seal.js";

const ACKNOWLEDGEMENT = "v1";

/** Refusals after which nothing kept on the device can ever be sent. */
const FINAL = ["acknowledged", "late", "cancelled", "replaced", "removed", "exempt"];

/**
 * Seals and blinds, and keeps both before any call.
 * @param {{manifest: object, fp: string, keeping: object}} visit
 * @param {number[]} options chosen, in the order of the ballot @param {"own" | "shared"} device
 */
export async function seal({ manifest, fp, keeping }, options, device) {
  const poll = pollOf(manifest, fp);
  const envelope = await sealBallot(poll, encodeAnswers(options, poll.ballotLength));
  const input = prepare(await ballotMessage(poll.pollId, envelope));
  const key = await importKey(fromBase64Url(manifest.issuing_key));
  const { blinded, inverse } = await blind(key, input);
  await keeping.keepFirst(device, {
    envelope: base64Url(envelope),
    random: base64Url(input.subarray(0, 32)),
    inverse: inverse.toString(16),
    blinded: base64Url(blinded),
  });
}

/**
 * Sends what is kept, from wherever it stopped.
 * @param {object} visit @param {() => void} onWait told when there is no signal
 * @returns {Promise<{receipt: string, issued: object | null}>} `issued` names the person, if
 *   the acknowledgement was made in this visit
 */
export async function deliver(visit, onWait) {
  try {
    const issued = await sign(visit, onWait);
    const { envelope, random, signature } = await kept(visit);
    const poll = visit.manifest.poll;
    await persist(() => post("/api/cast", { poll, envelope, random, signature }), onWait);
    await visit.keeping.forget();
    const name = await nullifier(fromHex(poll), fromBase64Url(envelope));
    return { receipt: receiptCode(name), issued };
  } catch (error) {
    throw await settled(visit, error);
  }
}

/** What this device keeps; nothing, once another tab of the same link has sent it. */
async function kept({ keeping }) {
  const sealed = await keeping.sealed();
  if (!sealed) throw new Trouble("acknowledged");
  return sealed;
}

/** Gets the right to cast: the server signs without seeing, the browser takes the blinding off. */
async function sign(visit, onWait) {
  const { manifest, fp, token, keeping } = visit;
  const sealed = await kept(visit);
  if (sealed.signature) return null;
  const call = { token, fp, blinded: sealed.blinded, acknowledgement: ACKNOWLEDGEMENT };
  const issued = await persist(() => post("/api/issue", call), onWait);
  const signature = await unblind(manifest, sealed, issued.signature);
  // The inverse would join this ballot to its blinded form; it goes before the ballot does.
  await keeping.replace({ envelope: sealed.envelope, random: sealed.random, signature });
  keeping.dropDraft();
  return issued;
}

async function unblind(manifest, sealed, blindSignature) {
  const message = await ballotMessage(fromHex(manifest.poll), fromBase64Url(sealed.envelope));
  const input = concat(fromBase64Url(sealed.random), message);
  try {
    const key = await importKey(fromBase64Url(manifest.issuing_key));
    const inverse = BigInt(`0x${sealed.inverse}`);
    return base64Url(await finalize(key, input, fromBase64Url(blindSignature), inverse));
  } catch (error) {
    // Not signed by the key that was announced.
    throw new Trouble("differs", error);
  }
}

/** The bytes of the manifest that sealing needs. */
function pollOf(manifest, fp) {
  return {
    roundKey: fromBase64Url(manifest.round_key),
    pollKey: fromBase64Url(manifest.poll_key),
    fingerprint: fromBase32(fp, 16),
    pollId: fromHex(manifest.poll),
    ballotLength: manifest.ballot_length,
  };
}

/** A round that closed in between ends an unsent ballot; what cannot be sent is not kept either. */
async function settled({ keeping }, error) {
  if (!(error instanceof Refusal)) return error;
  if (error.screen === "closed") error.screen = "late";
  if (FINAL.includes(error.screen)) await keeping.forget();
  return error;
}
