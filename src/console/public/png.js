// A picture of lines as one of points, for documents that take no SVG: twice as fine as on the page, on white. Without scripts the button is not there.
for (const button of document.querySelectorAll('button[data-png]')) {
  button.hidden = false
  button.addEventListener('click', async () => {
    const picture = new Image()
    picture.src = button.dataset.png
    await picture.decode()
    const canvas = document.createElement('canvas')
    // Browsers draw nothing on a canvas that is larger.
    const scale = Math.min(2, 8000 / Math.max(picture.naturalWidth, picture.naturalHeight))
    canvas.width = Math.ceil(picture.naturalWidth * scale)
    canvas.height = Math.ceil(picture.naturalHeight * scale)
    const context = canvas.getContext('2d')
    context.fillStyle = '#ffffff'
    context.fillRect(0, 0, canvas.width, canvas.height)
    context.drawImage(picture, 0, 0, canvas.width, canvas.height)
    canvas.toBlob((blob) => {
      const link = document.createElement('a')
      link.href = URL.createObjectURL(blob)
      link.download = button.dataset.name
      link.click()
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
    }, 'image/png')
  })
}
