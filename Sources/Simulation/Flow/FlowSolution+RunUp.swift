// The last of a run up to a spike: mem as a function of time has no bounds there, while time as a function of mem
// hardly changes any more. So mem is what goes on in steps, up to where it fires (Hénon 1982, Physica D 5:412).
extension FlowSolution {
  /// Goes up to the spike, or as far as that is not behind a time within the step.
  ///
  /// - Parameter end: the time, counted from the begin of the step.
  /// - Returns: whether it fires there.
  mutating func runUp(to end: Double) -> Bool {
    guard flow.runsUp, let membrane = flow.membrane, known[0] < 0,
      let expected = memory?.timeOfRunUp(of: membrane), expected <= end - now
    else { return false }
    equations.isByMembrane = true
    defer { equations.isByMembrane = false }
    equations.read(into: &risingUp.start)
    var mem = risingUp.start[membrane]
    risingUp.start[membrane] = now
    equations.slopes(at: risingUp.start, time: mem, into: &risingUp.slope)
    // In that time it grows by a part of what its slope takes to grow by a factor of e.
    var next = 0.2 * expected / risingUp.slope[membrane]
    var count = 0
    while known[0] < 0, count < mostSteps {
      count += 1
      let distance = -known[0]
      var reach = 0.0
      // What mem moves by in 1e-9 ms, as for steps in time.
      let little = FlowTolerance.upstroke.time / risingUp.slope[membrane]
      let isGivenUp = risingUp.findStep(
        of: &equations, where: 1, first: min(next, distance), time: mem, dt: distance,
        within: FlowTolerance(share: FlowTolerance.upstroke.share, time: little),
        distance: .infinity
      ) { _, _, length, following in (reach, next) = (length, following) }
      guard isGivenUp == 0, now...end ~= risingUp.end[membrane] else { break }
      mem += reach
      now = risingUp.end[membrane]
      swap(&risingUp.start, &risingUp.end)
      swap(&risingUp.slope, &risingUp.endSlope)
      leave()
      stand(at: risingUp.start, mem)
      // Where it fires, but for how numbers are rounded.
      while reach == distance, known[0] < 0, known[0] > -1e-9 * distance {
        mem = mem.nextUp
        stand(at: risingUp.start, mem)
      }
    }
    courseCount += count
    stand(at: risingUp.start, mem)
    return known[0] >= 0
  }

  // Puts states where they are as time stands for mem.
  private mutating func stand(at place: [Double], _ mem: Double) {
    equations.move(to: place)
    equations.states[flow.mem] = mem
    equations.margins(time: time, into: &known)
    isKnown = true
  }
}

// A threshold that flees as fast as mem rises is left to steps in time.
private let mostSteps = 1000
