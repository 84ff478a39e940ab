import Equations
import Neurons
import OrderedCollections
import RealModule
import Simulation
import TestSupport
import Testing

extension RecordCheck {
  /// Cables of 200 compartments at rest for no current, and axons on two grids.
  static let cables = [
    RecordCheck(
      file: "cable.json", prefix: "cable.passive",
      unread: [
        "derived": "what follows from the parameters; ours are those of the equations",
        "compartments.text": "in words",
        "compartments.drive_mV_compartment_0": "what the equations make of the parameters",
        "compartments.lambda_over_dx_squared": "what the equations make of the parameters",
      ],
      loose: [
        "compartments.largest_time_course_error_mV": "how far compartments may be off",
        "compartments.n": "how many we take",
      ],
      results: ["expect", "compartments"], compare: passive),
    RecordCheck(
      file: "cable.json", prefix: "cable.hh",
      unread: [
        "init.text": "in words", "expect.spike": "in words",
        "expect.spike_times_ms":
          "from three grids, on the finer ones of which the places lie 1 and 2 compartments further",
      ],
      loose: [
        "expect.places_um": "where we look", "compartments.*.n": "how many we take",
      ],
      results: ["expect", "compartments"], compare: axon),
  ]

  // MARK: - Passive

  private static func cable(_ record: Oracle, count: Int) throws -> Node {
    let end = try #require(record.text("params", "far_end"))
    let text = """
      define Cable
        inherits Membrane
        param diameter = 1um; param length = 1um; param Ra = 1Ohm*cm
        param Rm = 1Ohm*cm^2; param Cm = 1uF/cm^2
        param dx = length / compartments
        input I in nA
        state mem[\(count)] = 0mV
        integral {
          let axial = diffusion(mem, diameter / (4 * Ra * dx^2), sealed, \(end))
          d mem/dt = (I / (pi * diameter * dx) - mem / Rm + axial) / Cm
        }
        spike { spike when mem crosses threshold }
      end
      """
    var values = record.dictionary("params")
    let current = try values.take("I")
    var node = try makeRecordNode("Cable", defining: text, values)
    #expect(node.model.method == .rosenbrock)
    node.feed(constant: current)
    return node
  }

  // The states of all compartments.
  private static func profile(_ node: Node) -> [Double] {
    node.model.all("mem").map { node.last($0) }
  }

  // At a place in um, on the cubic through the nearest centres.
  private static func value(_ profile: [Double], at place: Double, of length: Double) -> Double {
    let x = place / length * Double(profile.count) - 0.5
    let first = min(max(Int(x.rounded(.down)) - 1, 0), profile.count - 4)
    return cubic(Array(profile[first..<first + 4]), at: x - Double(first))
  }

  // The cubic through four values at 0, 1, 2 and 3.
  private static func cubic(_ y: [Double], at x: Double) -> Double {
    var sum = 0.0
    for i in 0..<4 {
      var part = y[i]
      for j in 0..<4 where j != i { part *= (x - Double(j)) / Double(i - j) }
      sum += part
    }
    return sum
  }

