import type { Interviews } from '../store/interviews.ts'

const width = 30

/** A bar on a terminal, for work that takes long; nothing where the output goes to a file. */
export interface Progress {
  show(done: number, all: number): void
  /** Leaves the line. */
  end(): void
}

export function createProgress(doing: string, output: NodeJS.WriteStream = process.stderr): Progress {
  return {
    show(done, all) {
      if (!output.isTTY) return
      const share = all === 0 ? 1 : Math.min(done / all, 1)
      const full = Math.round(share * width)
      output.write(`\r\x1b[K[${'#'.repeat(full)}${'.'.repeat(width - full)}] ${doing} ${Math.floor(share * 100)} %`)
    },
    end() {
      if (output.isTTY) output.write('\r\x1b[K')
    },
  }
}

const shownEvery = 1000

/** The store's interviews, with a bar on the terminal while those of a flow are read. */
export function withCounting(interviews: Interviews): Interviews {
  return {
    ...interviews,
    async *released(flow) {
      const progress = createProgress('counting')
      const all = (await interviews.dispositions(flow)).reduce((sum, { count }) => sum + count, 0)
      let done = 0
      for await (const interview of interviews.released(flow)) {
        if (done++ % shownEvery === 0) progress.show(done, all)
        yield interview
      }
      progress.end()
    },
  }
}
