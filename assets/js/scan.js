// Reads a key sheet or a letter with the camera. The picture stays in the browser: only what the code says
// is put into the form's field.

import { readCode } from "./qr-picture.js";

const box = document.querySelector("[data-scan]");
const field = box && document.getElementById(box.dataset.scan);

/** Longer side of the picture that is read, in pixels: more makes it slow, not better. */
const MOST = 960;

/** The browser's own reader where it has one (it may know the detector and have none for QR codes), else ours. */
async function reader() {
  if ("BarcodeDetector" in window && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
    const read = await reader();
    return async (video) => (await detector.detect(video))[0]?.rawValue;
  }
  const canvas = document.createElement("canvas");
  const paper = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    const { videoWidth, videoHeight } = video;
    if (videoWidth === 0) return null;
    const scale = Math.min(1, MOST / Math.max(videoWidth, videoHeight));
    canvas.width = Math.round(videoWidth * scale);
    canvas.height = Math.round(videoHeight * scale);
    paper.drawImage(video, 0, 0, canvas.width, canvas.height);
    const text = readCode(paper.getImageData(0, 0, canvas.width, canvas.height));
    canvas.width = canvas.height = 0; // nothing of a key sheet stays in it
    return text;
  };
}

if (field && navigator.mediaDevices) {
  const [start, stop, video, said] = ["start", "stop", "video", "said"].map((name) =>
    box.querySelector(`[data-scan-${name}]`),
  );
  const read = await reader();
  let stream = null;

  const end = () => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    video.srcObject = null;
    video.hidden = stop.hidden = true;
    start.hidden = false;
  };

  const look = async () => {
    if (!stream) return;
    const text = await read(video).catch(() => null);
    if (stream && text) {
      field.value = text;
      end();
      said.textContent = said.dataset.done;
      field.form.querySelector("button[type=submit]").focus();
      return;
    }
    setTimeout(look, 200);
  };

  start.addEventListener("click", async () => {
    said.textContent = "";
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      said.textContent = said.dataset.failed;
      return;
    }
    video.srcObject = stream;
    video.hidden = stop.hidden = false;
    start.hidden = true;
    await video.play();
    look();
  });
  stop.addEventListener("click", end);
  field.form.addEventListener("reset", () => {
    end();
    said.textContent = "";
  });
  window.addEventListener("pagehide", () => {
    end();
    field.value = "";
  });
  box.querySelector("[data-scan-camera]").hidden = false;
  box.querySelector("[data-scan-none]").hidden = true;
}