  @Sendable private static func passive(_ record: Oracle) throws -> RecordComparison {
    let length = try #require(record.number("params", "length"))
    let parts = record.part("compartments")
    let count = try #require(parts.number("n").flatMap(Int.init(exactly:)))
    var node = try cable(record, count: count)
    var profiles: [Double: [Double]] = [:]
    try node.set("dt", to: 0.005)
    for time in parts.parts("v_mV_at").compactMap({ $0.number("t_ms") }) {
      try node.run(for: time - Double(node.time) * 0.005)
      profiles[time] = profile(node)
    }
    // However large the steps, they end where it rests.
    try node.set("dt", to: 200)
    try node.run(for: 20_000)
    let steady = profile(node)

    var comparison = RecordComparison()
    comparison.samples("compartments.steady_v_mV", within: [1e-8 * (1 + steady[0])]) {
      [Int(exactly: $0).flatMap { steady.dropFirst($0).first } ?? .nan]
    }
    comparison.add { record in
      let rows = record.part("compartments").parts("v_mV_at")
      let off = rows.flatMap { row in
        let own = row.number("t_ms").flatMap { profiles[$0] } ?? []
        return row.table("v").map { pair in
          let value = Int(exactly: pair[0]).flatMap { own.dropFirst($0).first } ?? .nan
          return abs(value - pair[1]) / (1 + abs(pair[1]))
        }
      }
      return row("compartments.v_mV_at", off, within: 1e-8)
    }

    // The continuum, and how far compartments are from it.
    let continuum = try continuum(record)
    func errors(_ profile: [Double]) -> [Double] {
      profile.enumerated().map { index, value in
        value - continuum((Double(index) + 0.5) / Double(profile.count))
      }
    }
    let own = errors(steady)
    comparison.add { record in
      let off = record.part("compartments").table("steady_minus_continuum_mV").map { pair in
        let error = Int(exactly: pair[0]).flatMap { own.dropFirst($0).first } ?? .nan
        return abs(error - pair[1]) / (0.01 * abs(pair[1]) + 1e-9 * steady[0])
      }
      return row("compartments.steady_minus_continuum_mV", off, within: 1)
    }
    let largest = try parts.table("largest_steady_error_mV_by_n").map { pair -> [Double] in
      let count = try #require(Int(exactly: pair[0]))
      var node = try cable(record, count: count)
      try node.set("dt", to: 200)
      try node.run(for: 20_000)
      return [pair[0], errors(profile(node)).map(abs).max() ?? .nan]
    }
    comparison.add { record in
      let listed = record.part("compartments").table("largest_steady_error_mV_by_n")
      let off = zip(listed, largest).flatMap { listed, own in
        zip(listed, own).map { abs($0 - $1) / $1 }
      }
      return row(
        "compartments.largest_steady_error_mV_by_n",
        off + (listed.count == largest.count ? [] : [.nan]), within: 0.01)
    }
    let steadyError = 1.01 * (largest.map { $0[1] }.min() ?? 0) + (own.map(abs).max() ?? 0)
    comparison.samples("expect.steady_profile_x_um_v_mV", within: [steadyError]) {
      (0...length).contains($0) ? [value(steady, at: $0, of: length)] : [.nan]
    }
    let current = try #require(record.number("params", "I"))
    comparison.number(
      value(steady, at: 0, of: length) / current, "expect.input_resistance_MOhm",
      within: steadyError / current)
    let timeError = try #require(parts.number("largest_time_course_error_mV"))
    comparison.add { record in
      let off = record.part("expect").parts("time_course").flatMap { course in
        let place = course.number("x_um") ?? -1
        return course.table("v_mV").map { pair in
          guard let profile = profiles[pair[0]], 0...length ~= place else { return Double.nan }
          return abs(value(profile, at: place, of: length) - pair[1])
        }
      }
      return row("expect.time_course", off, within: 2 * timeError)
    }
    return comparison
  }

