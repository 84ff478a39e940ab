/// Steps of the embedded pair of Dormand & Prince, with the course between their ends.
///
/// Dormand & Prince 1980, J Comput Appl Math 6:19; the course between the ends, of fourth order, is that
/// of Hairer, Nørsett & Wanner 1993, II.6.
struct DormandPrince: FlowMethod {
  static let order = 5
  private var stages: [[Double]]
  private var place: [Double]
  private(set) var end: [Double]
  private(set) var difference: [Double]
  private(set) var endSlope: [Double]?

  init(size: Int) {
    let zero = Array(repeating: 0.0, count: size)
    stages = Array(repeating: zero, count: 7)
    (place, end, difference) = (zero, zero, zero)
  }

  mutating func step(
    _ equations: inout FlowEquations, from start: [Double], slope: [Double], time: Double,
    length: Double
  ) {
    stages[0] = slope
    for stage in 1..<7 {
      let row = Self.rows[stage - 1]
      for index in start.indices {
        var sum = 0.0
        for earlier in 0..<stage { sum += row[earlier] * stages[earlier][index] }
        place[index] = start[index] + length * sum
      }
      equations.slopes(
        at: place, time: time + Self.times[stage - 1] * length, into: &stages[stage])
    }
    // The last stage is where it ends.
    end = place
    endSlope = stages[6]
    for index in start.indices {
      var sum = 0.0
      for stage in 0..<7 { sum += Self.error[stage] * stages[stage][index] }
      difference[index] = length * sum
    }
  }

  func course(from start: [Double], length: Double) -> [Double] {
    let size = start.count
    var course = Array(repeating: 0.0, count: 5 * size)
    for index in start.indices {
      let move = end[index] - start[index]
      let bend = length * stages[0][index] - move
      var sum = 0.0
      for stage in 0..<7 { sum += Self.dense[stage] * stages[stage][index] }
      course[index] = start[index]
      course[size + index] = move
      course[2 * size + index] = bend
      course[3 * size + index] = move - length * stages[6][index] - bend
      course[4 * size + index] = length * sum
    }
    return course
  }

  private static let times = [1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1, 1]
  private static let rows: [[Double]] = [
    [1.0 / 5],
    [3.0 / 40, 9.0 / 40],
    [44.0 / 45, -56.0 / 15, 32.0 / 9],
    [19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729],
    [9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656],
    [35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84],
  ]
  private static let error = [
    71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40,
  ]
  private static let dense = [
    -12715105075.0 / 11282082432, 0, 87487479700.0 / 32700410799, -10690763975.0 / 1880347072,
    701980252875.0 / 199316789632, -1453857185.0 / 822651844, 69997945.0 / 29380423,
  ]
}
