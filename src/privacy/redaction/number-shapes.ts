import { hasVerhoeffCheckDigit } from './verhoeff.ts'

/** Groups of digits that may together be one number, as the person spelled them. */
export interface Candidate {
  readonly digits: string
  readonly groups: readonly string[]
  /** How many digits each group has, as in `3,3,4`. */
  readonly lengths: string
  /** All that stands between the groups. */
  readonly separators: string
  readonly plus: boolean
  /** The words before say that a telephone or card number follows. */
  readonly announced: boolean
}

type Shape = (candidate: Candidate) => boolean

/** Mobile numbers as dialled at home, or with the country's code but without a plus sign. */
const mobileNumbers = [
  /^(?:00)?880?1[3-9]\d{8}$|^01[3-9]\d{8}$/, // Bangladesh
  /^(?:00)?910?[6-9]\d{9}$|^0[6-9]\d{9}$/, // India
  /^(?:00)?9779[678]\d{8}$/, // Nepal
  /^(?:00)?2540?(?:7\d{8}|1[01]\d{7})$|^0(?:7\d{8}|1[01]\d{7})$/, // Kenya
  /^(?:00)?2650?[89]\d{8}$|^0[89]\d{8}$/, // Malawi
  /^(?:00)?840?[35789]\d{8}$|^0[35789]\d{8}$/, // Viet Nam
]

const spelledDigitByDigit = ({ groups }: Candidate) => groups.length > 3 && groups.every((group) => group.length === 1)
const hasComma = ({ separators }: Candidate) => separators.includes(',')
const isTight = ({ separators }: Candidate) => !/[\s,]/.test(separators)

/** Amounts, years and counts side by side: people round amounts, nobody rounds the groups of a telephone number. */
const looksLikeAmounts = ({ groups }: Candidate) =>
  groups.every((group) => group.length < 3 || /[05]$/.test(group) || /^(?:19|20)\d\d$/.test(group))

const mobileNumber: Shape = ({ digits }) => mobileNumbers.some((pattern) => pattern.test(digits))

const internationalNumber: Shape = (candidate) =>
  !hasComma(candidate) && (candidate.plus ? /^\d{7,15}$/ : /^00[1-9]\d{6,14}$/).test(candidate.digits)

/** Land lines with their area code; eight digits are a number in Malawi, and a day, month and year elsewhere. */
const areaCodeNumber: Shape = (candidate) => {
  if (hasComma(candidate) || spelledDigitByDigit(candidate)) return false
  return (
    /^0[1-9]\d{7,10}$/.test(candidate.digits) ||
    (/^01[2-9]\d{5}$/.test(candidate.digits) &&
      /^2,3,3$|^8$/.test(candidate.lengths) &&
      !/(?:19|20)\d\d$/.test(candidate.digits))
  )
}

/** Bangladesh's and Nepal's ten digits, thirteen, seventeen, Viet Nam's nine and twelve; and telephone numbers without a trunk zero. */
const longNumber: Shape = ({ digits, groups }) =>
  groups.length === 1 && digits.length >= 9 && !/^[1-9]\d*0{4}$/.test(digits)

/** India's and Nepal's mobile numbers have no prefix of their own; pairs with spaces may as well be ages. */
const mobileNumberWithoutPrefix: Shape = (candidate) => {
  if (hasComma(candidate)) return false
  const { digits, groups } = candidate
  const inPairs = groups.every((group) => group.length <= 2)
  if (inPairs) return (isTight(candidate) ? /^[6-9]\d{9}$/ : /^9[678]\d{8}$/).test(digits)
  return /^[6-9]\d{9}$/.test(digits) && !looksLikeAmounts(candidate)
}

/** Cards as they are printed in groups: 123 456 7890, 12-01-71-12345, 001 190 012345. */
const groupedCardNumber: Shape = (candidate) => {
  if (candidate.groups.length === 1 || hasComma(candidate) || looksLikeAmounts(candidate)) return false
  const { digits, groups } = candidate
  if (isTight(candidate)) return digits.length >= 10 && digits.length <= 17 && groups.some((group) => group.length >= 3)
  return (
    (digits.length === 10 && groups.length <= 3 && groups.every((group) => group.length >= 3)) ||
    /^0(?:0[1-9]|[1-9]\d)[0-3]\d{8}$/.test(digits) ||
    ((digits.length === 13 || digits.length === 17) && groups.some((group) => group.length >= 5)) ||
    /^(?:19|20)\d{15}$/.test(digits)
  )
}

const aadhaar: Shape = (candidate) =>
  !hasComma(candidate) &&
  candidate.lengths === '4,4,4' &&
  /^[2-9]/.test(candidate.digits) &&
  hasVerhoeffCheckDigit(candidate.digits) &&
  !looksLikeAmounts(candidate)

/** Nepal's citizenship certificates: district, issuing office, year, serial number. */
const citizenshipNumber: Shape = (candidate) => isTight(candidate) && /^2,2,2,[3-6]$/.test(candidate.lengths)

/** Nine digits with hyphens are no amount in any country. */
const nineWithHyphens: Shape = (candidate) =>
  candidate.lengths === '3,3,3' && /^-+$/.test(candidate.separators) && !looksLikeAmounts(candidate)

/** Shorter numbers (Kenya's cards have seven or eight digits) only where the words before say so. */
const announcedNumber: Shape = (candidate) =>
  candidate.announced && !hasComma(candidate) && /^\d{7,17}$/.test(candidate.digits) && !/000$/.test(candidate.digits)

/** In order of certainty: the first shape that fits any part of a run decides. */
export const numberShapes: readonly Shape[] = [
  mobileNumber,
  internationalNumber,
  aadhaar,
  longNumber,
  areaCodeNumber,
  mobileNumberWithoutPrefix,
  groupedCardNumber,
  citizenshipNumber,
  nineWithHyphens,
  announcedNumber,
]
