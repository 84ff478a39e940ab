/// Hodgkin and Huxley's axon by Runge and Kutta's method of fourth order, with upward crossings of
/// 0 mV counted.
@inline(never)
public func runHodgkinHuxley(
  _ mem: UnsafeMutableBufferPointer<Vector>, _ m: UnsafeMutableBufferPointer<Vector>,
  _ h: UnsafeMutableBufferPointer<Vector>, _ n: UnsafeMutableBufferPointer<Vector>,
  input: Double, dt: Double, steps: Int
) -> Int {
  var spikes = 0
  var index = 0
  while index + 2 <= mem.count {
    var first = Axon(mem: mem[index], m: m[index], h: h[index], n: n[index])
    var second = Axon(mem: mem[index + 1], m: m[index + 1], h: h[index + 1], n: n[index + 1])
    var counts = Counts()
    for _ in 0..<steps {
      counts = first.step(input, dt, counts)
      counts = second.step(input, dt, counts)
    }
    (mem[index], m[index], h[index], n[index]) = (first.mem, first.m, first.h, first.n)
    (mem[index + 1], m[index + 1]) = (second.mem, second.m)
    (h[index + 1], n[index + 1]) = (second.h, second.n)
    spikes += Int(counts.wrappedSum())
    index += 2
  }
  return spikes
}

private struct Axon {
  var mem: Vector
  var m: Vector
  var h: Vector
  var n: Vector

  @inline(__always)
  mutating func step(_ input: Double, _ dt: Double, _ counts: Counts) -> Counts {
    let before = mem
    let k1 = slopes(input)
    let k2 = moved(k1, dt * 0.5).slopes(input)
    let k3 = moved(k2, dt * 0.5).slopes(input)
    let k4 = moved(k3, dt).slopes(input)
    let sixth = dt / 6
    mem += sixth * ((k1.mem + k4.mem) + 2 * (k2.mem + k3.mem))
    m += sixth * ((k1.m + k4.m) + 2 * (k2.m + k3.m))
    h += sixth * ((k1.h + k4.h) + 2 * (k2.h + k3.h))
    n += sixth * ((k1.n + k4.n) + 2 * (k2.n + k3.n))
    return counts.replacing(with: counts &+ 1, where: (before .< 0) .& (mem .>= 0))
  }

  @inline(__always)
  private func moved(_ slope: Axon, _ dt: Double) -> Axon {
    Axon(
      mem: mem + dt * slope.mem, m: m + dt * slope.m, h: h + dt * slope.h, n: n + dt * slope.n)
  }

  @inline(__always)
  private func slopes(_ input: Double) -> Axon {
    let square = n * n
    let sodium = 120 * (m * m * m) * h * (mem - 50)
    let potassium = 36 * (square * square) * (mem - -77)
    let leak = 0.3 * (mem - -54.387)
    let an = 0.1 / relativeExponential(-(mem + 55) / 10)
    let bn = 0.125 * exponential(-(mem + 65) / 80)
    let am = 1 / relativeExponential(-(mem + 40) / 10)
    let bm = 4 * exponential(-(mem + 65) / 18)
    let ah = 0.07 * exponential(-(mem + 65) / 20)
    let bh = 1 / (1 + exponential(-(mem + 35) / 10))
    return Axon(
      mem: (input - sodium - potassium - leak) / 1, m: am * (1 - m) - bm * m,
      h: ah * (1 - h) - bh * h, n: an * (1 - n) - bn * n)
  }
}

// The shell's own exponentials, for whole vectors.

@inline(__always)
private func exponential(_ x: Vector) -> Vector {
  let (change, power) = reduced(bounded(x))
  let half = (power * 0.5 + 0x1.8p52) - 0x1.8p52
  return (1 + change) * powerOfTwo(half) * powerOfTwo(power - half)
}

@inline(__always)
private func relativeExponential(_ x: Vector) -> Vector {
  let (change, power) = reduced(bounded(x))
  let half = (power * 0.5 + 0x1.8p52) - 0x1.8p52
  let (first, second) = (powerOfTwo(half), powerOfTwo(power - half))
  let near = change * first * second + (first * second - 1)
  let far = (change + 1) * first * second - 1
  let value = far.replacing(with: near, where: (power .<= 52) .& (power .>= -52))
  return (value / x).replacing(with: 1, where: x .== 0)
}

@inline(__always)
private func bounded(_ x: Vector) -> Vector {
  let capped = x.replacing(with: 710, where: x .> 710)
  return capped.replacing(with: -746, where: capped .< -746)
}

@inline(__always)
private func reduced(_ x: Vector) -> (Vector, Vector) {
  let power = (x * 0x1.71547652b82fep+0 + 0x1.8p52) - 0x1.8p52
  let r = (x - power * 0x1.62e42feep-1) - power * 0x1.a39ef35793c76p-33
  let z = r * r
  var sum = 1 / 479_001_600 + 1 / 6_227_020_800 * r
  sum = (1 / 3_628_800 + 1 / 39_916_800 * r) + sum * z
  sum = (1 / 40_320 + 1 / 362_880 * r) + sum * z
  sum = (1 / 720 + 1 / 5040 * r) + sum * z
  sum = (1 / 24 + 1 / 120 * r) + sum * z
  sum = (1 / 2 + 1 / 6 * r) + sum * z
  return (r + sum * z, power)
}

@inline(__always)
private func powerOfTwo(_ power: Vector) -> Vector {
  let bits = unsafeBitCast(power + (0x1.8p52 + 1023), to: SIMD8<UInt64>.self)
  return unsafeBitCast(bits &<< 52, to: Vector.self)
}
