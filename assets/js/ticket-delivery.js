/** The way of a ballot that comes with a ticket: sealed as any other, cast with the ticket beside it. */

import { base64Url, fromBase32, fromBase64Url, fromHex } from "./bytes.js";
import { post } from "./api.js";
import { persist } from "./patience.js";
import { encodeAnswers, nullifier, receiptCode, sealBallot } from "./seal.js";

/**
 * @typedef {{envelope: string, ticket: string, channel: string, hasty?: boolean}} TicketBallot
 *   envelope in base64url, ticket in base32
 */

/**
 * @param {{manifest: object, fp: string, ticket: string, channel: string}} visit
 * @param {number[]} options chosen, in the order of the ballot @returns {Promise<TicketBallot>}
 */
export async function sealWithTicket({ manifest, fp, ticket, channel }, options) {
  const poll = {
    roundKey: fromBase64Url(manifest.round_key),
    pollKey: fromBase64Url(manifest.poll_key),
    fingerprint: fromBase32(fp, 16),
    pollId: fromHex(manifest.poll),
    ballotLength: manifest.ballot_length,
  };
  const envelope = await sealBallot(poll, encodeAnswers(options, poll.ballotLength));
  return { envelope: base64Url(envelope), ticket, channel };
}

/**
 * @param {string} poll in hexadecimal @param {TicketBallot} ballot
 * @param {() => void} onWait told when there is no signal @returns {Promise<string>} the receipt code
 */
export async function castWithTicket(poll, ballot, onWait) {
  await persist(() => postBallot(poll, ballot), onWait);
  return receiptCode(await nullifier(fromHex(poll), fromBase64Url(ballot.envelope)));
}

/** One try. @param {string} poll @param {TicketBallot} ballot */
export function postBallot(poll, { envelope, ticket, channel, hasty = false }) {
  return post("/api/cast-ticket", { poll, envelope, ticket, channel, hasty });
}
