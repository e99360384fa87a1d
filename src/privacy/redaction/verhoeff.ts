/** Multiplication in the dihedral group of order ten: turns and mirrorings of a pentagon. */
function multiply(left: number, right: number): number {
  const turned = left < 5 ? (left + (right % 5)) % 5 : (left - (right % 5) + 5) % 5
  return left < 5 === right < 5 ? turned : turned + 5
}

const permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]

/**
 * Whether the last digit is the right check digit for the others (J. Verhoeff, Error Detecting Decimal Codes, 1969), as in
 * India's Aadhaar numbers. Takes ASCII digits only.
 */
export function hasVerhoeffCheckDigit(digits: string): boolean {
  let check = 0
  for (let place = 0; place < digits.length; place++) {
    let digit = Number(digits[digits.length - 1 - place])
    for (let times = place % 8; times > 0; times--) digit = permutation[digit] as number
    check = multiply(check, digit)
  }
  return check === 0
}
