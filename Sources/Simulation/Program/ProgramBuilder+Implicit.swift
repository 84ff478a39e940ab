import Equations

/// The numbers of a Rosenbrock method, which solves linear equations instead of others (Hairer & Wanner
/// 1996, Solving Ordinary Differential Equations II, IV.7).
///
/// With h for dt and J for the slopes' derivatives by the states, stage s solves
/// (1 - h gamma J) u_s = h gamma f(x + sum a_st u_t) + gamma sum c_st u_t + h^2 gamma d_s df/dt,
/// and a step ends at x + sum m_s u_s.
struct RosenbrockSteps {
  let gamma: Double
  /// Where the slopes of each stage are taken; nil where those of the stage before serve again.
  let a: [[Double]?]
  /// What each stage takes from those before it.
  let c: [[Double]]
  /// What a step adds up.
  let m: [Double]
  /// When in the step each stage lies.
  let times: [Double]
  /// How each stage follows what changes with time alone.
  let d: [Double]

  /// One step of Newton's method from the step's beginning to its end.
  static let backwardEuler = RosenbrockSteps(
    gamma: 1, a: [[]], c: [[]], m: [1], times: [0], d: [1])

  /// The same to its middle, and as far again.
  static let crankNicolson = RosenbrockSteps(
    gamma: 0.5, a: [[]], c: [[]], m: [2], times: [0], d: [0.5])

  /// The L-stable one of four stages and fourth order (table 7.2).
  static let fourthOrder = RosenbrockSteps(
    gamma: 0.57282,
    a: [[], [2], [1.867943637803922, 0.2344449711399156], nil],
    c: [
      [], [-7.137615036412310], [2.580708087951457, 0.6515950076447975],
      [-2.137148994382534, -0.3214669691237626, -0.6949742501781779],
    ],
    m: [2.255570073418735, 0.2870493262186792, 0.4353179431840180, 1.093502252409163],
    times: [0, 1.14564, 0.6552168638155900, 0.6552168638155900],
    d: [0.57282, -1.769193891319233, 0.7592633437920482, -0.1049021087100450])
}

// Equations that are solved together, so that a large dt does not make them run off.
extension ProgramBuilder {
  /// Takes a step by a Rosenbrock method.
  ///
  /// - Parameters:
  ///   - equations: the block's equations.
  ///   - block: what they stand in.
  ///   - start: what their states are when the step begins.
  ///   - method: the numbers of the method.
  /// - Returns: what the states are at its end.
  mutating func solve(
    _ equations: [Statement], in block: Block, from start: [Int], by method: RosenbrockSteps
  ) -> [Int] {
    let dt = clock?.length ?? value(of: "dt")
    let share = apply(.multiply, [dt, constant(method.gamma)])
    let first = slopes(of: equations, in: block, at: start, followsAssignments: true)
    let matrix = factorised(first, by: start, over: share)
    let drift = drift(of: first)
    var stages: [[Int]] = []
    var slopes = first
    for stage in method.m.indices {
      if stage > 0, let weights = method.a[stage] {
        slopes = self.slopes(
          of: equations, in: block, at: sum(start, stages, weights), after: method.times[stage],
          followsAssignments: true)
      }
      var right = slopes.indices.map { index in
        term = program.values[slopes[index]].term
        return apply(.multiply, [share, slopes[index]])
      }
      right = sum(right, stages, method.c[stage].map { $0 * method.gamma })
      for (index, change) in drift where method.d[stage] != 0 {
        let part = apply(
          .multiply, [apply(.multiply, [share, constant(method.d[stage])]), change])
        right[index] = apply(.add, [right[index], part])
      }
      stages.append(solution(of: matrix, right))
    }
    return sum(start, stages, method.m)
  }

  // Each of some values and a sum of the stages' ones.
  private mutating func sum(_ values: [Int], _ stages: [[Int]], _ weights: [Double]) -> [Int] {
    values.indices.map { index in
      term = program.values[values[index]].term
      return zip(stages, weights).reduce(values[index]) { sum, stage in
        let (part, weight) = (stage.0[index], stage.1)
        if weight == 0 { return sum }
        if weight == 1 { return apply(.add, [sum, part]) }
        return apply(.add, [sum, apply(.multiply, [constant(weight), part])])
      }
    }
  }

  // How slopes change during a step by time alone; those that do not are left out.
  private mutating func drift(of slopes: [Int]) -> [(index: Int, change: Int)] {
    let start = clock?.start ?? apply(.stepsBefore, [])
    let zero = constant(0)
    return slopes.indices.compactMap { index in
      guard program.sources(of: slopes[index]).contains(start) else { return nil }
      let change = derivative(of: slopes[index], by: start)
      if change == zero { return nil }
      // By a step, as where steps are counted.
      return (index, clock.map { apply(.multiply, [$0.length, change]) } ?? change)
    }
  }

