// Reads a key sheet or a letter with the camera, where the browser can read QR codes by itself.
// The picture stays in the browser: only what the code says is put into the form's field.

const box = document.querySelector("[data-scan]");
const field = box && document.getElementById(box.dataset.scan);

/** Browsers may know the detector and have none for QR codes. */
async function readsCodes() {
  if (!("BarcodeDetector" in window && navigator.mediaDevices)) return false;
  return (await BarcodeDetector.getSupportedFormats()).includes("qr_code");
}

if (field && (await readsCodes())) {
  const [start, stop, video, said] = ["start", "stop", "video", "said"].map((name) =>
    box.querySelector(`[data-scan-${name}]`),
  );
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
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
    const codes = await detector.detect(video).catch(() => []);
    if (stream && codes.length > 0) {
      field.value = codes[0].rawValue;
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
