import RealModule

/// How a number from 0 to 1 is told over the steps of a forward pass.
///
/// The formulas are those of BrainCog's encoders (base/encoder), whose step 0 is step 1 here.
public enum NeuralCode: String, CaseIterable, Hashable, Sendable, Codable {
  /// The number itself at every step.
  case direct
  /// 1 with the number as its probability, drawn for every step and neuron (Bernoulli, which many
  /// small steps make Poisson).
  case rate
  /// Time to first spike: one spike in the pass, the earlier and stronger the larger the number.
  case timeToFirstSpike = "ttfs"
  /// The number's first eight binary digits, one a step, each half as strong as the one before.
  case phase
  /// A neuron fires at a rate that follows its tuning curve: Gaussians side by side.
  case population
  /// A neuron fires once, the later the better the number fits its tuning curve.
  case populationTime = "population-time"
  /// A list over the pass, told with the times of its entries jittered.
  case shift

  /// One line on the formula, for help.
  public var note: String {
    switch self {
    case .direct: "x at every step"
    case .rate: "1 with probability x at each step, else 0"
    case .timeToFirstSpike: "1/t at the step t of T where T - t < x T <= T - t + 1, else 0"
    case .phase: "2^(1-t) at step t of 8 where binary digit t of x is 1, else 0"
    case .population:
      "neuron i of m takes r = exp(-(x - c)^2 / 2 s^2) a step and fires at 'threshold';"
        + " c = low + (i - 5/2) w, s = w / 1.5, w = (high - low) / (m - 2)"
    case .populationTime: "neuron i of m fires at step floor(T r) + 1 of T, r as in population"
    case .shift: "step t of T has the number of step t + round(deviation normal()), within 1 to T"
    }
  }

  /// Where the code comes from.
  public var source: String {
    switch self {
    case .direct: "Rueckauer et al. 2017, Front Neurosci 11:682"
    case .rate: "Adrian & Zotterman 1926, J Physiol 61:151"
    case .timeToFirstSpike: "Thorpe, Delorme & Van Rullen 2001, Neural Networks 14:715"
    case .phase: "Kim et al. 2018, Neurocomputing 311:373"
    case .population, .populationTime: "Bohte, Kok & La Poutre 2002, Neurocomputing 48:17"
    case .shift: "BrainCog's encoder.py"
    }
  }

  /// Whether one number is told by a whole population.
  public var isPopulationCode: Bool { self == .population || self == .populationTime }
}

/// Numbers that are told to some neurons, again in every forward pass.
public struct Encoding: Hashable, Sendable, Codable {
  /// How they are told.
  public var encoder: NeuralCode
  /// The numbers, from 0 to 1: one for each neuron, one for all, or with `shift` one for each step.
  public var values: [Double]
  /// How many steps a forward pass has.
  public var window: Int
  /// The current that 1 stands for.
  public var weight = 1.0
  /// The neurons that are told, counted from 0 within their population.
  public var neurons: Range<Int>
  /// The smallest and the largest number of a population code.
  public var low = 0.0, high = 1.0
  /// The standard deviation of the jitter, in steps.
  public var deviation = 1.0
  /// Where the neurons of `population` fire, having summed up their responses.
  public var threshold = 0.99

  /// Makes an encoding.
  public init(_ encoder: NeuralCode, _ values: [Double], window: Int, neurons: Range<Int>) {
    self.encoder = encoder
    self.values = values
    self.window = window
    self.neurons = neurons
  }

  /// The current at a step of the pass, counted from 0, for one neuron of the population; 0 for one
  /// that is not told.
  ///
  /// - Parameters:
  ///   - step: the step of the pass.
  ///   - neuron: the neuron, counted from 0 in the whole population.
  ///   - uniform: a number drawn evenly between 0 and 1, for `rate`.
  ///   - normal: a normally distributed number, for `shift`.
  public func current(
    step: Int, neuron: Int, uniform: @autoclosure () -> Double, normal: @autoclosure () -> Double
  ) -> Double {
    guard neurons.contains(neuron) else { return 0 }
    let place = neuron - neurons.lowerBound
    let value = values.count == 1 ? values[0] : place < values.count ? values[place] : 0
    return weight
      * {
        switch encoder {
        case .direct: value
        case .rate: value > uniform() ? 1 : 0
        case .timeToFirstSpike: firstSpike(of: value, at: step)
        case .phase: phase(of: value, at: step % 8)
        case .population: population(response(of: place), at: step)
        case .populationTime:
          (Double(window) * response(of: place)).rounded(.down) == Double(step) ? 1 : 0
        case .shift: shifted(by: normal(), at: step)
        }
      }()
  }

  private func firstSpike(of value: Double, at step: Int) -> Double {
    let time = value * Double(window)
    let left = Double(window - step)
    return left - 1 < time && time <= left ? 1 / Double(step + 1) : 0
  }

  // 1 has no eighth binary digit before its point, and so tells nothing.
  private func phase(of value: Double, at step: Int) -> Double {
    let digits = Int((value * 256).rounded(.down))
    return digits >> (7 - step) & 1 == 1 && digits < 256 ? 1 / Double(1 << step) : 0
  }

  private func response(of place: Int) -> Double {
    let spacing = (high - low) / Double(neurons.count - 2)
    let centre = low + (2 * Double(place) - 3) / 2 * spacing
    let width = spacing / 1.5
    let distance = (values.first ?? 0) - centre
    return .exp(-distance * distance / 2 / (width * width))
  }

  private func population(_ response: Double, at step: Int) -> Double {
    var mem = 0.0
    var fires = false
    for _ in 0...step {
      mem += response
      fires = mem >= threshold
      if fires { mem -= threshold }
    }
    return fires ? 1 : 0
  }

  private func shifted(by draw: Double, at step: Int) -> Double {
    // A jitter may be larger than any integer.
    let moved = (deviation * draw).rounded(.toNearestOrEven) + Double(step)
    let place = Int(min(max(moved, 0), Double(window - 1)))
    return place < values.count ? values[place] : 0
  }
}

extension Encoding {
  /// Reads what was saved; what an earlier version did not know stays as it was then.
  ///
  /// - Throws: `DecodingError` at a field that is missing or is no number.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      try fields.decode(NeuralCode.self, forKey: .encoder),
      try fields.decode([Double].self, forKey: .values),
      window: try fields.decode(Int.self, forKey: .window),
      neurons: try fields.decode(Range<Int>.self, forKey: .neurons))
    weight = try fields.decode(Double.self, forKey: .weight)
    low = try fields.decode(Double.self, forKey: .low)
    high = try fields.decode(Double.self, forKey: .high)
    deviation = try fields.decode(Double.self, forKey: .deviation)
    threshold = try fields.decodeIfPresent(Double.self, forKey: .threshold) ?? threshold
  }
}
