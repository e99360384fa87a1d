// Small comforts. Every page works without this file.

for (const button of document.querySelectorAll('button[data-copies]')) {
  button.hidden = false
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent)
    button.textContent = button.dataset.copied
  })
}

// A picture as PNG: twice as fine as on the page, on white.
for (const button of document.querySelectorAll('button[data-draws]')) {
  button.hidden = false
  button.addEventListener('click', async () => {
    const image = new Image()
    image.src = button.dataset.draws
    await image.decode()
    const canvas = document.createElement('canvas')
    // Browsers draw nothing on a canvas that is larger.
    const scale = Math.min(2, 8000 / Math.max(image.naturalWidth, image.naturalHeight))
    canvas.width = Math.ceil(image.naturalWidth * scale)
    canvas.height = Math.ceil(image.naturalHeight * scale)
    const context = canvas.getContext('2d')
    context.fillStyle = '#ffffff'
    context.fillRect(0, 0, canvas.width, canvas.height)
    context.drawImage(image, 0, 0, canvas.width, canvas.height)
    canvas.toBlob((blob) => {
      const link = document.createElement('a')
      link.href = URL.createObjectURL(blob)
      link.download = button.dataset.named
      link.click()
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
    }, 'image/png')
  })
}

// A second tap on a slow line must not do the same twice.
for (const form of document.querySelectorAll('form[method="post"]')) {
  let sentAt = 0
  form.addEventListener('submit', (event) => {
    if (Date.now() - sentAt < 3000) event.preventDefault()
    else sentAt = Date.now()
  })
}
