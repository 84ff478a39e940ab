import Equations

// From one happening to the next, as `FlowSolution` goes for one neuron.
extension FlowLanes {
  /// Goes on without a change to a time within the step, or to where the condition of a spike begins to hold.
  ///
  /// - Parameters:
  ///   - end: the time, counted from the begin of the step.
  ///   - isOpen: 1 in the lanes that do.
  ///   - mayFire: 1 in those of them in which that condition counts.
  /// - Returns: 1 in the lanes in which it begins to hold.
  mutating func solve(to end: Numbers, where isOpen: Numbers, mayFire: Numbers) -> Numbers {
    learnMargins(where: mayFire)
    var (isOpen, isCrossed) = (isOpen, zero)
    let isFree = isOpen - isOpen * courses.goOn
    courses.exists -= courses.exists * isFree
    let isTried = isFree - isFree * stepFails
    stepFails -= stepFails * isFree
    isOpen -= takeWholeStep(to: end, where: isTried, mayFire: mayFire)
    var count = 0
    let isHeld = equations.isHeld
    // 1 in the lanes with a course that ends close behind where it crosses the threshold.
    var isClose = zero
    while isOpen.nonZeroBits != 0 {
      count += 1
      // What is held elsewhere is not asked about.
      equations.isHeld = isHeld * isOpen
      // One alone goes faster by itself, and where there is no end somebody says so.
      if count > mostCourses || count > 2 && isOpen.nonZeroBits.nonzeroBitCount == 1 {
        isGivenUp = .greatest(isGivenUp, isOpen)
        break
      }
      learnMargins(where: isOpen * mayFire)
      before = known
      if flow.runsUp, let membrane = flow.membrane {
        // The last of a run up to a spike goes by steps of mem, each by itself.
        let runsUp = Numbers.isAtMost(courses.timeOfRunUp(of: membrane), end - now)
        isGivenUp = .greatest(
          isGivenUp, isOpen * mayFire * .isLess(known, zero) * runsUp)
        isOpen -= isOpen * isGivenUp
      }
      findCourses(where: isOpen)
      isOpen -= isOpen * isGivenUp
      let point = Numbers.least(end, now + courses.left)
      var reach = point - now
      equations.rises(time: time, into: &risesBefore)
      move(by: reach, where: isOpen)
      let isWatched = isOpen * mayFire
      isKnown = .choose(isOpen, isWatched, isKnown)
      var (isHere, isAnew) = (zero, zero)
      if isWatched.nonZeroBits != 0 {
        equations.margins(time: all(begin) + point, into: &between)
        known = .choose(isWatched, between[0], known)
        let mayTurn = mayTurn(from: before, to: known, after: reach, at: point, where: isWatched)
        isGivenUp = .greatest(isGivenUp, mayTurn)
        isHere = isWatched * .isLess(before, zero) * .isAtMost(zero, known)
      }
      var isWhole = Numbers.isEqual(point, end)
      if isHere.nonZeroBits != 0 {
        let found = root(
          between: (zero, before), and: (reach, known), within: dt * 5e-13, where: isHere
        ) { margin(after: $0, where: isHere) }
        isWhole = .choose(isHere, isWhole * .isEqual(found, reach), isWhole)
        reach = .choose(isHere, found, reach)
        if hasCourses { isAnew = isHere - isHere * isClose }
        isClose = .greatest(isClose, isAnew)
        isHere -= isAnew
        move(by: .choose(isAnew, zero, reach), where: isHere + isAnew)
        known = .choose(isAnew, before, known)
        isKnown -= isKnown * isHere
        courses.beginAnew(where: isAnew, trying: reach * all(closeReach))
      }
      let isArrived = isOpen - isOpen * isAnew
      courses.goOn(by: reach, atOnceFor: dt * 1e-13, where: isArrived)
      now = .choose(isArrived, .choose(isWhole, end, now + reach), now)
      hasJumped -= hasJumped * isArrived
      isCrossed = .greatest(isCrossed, isHere)
      isOpen = isOpen * .isLess(now, end)
      isOpen -= isOpen * .greatest(isHere, isGivenUp)
    }
    return isCrossed - isCrossed * isGivenUp
  }

