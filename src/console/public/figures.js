// A chart as a picture of points, for documents that take no SVG. Without scripts the button is not there.
for (const button of document.querySelectorAll('button[data-png]')) {
  button.hidden = false
  button.addEventListener('click', async () => {
    const picture = new Image()
    picture.src = button.dataset.png
    await picture.decode()
    const canvas = document.createElement('canvas')
    // Twice as fine as on the screen: enough for paper.
    canvas.width = 2 * picture.naturalWidth
    canvas.height = 2 * picture.naturalHeight
    canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height)
    canvas.toBlob((blob) => {
      const link = document.createElement('a')
      link.href = URL.createObjectURL(blob)
      link.download = button.dataset.name
      link.click()
      URL.revokeObjectURL(link.href)
    }, 'image/png')
  })
}
