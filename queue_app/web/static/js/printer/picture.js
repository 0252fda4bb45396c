/**
 * Two sources for one `img`: the slip dot by dot, and the same at half the size with its dots mixed to greys,
 * because a browser that shrinks black and white by itself drops dots. Either way two dots are one CSS pixel,
 * which is about the size on paper.
 */
export async function pictureSources(blob) {
  const halved = await half(blob);
  return [URL.createObjectURL(halved), URL.createObjectURL(blob)];
}

async function half(blob) {
  const dots = await createImageBitmap(blob);
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(dots.width / 2);
  canvas.height = Math.ceil(dots.height / 2);
  const paper = canvas.getContext("2d");
  paper.fillStyle = "#fff";
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.imageSmoothingQuality = "high";
  paper.drawImage(dots, 0, 0, dots.width / 2, dots.height / 2);
  dots.close();
  return new Promise((resolve) => canvas.toBlob(resolve));
}