  // Takes a step of the model's own method, unless the condition begins to hold in it; says where it did.
  private mutating func takeWholeStep(
    to end: Numbers, where isTried: Numbers, mayFire: Numbers
  ) -> Numbers {
    if isTried.nonZeroBits == 0 { return zero }
    equations.read(into: &other)
    equations.step(from: other, time: time, length: end - now, into: &stepEnd)
    equations.rises(time: time, into: &risesBefore)
    var probe = zero
    for index in place.indices {
      probe += stepEnd[index] * zero
      place[index] = .choose(isTried, stepEnd[index], other[index])
    }
    let isSteep = Numbers.isLess(zero, stepEnd[place.count])
    var isDone = isTried * .isEqual(probe, zero)
    isDone -= isDone * isSteep
    let isWatched = isDone * mayFire
    if isWatched.nonZeroBits != 0 {
      equations.move(to: place)
      equations.margins(time: all(begin) + end, into: &between)
      let mayTurn = mayTurn(
        from: known, to: between[0], after: end - now, at: end, where: isWatched)
      isDone -=
        isWatched * .greatest(mayTurn, .isLess(known, zero) * .isAtMost(zero, between[0]))
      known = .choose(isDone * isWatched, between[0], known)
    }
    for index in place.indices { place[index] = .choose(isDone, place[index], other[index]) }
    equations.move(to: place)
    isKnown = .choose(isDone, isWatched, isKnown)
    now = .choose(isDone, end, now)
    hasJumped -= hasJumped * isDone
    return isDone
  }

  // Where the condition that holds at both ends of some time, or at neither, may be otherwise meanwhile: as
  // `FlowSolution` has it, which goes on from there.
  private mutating func mayTurn(
    from before: Numbers, to after: Numbers, after length: Numbers, at end: Numbers,
    where isWatched: Numbers
  ) -> Numbers {
    guard flow.free.rises != nil else { return zero }
    equations.rises(time: all(begin) + end, into: &rises)
    let isBelow = Numbers.isLess(before, zero)
    let isSame = Numbers.isEqual(isBelow, .isLess(after, zero))
    let sign = Numbers.choose(isBelow, one, zero - one)
    let reached = sign * (before + risesBefore[0] * length)
    let may = Numbers.choose(
      .isLess(zero, sign * risesBefore[0]), .isAtMost(zero, reached), hasJumped)
    return isWatched * isSame * .isLess(sign * rises[0], zero) * may
  }

  private mutating func margin(after reach: Numbers, where isWanted: Numbers) -> Numbers {
    go(by: reach, where: isWanted)
    equations.margins(time: all(begin) + (now + reach), into: &between)
    return between[0]
  }

  // Puts the states where they are some time after the present; what is not finite is left to others.
  private mutating func move(by reach: Numbers, where isWanted: Numbers) {
    go(by: reach, where: isWanted)
    var probe = zero
    for number in place { probe += number * zero }
    isGivenUp = .choose(.isEqual(probe, zero), isGivenUp, .greatest(isGivenUp, isWanted))
  }

  private mutating func go(by reach: Numbers, where isWanted: Numbers) {
    equations.read(into: &here)
    if hasCourses {
      courses.place(after: reach, into: &place)
    } else {
      equations.step(from: other, time: time, length: reach, into: &place)
      let isStill = Numbers.isEqual(reach, zero)
      for index in place.indices { place[index] = .choose(isStill, other[index], place[index]) }
    }
    for index in place.indices { place[index] = .choose(isWanted, place[index], here[index]) }
    equations.move(to: place)
  }

  // Sees to it that there are courses that go on.
  private mutating func findCourses(where isWanted: Numbers) {
    guard hasCourses else { return equations.read(into: &other) }
    courses.exists -=
      courses.exists * isWanted * (one - .isEqual(courses.isHeld, equations.isHeld))
    let isNeeded = isWanted - isWanted * courses.goOn
    if isNeeded.nonZeroBits == 0 { return }
    equations.read(into: &explicit.start)
    let isNew = isNeeded - isNeeded * courses.exists
    if isNew.nonZeroBits != 0 {
      equations.slopes(at: explicit.start, time: time, into: &explicit.slope)
    }
    for index in place.indices {
      explicit.slope[index] = .choose(isNew, explicit.slope[index], courses.endSlope[index])
    }
    let first = Numbers.choose(
      isNew - isNew * courses.beginsAnew, explicit.firstLength(dt: dt), courses.next)
    let distance = Numbers.choose(isKnown, -known, all(.infinity))
    let isHeld = equations.isHeld
    let isGivenUp = explicit.findStep(
      of: &equations, where: isNeeded, first: first, time: time, dt: dt,
      within: .upstroke, distance: distance
    ) { method, isFound, length, next in
      courses.begin(method, where: isFound, length: length, next: next, isHeld: isHeld)
    }
    equations.move(to: explicit.start)
    self.isGivenUp = .greatest(self.isGivenUp, isGivenUp)
  }

  // Whether its steps have a course between their ends.
  private var hasCourses: Bool { flow.method == .rk4 }
}

private let zero = FlowLanes.Numbers(repeating: 0)
private let one = FlowLanes.Numbers(repeating: 1)
// More in one step than that are left to who says that the equations are stiff.
private let mostCourses = 1000
