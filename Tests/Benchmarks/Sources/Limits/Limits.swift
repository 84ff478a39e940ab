// Neurons as somebody would write them by hand who wants nothing but speed: one fused loop, states
// in registers, as many vectors side by side as hide each other's latency. They compute what the
// shell's models compute, by the same operations in the same order, and count spikes.

/// Eight neurons.
public typealias Vector = SIMD8<Double>

/// Counts of spikes, a lane each.
typealias Counts = SIMD8<Int64>

/// Leaky integrate-and-fire, hard reset: mem += (input - mem) / tau.
///
/// - Returns: how many spikes there were.
@inline(never)
public func runLIF(
  _ mem: UnsafeMutableBufferPointer<Vector>, input: Double, tau: Double, threshold: Double,
  steps: Int
) -> Int {
  let (input, tau, threshold) = (
    Vector(repeating: input), Vector(repeating: tau), Vector(repeating: threshold)
  )
  let zero = Vector(repeating: 0)
  var spikes = 0
  var index = 0
  while index + 4 <= mem.count {
    var (a, b, c, d) = (mem[index], mem[index + 1], mem[index + 2], mem[index + 3])
    var (p, q, r, s) = (Counts(), Counts(), Counts(), Counts())
    for _ in 0..<steps {
      a += (input - a) / tau
      b += (input - b) / tau
      c += (input - c) / tau
      d += (input - d) / tau
      let (fa, fb, fc, fd) = (a .>= threshold, b .>= threshold, c .>= threshold, d .>= threshold)
      p = p.replacing(with: p &+ 1, where: fa)
      q = q.replacing(with: q &+ 1, where: fb)
      r = r.replacing(with: r &+ 1, where: fc)
      s = s.replacing(with: s &+ 1, where: fd)
      a.replace(with: zero, where: fa)
      b.replace(with: zero, where: fb)
      c.replace(with: zero, where: fc)
      d.replace(with: zero, where: fd)
    }
    (mem[index], mem[index + 1], mem[index + 2], mem[index + 3]) = (a, b, c, d)
    spikes += Int((p &+ q &+ r &+ s).wrappedSum())
    index += 4
  }
  return spikes
}

/// The same with a tau and a threshold for every neuron, as in a sweep.
@inline(never)
public func runLIF(
  _ mem: UnsafeMutableBufferPointer<Vector>, input: Double,
  tau: UnsafeMutableBufferPointer<Vector>, threshold: UnsafeMutableBufferPointer<Vector>,
  steps: Int
) -> Int {
  let input = Vector(repeating: input)
  let zero = Vector(repeating: 0)
  var spikes = 0
  var index = 0
  while index + 4 <= mem.count {
    var (a, b, c, d) = (mem[index], mem[index + 1], mem[index + 2], mem[index + 3])
    let (ta, tb, tc, td) = (tau[index], tau[index + 1], tau[index + 2], tau[index + 3])
    let (ha, hb) = (threshold[index], threshold[index + 1])
    let (hc, hd) = (threshold[index + 2], threshold[index + 3])
    var (p, q, r, s) = (Counts(), Counts(), Counts(), Counts())
    for _ in 0..<steps {
      a += (input - a) / ta
      b += (input - b) / tb
      c += (input - c) / tc
      d += (input - d) / td
      let (fa, fb, fc, fd) = (a .>= ha, b .>= hb, c .>= hc, d .>= hd)
      p = p.replacing(with: p &+ 1, where: fa)
      q = q.replacing(with: q &+ 1, where: fb)
      r = r.replacing(with: r &+ 1, where: fc)
      s = s.replacing(with: s &+ 1, where: fd)
      a.replace(with: zero, where: fa)
      b.replace(with: zero, where: fb)
      c.replace(with: zero, where: fc)
      d.replace(with: zero, where: fd)
    }
    (mem[index], mem[index + 1], mem[index + 2], mem[index + 3]) = (a, b, c, d)
    spikes += Int((p &+ q &+ r &+ s).wrappedSum())
    index += 4
  }
  return spikes
}

/// One leaky neuron.
@inline(never)
public func runLIF(
  _ mem: inout Double, input: Double, tau: Double, threshold: Double, steps: Int
) -> Int {
  var spikes = 0
  var state = mem
  for _ in 0..<steps {
    state += (input - state) / tau
    let fires = state >= threshold
    spikes += fires ? 1 : 0
    state = fires ? 0 : state
  }
  mem = state
  return spikes
}

/// Izhikevich's neuron in the steps of his script, regular spiking.
@inline(never)
public func runIzhikevich(
  _ mem: UnsafeMutableBufferPointer<Vector>, _ recovery: UnsafeMutableBufferPointer<Vector>,
  input: Double, dt: Double, steps: Int
) -> Int {
  var spikes = 0
  var index = 0
  while index + 4 <= mem.count {
    var (a, b, c, d) = (mem[index], mem[index + 1], mem[index + 2], mem[index + 3])
    var (ua, ub) = (recovery[index], recovery[index + 1])
    var (uc, ud) = (recovery[index + 2], recovery[index + 3])
    var counts = Counts()
    for _ in 0..<steps {
      counts = izhikevich(&a, &ua, input, dt, counts)
      counts = izhikevich(&b, &ub, input, dt, counts)
      counts = izhikevich(&c, &uc, input, dt, counts)
      counts = izhikevich(&d, &ud, input, dt, counts)
    }
    (mem[index], mem[index + 1], mem[index + 2], mem[index + 3]) = (a, b, c, d)
    (recovery[index], recovery[index + 1]) = (ua, ub)
    (recovery[index + 2], recovery[index + 3]) = (uc, ud)
    spikes += Int(counts.wrappedSum())
    index += 4
  }
  return spikes
}

@inline(__always)
private func izhikevich(
  _ v: inout Vector, _ u: inout Vector, _ input: Double, _ dt: Double, _ counts: Counts
) -> Counts {
  let slope = 0.04 * (v * v) + 5 * v + 140 - u + input
  v += dt * slope
  u += (dt * 0.02) * (0.2 * v - u)
  let fires = v .> 30
  v.replace(with: -65, where: fires)
  u = u.replacing(with: u + 8, where: fires)
  return counts.replacing(with: counts &+ 1, where: fires)
}
