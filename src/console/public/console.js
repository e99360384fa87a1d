// Small comforts. Every page works without this file.

for (const button of document.querySelectorAll('button[data-copies]')) {
  button.hidden = false
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent)
    button.textContent = button.dataset.copied
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
