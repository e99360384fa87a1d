import type { Page } from '../../page.ts'
import { resultMessagePage, resultMessagesPage } from '../result-messages/result-message.ts'
import { breakdownOfResults, flowResultsPage, resultsPage, seriesOfResults } from '../results/results.ts'
import { scorecardsPage } from '../scorecards/list.ts'
import { scorecardRecordPage } from '../scorecards/record.ts'
import { scorecardPage } from '../scorecards/scorecard.ts'
import { fieldworkPage } from './fieldwork.ts'
import { flowPage } from './flow.ts'
import { flowHistoryPage } from './flow-history.ts'
import { flowLaunchPage } from './flow-launch.ts'
import { flowPictureFile, flowPicturePage } from './flow-picture.ts'
import { flowSourcePage, flowSpreadsheet } from './flow-source.ts'
import { flowTextsPage } from './flow-texts.ts'
import { flowsPage } from './flows.ts'
import type { FlowTools } from './tools.ts'
import { tryPage, tryPhonePage } from './try.ts'

/** The pages about flows, from the draft to the fieldwork. */
export const createFlowPages = (tools: FlowTools): Page[] => [
  flowsPage(tools),
  tryPage(tools),
  fieldworkPage(tools),
  resultsPage(tools),
  resultMessagesPage(tools),
  scorecardsPage(tools),
  flowPage(tools),
  flowTextsPage(tools),
  flowPicturePage(tools),
  flowPictureFile(tools),
  flowSourcePage(tools),
  flowSpreadsheet(tools),
  flowHistoryPage(tools),
  flowLaunchPage(tools),
  tryPhonePage(tools),
  flowResultsPage(tools),
  breakdownOfResults(tools),
  seriesOfResults(tools),
  resultMessagePage(tools),
  scorecardPage(tools),
  scorecardRecordPage(tools),
]
