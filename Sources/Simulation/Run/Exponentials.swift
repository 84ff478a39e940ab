// Exponentials and what is made of them: additions, multiplications and divisions without branches
// and without fused multiply-add. They agree to the last bit on every machine, and eight of them
// beside each other are compiled to vector instructions. The native backend prints the same
// operations (`NativePrelude.swift`). Tests hold the errors that are stated here.

/// e to the power of x, within one unit in the last place of the true value.
@inline(__always)
func exponential(_ x: Double) -> Double {
  let (change, power) = reduced(bounded(x))
  let half = halved(power)
  // In two factors, since 2^1024 is no number but 2^1024 times a half may be.
  return (1 + change) * powerOfTwo(half) * powerOfTwo(power - half)
}

/// exp(x) - 1, within two units in the last place.
@inline(__always)
func exponentialMinusOne(_ x: Double) -> Double {
  let (change, power) = reduced(bounded(x))
  let half = halved(power)
  let (first, second) = (powerOfTwo(half), powerOfTwo(power - half))
  let near = change * first * second + (first * second - 1)
  let far = (change + 1) * first * second - 1
  return power <= 52 && power >= -52 ? near : far
}

/// (exp(x) - 1) / x, and 1 where x is 0, within three units in the last place.
@inline(__always)
func relativeExponential(_ x: Double) -> Double {
  let value = exponentialMinusOne(x) / x
  return x == 0 ? 1 : value
}

/// 1 / (1 + exp(-x)), within three units in the last place.
@inline(__always)
func logistic(_ x: Double) -> Double { 1 / (1 + exponential(-x)) }

/// The hyperbolic tangent, within four units in the last place.
@inline(__always)
func hyperbolicTangent(_ x: Double) -> Double {
  let size = x.magnitude
  // Beyond 22 it is 1 to the last bit.
  let capped = size > 22 ? 22 : size
  let change = exponentialMinusOne(capped + capped)
  let value = change / (change + 2)
  return Double(signOf: x, magnitudeOf: value)
}

/// The natural logarithm, within one unit in the last place.
///
/// log x = k ln 2 + log m with m from 1/sqrt 2 to sqrt 2, where the series of 2 artanh
/// ((m - 1) / (m + 1)) is short; summed in the order of fdlibm's e_log.c (Sun 1993).
@inline(__always)
func logarithm(_ x: Double) -> Double {
  let isSubnormal = x < 0x1p-1022
  let normal = isSubnormal ? x * 0x1p54 : x
  let bits = normal.bitPattern
  let fraction = Double(bitPattern: bits & ((1 << 52) - 1) | (1 as Double).bitPattern)
  let biased = Double(bitPattern: bits >> 52 | (0x1p52 as Double).bitPattern) - (0x1p52 + 1023)
  let isLarge = fraction > 0x1.6a09e667f3bcdp+0
  let m = isLarge ? fraction * 0.5 : fraction
  let k = biased - (isSubnormal ? 54 : 0) + (isLarge ? 1 : 0)
  let f = m - 1
  let s = f / (2 + f)
  let z = s * s
  var series: Double = 2 / 21
  series = 2 / 19 + series * z
  series = 2 / 17 + series * z
  series = 2 / 15 + series * z
  series = 2 / 13 + series * z
  series = 2 / 11 + series * z
  series = 2 / 9 + series * z
  series = 2 / 7 + series * z
  series = 2 / 5 + series * z
  series = 2 / 3 + series * z
  let rest = series * z
  let half = 0.5 * f * f
  let value = k * logTwoHigh - ((half - (s * (half + rest) + k * logTwoLow)) - f)
  let inside = x < .infinity ? value : x
  let outside = x == 0 ? -Double.infinity : .nan
  return x > 0 ? inside : outside
}

// ln 2 in two parts; the first is so short that whole numbers times it are exact.
private let logTwoHigh = 0x1.62e42feep-1
private let logTwoLow = 0x1.a39ef35793c76p-33

// Beyond these limits exp is 0 or infinite; a NaN stays one.
@inline(__always)
private func bounded(_ x: Double) -> Double {
  let capped = x > 710 ? 710 : x
  return capped < -746 ? -746 : capped
}

// x = n ln 2 + r with a whole n and |r| <= ln 2 / 2; gives exp(r) - 1 and n.
@inline(__always)
private func reduced(_ x: Double) -> (change: Double, power: Double) {
  // Adding this leaves no room for a fraction, so that the difference is a whole number.
  let shift = 0x1.8p52
  let power = (x * 0x1.71547652b82fep+0 + shift) - shift
  let r = (x - power * logTwoHigh) - power * logTwoLow
  // Taylor's series to the 13th power, whose rest is below a twentieth of the last bit.
  let z = r * r
  var sum = 1 / 479_001_600 + 1 / 6_227_020_800 * r
  sum = (1 / 3_628_800 + 1 / 39_916_800 * r) + sum * z
  sum = (1 / 40_320 + 1 / 362_880 * r) + sum * z
  sum = (1 / 720 + 1 / 5040 * r) + sum * z
  sum = (1 / 24 + 1 / 120 * r) + sum * z
  sum = (1 / 2 + 1 / 6 * r) + sum * z
  return (r + sum * z, power)
}

// Half of a whole number, as a whole number.
@inline(__always)
private func halved(_ power: Double) -> Double { (power * 0.5 + 0x1.8p52) - 0x1.8p52 }

// 2 to the power of a whole number from -1022 to 1023, whose lowest bits become the exponent.
@inline(__always)
private func powerOfTwo(_ power: Double) -> Double {
  Double(bitPattern: (power + (0x1.8p52 + 1023)).bitPattern << 52)
}