  /// A matrix as the product of a lower and an upper triangle, of which entries that are 0 whatever
  /// the numbers are do not exist.
  private struct Factors {
    /// In which order unknowns are eliminated.
    var order: [Int] = []
    /// What each elimination takes off rows that come later: row and factor.
    var lower: [[(row: Int, factor: Int)]]
    /// What is left of each row beside its pivot: column and entry.
    var upper: [[(column: Int, entry: Int)]]
    /// One by the pivot of each row.
    var inverses: [Int]
  }

  // 1 - share * d slopes / d states. Those with the fewest neighbours are eliminated first, which fills no
  // gap in a tree: gates, then the cable from its ends, so that the work is linear in compartments.
  private mutating func factorised(_ slopes: [Int], by states: [Int], over share: Int) -> Factors {
    let (zero, one) = (constant(0), constant(1))
    let places = Dictionary(
      states.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    var rows: [[Int: Int]] = []
    var users = Array(repeating: Set<Int>(), count: states.count)
    for (row, slope) in slopes.enumerated() {
      var entries = [row: one]
      for column in program.sources(of: slope).compactMap({ places[$0] }) {
        let change = derivative(of: slope, by: states[column])
        guard change != zero else { continue }
        term = program.values[slope].term
        let part = apply(.multiply, [share, change])
        entries[column] =
          row == column ? apply(.subtract, [one, part]) : apply(.negate, [part])
        users[column].insert(row)
      }
      rows.append(entries)
    }
    let count = states.count
    var factors = Factors(
      lower: Array(repeating: [], count: count), upper: Array(repeating: [], count: count),
      inverses: Array(repeating: one, count: count))
    var open = Set(0..<count)
    func cost(_ index: Int) -> Int {
      (rows[index].keys.count { $0 != index }) * (users[index].count { $0 != index })
    }
    var queue = EliminationOrder((0..<count).map(cost))
    while let pivot = queue.next() {
      open.remove(pivot)
      factors.order.append(pivot)
      term = program.values[slopes[pivot]].term
      let diagonal = rows[pivot][pivot] ?? one
      let inverse = diagonal == one ? one : apply(.divide, [one, diagonal])
      factors.inverses[pivot] = inverse
      let rest = rows[pivot].filter { $0.key != pivot }.sorted { $0.key < $1.key }
      factors.upper[pivot] = rest.map { ($0.key, $0.value) }
      for row in users[pivot].filter({ $0 != pivot }).sorted() {
        guard let entry = rows[row].removeValue(forKey: pivot) else { continue }
        term = program.values[slopes[row]].term
        let factor = inverse == one ? entry : apply(.multiply, [entry, inverse])
        factors.lower[pivot].append((row, factor))
        for (column, other) in rest {
          let part = apply(.multiply, [factor, other])
          rows[row][column] =
            rows[row][column].map { apply(.subtract, [$0, part]) } ?? apply(.negate, [part])
          users[column].insert(row)
        }
      }
      for (column, _) in rest { users[column].remove(pivot) }
      let touched = Set(rest.map(\.key)).union(factors.lower[pivot].map(\.row))
      for index in touched.sorted() where open.contains(index) {
        queue.move(index, to: cost(index))
      }
    }
    return factors
  }

  private mutating func solution(of factors: Factors, _ right: [Int]) -> [Int] {
    var values = right
    for pivot in factors.order {
      for (row, factor) in factors.lower[pivot] {
        term = program.values[values[row]].term
        values[row] = apply(
          .subtract, [values[row], apply(.multiply, [factor, values[pivot]])])
      }
    }
    let one = constant(1)
    for pivot in factors.order.reversed() {
      term = program.values[values[pivot]].term
      var value = values[pivot]
      for (column, entry) in factors.upper[pivot] {
        value = apply(.subtract, [value, apply(.multiply, [entry, values[column]])])
      }
      let inverse = factors.inverses[pivot]
      values[pivot] = inverse == one ? value : apply(.multiply, [value, inverse])
    }
    return values
  }
}

/// Which unknown is eliminated next: one of the least cost, of these the first.
private struct EliminationOrder {
  private var costs: [Int]
  // The unknowns of each cost; those that moved on since are passed over.
  private var waiting: [Int: [Int]] = [:]
  private var isTaken: [Bool]

  init(_ costs: [Int]) {
    self.costs = costs
    isTaken = Array(repeating: false, count: costs.count)
    for index in costs.indices.reversed() { waiting[costs[index], default: []].append(index) }
  }

  mutating func move(_ index: Int, to cost: Int) {
    guard costs[index] != cost else { return }
    costs[index] = cost
    waiting[cost, default: []].append(index)
  }

  mutating func next() -> Int? {
    while let cost = waiting.keys.min() {
      guard let index = waiting[cost]?.popLast() else {
        waiting[cost] = nil
        continue
      }
      guard costs[index] == cost, !isTaken[index] else { continue }
      isTaken[index] = true
      return index
    }
    return nil
  }
}