  // Where the membrane rests at a share of the length, in mV.
  private static func continuum(_ record: Oracle) throws -> (Double) -> Double {
    let values = record.dictionary("params")
    func number(_ name: String) throws -> Double { try #require(values[name]) }
    // In cm, and megohms.
    let (radius, length) = (try number("diameter") / 2e4, try number("length") / 1e4)
    let lambda = (try number("Rm") * radius / (2 * number("Ra"))).squareRoot()
    let resistance = try number("Ra") * lambda / (.pi * radius * radius) / 1e6
    let (size, drive) = (length / lambda, resistance * (try number("I")))
    return record.text("params", "far_end") == "killed"
      ? { drive * .sinh(size * (1 - $0)) / .cosh(size) }
      : { drive * .cosh(size * (1 - $0)) / .sinh(size) }
  }

  private static func row(
    _ what: String, _ off: [Double], within tolerance: Double
  ) -> RecordComparison.Row {
    RecordComparison.Row(
      what: what, measured: "\(off.count) numbers, off by \(Float(off.max() ?? .nan)) at most",
      expected: "within \(Float(tolerance))",
      isMet: !off.isEmpty && off.allSatisfy { $0 <= tolerance })
  }

  // MARK: - Active

  private static func axonText(_ count: Int) -> String {
    """
    define Axon
      inherits HH
      param diameter = 1um; param length = 1um; param Ra = 1Ohm*cm; param phi = 1
      param dx = length / compartments
      state mem[\(count)] = -65mV; state m[\(count)] = 0; state h[\(count)] = 0; state n[\(count)] = 0
      integral {
        let an = 0.1/ms / exprel(-(mem + 55mV) / 10mV)
        let bn = 0.125/ms * exp(-(mem + 65mV) / 80mV)
        let am = 1/ms / exprel(-(mem + 40mV) / 10mV)
        let bm = 4/ms * exp(-(mem + 65mV) / 18mV)
        let ah = 0.07/ms * exp(-(mem + 65mV) / 20mV)
        let bh = 1/ms / (1 + exp(-(mem + 35mV) / 10mV))
        let I = gNa * m^3 * h * (mem - ENa) + gK * n^4 * (mem - EK) + gL * (mem - EL)
        d mem/dt = (input - I + diffusion(mem, diameter / (4 * Ra * dx^2))) / C
        d m/dt = phi * (am * (1 - m) - bm * m)
        d h/dt = phi * (ah * (1 - h) - bh * h)
        d n/dt = phi * (an * (1 - n) - bn * n)
      }
    end
    """
  }

  private struct Wave {
    var times: [Double] = []
    var peaks: [Double] = []
    var speed = 0.0
  }

  private static func wave(_ record: Oracle, count: Int, until end: Double) throws -> Wave {
    var values = record.dictionary("params")
    let current = try values.take("I")
    let length = try #require(values["length"])
    let dx = length / Double(count)
    // The fourth power of these is beyond what counts; the fast gates of a warm axon ask for more.
    values["dt"] = (values["phi"] ?? 1) > 1 ? 0.00625 : 0.0125
    var node = try makeRecordNode("Axon", defining: axonText(count), values)
    for (name, value) in record.dictionary("init") {
      for place in node.model.all(name) { try node.set(place, to: value) }
    }
    let (edges, pulse) = (
      record.numbers("params", "injected_into"), record.numbers("params", "pulse")
    )
    let steps = Int(((pulse[1] - pulse[0]) / node.dt).rounded())
    let fed = Int((edges[0] / dx).rounded())..<Int((edges[1] / dx).rounded())
    for input in node.model.all("input")[fed] {
      node.feed(
        Signal(.pulse(amplitude: current, onset: 1, duration: steps, period: nil)),
        neurons: 0..<1, input: input, isAdded: false)
    }
    try node.run(for: end)

    // On a finer grid the records look at the last compartment of each of the coarsest ones.
    let coarsest = try #require(record.parts("compartments").compactMap { $0.number("n") }.min())
    let share = count / Int(coarsest)
    let places = record.numbers("expect", "places_um").map { place in
      Int((place / length * coarsest).rounded(.down)) * share + share - 1
    }
    var wave = Wave()
    for place in places {
      let mem = node.column(node.model.all("mem")[place])
      let index = try #require(mem.indices.dropFirst(2).first { mem[$0 - 1] < 0 && mem[$0] >= 0 })
      var (low, high) = (1.0, 2.0)
      for _ in 0..<50 {
        let middle = (low + high) / 2
        if cubic(Array(mem[index - 2...index + 1]), at: middle) < 0 {
          low = middle
        } else {
          high = middle
        }
      }
      wave.times.append((Double(index - 1) + low) * node.dt)
      let top = try #require(mem.indices.max { mem[$0] < mem[$1] })
      let bend = mem[top - 1] - 2 * mem[top] + mem[top + 1]
      let slope = (mem[top + 1] - mem[top - 1]) / 2
      wave.peaks.append(mem[top] - slope * slope / (2 * bend))
    }
    // In m/s, which are mm/ms.
    wave.speed =
      Double(places[3] - places[1]) * dx / 1000 / (wave.times[3] - wave.times[1])
    return wave
  }

  @Sendable private static func axon(_ record: Oracle) throws -> RecordComparison {
    let grids = record.parts("compartments")
    let waves = try grids.map { grid in
      let end = grid.numbers("spike_times_ms").max() ?? 0
      return try wave(record, count: Int(try #require(grid.number("n"))), until: end + 0.6)
    }
    let values = record.dictionary("params")
    func number(_ name: String) throws -> Double { try #require(values[name]) }
    // In cm^2/ms.
    let diffusion = try number("diameter") * 1e-4 / (4 * number("Ra") * number("C")) * 1e3
    let dx = try grids.map { try number("length") / (try #require($0.number("n"))) }

    var comparison = RecordComparison()
    comparison.add { record in
      let listed = record.parts("compartments").map { $0.numbers("spike_times_ms") }
      let off = zip(waves, listed).flatMap { zip($0.times, $1).map { abs($0 - $1) } }
      return row("compartments.*.spike_times_ms", off, within: 2e-5)
    }
    // The records have the highest of their samples, we the vertex of the parabola.
    comparison.add { record in
      let listed = record.parts("compartments").map { $0.numbers("peak_mV") }
      let off = zip(waves, listed).flatMap { zip($0.peaks, $1).map { abs($0 - $1) } }
      return row("compartments.*.peak_mV", off, within: 1e-2)
    }
    comparison.values(
      waves.map { [$0.speed] }, ofEach: "compartments", "speed_2_to_4_m_per_s", within: 3e-5)
    comparison.values(dx.map { [$0] }, ofEach: "compartments", "dx_um", within: 1e-6)
    comparison.values(
      dx.map { [diffusion / ($0 * $0 * 1e-8)] }, ofEach: "compartments", "neighbour_rate_per_ms",
      within: 1e-8)
    comparison.number(diffusion, "diffusion_cm2_per_ms", within: 1e-9)
    // The error falls as dx^2, and that of what is left as dx^4.
    let ratio = (dx[0] / dx[1]) * (dx[0] / dx[1])
    let speed = (ratio * waves[1].speed - waves[0].speed) / (ratio - 1)
    comparison.value(speed, "expect.wave_speed_m_per_s", within: 2e-5)
    comparison.value(speed, "expect.speed_between_places_2_and_4_m_per_s", within: 5e-5)
    comparison.value(
      speed * speed / 100 / diffusion, "expect.wave_K_per_ms", within: 4e-5)
    return comparison
  }
}

extension Node {
  fileprivate mutating func set(_ name: String, to value: Double) throws {
    let nowhere = SourceRange(0, 0)
    try set(Name(name, nowhere), to: value, neurons: 0..<1, at: nowhere)
  }
}
