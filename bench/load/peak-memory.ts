// Imported by a program before everything else: says at its end how much memory it had at most.
process.on('exit', () => console.log(`peak memory: ${process.resourceUsage().maxRSS} KiB`))
