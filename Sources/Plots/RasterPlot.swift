/// Which neuron fired when, as text: time to the right, neurons upwards, and below them how often
/// they fired.
///
/// Where neurons or steps share a mark, the mark says how many spikes it stands for: none is lost.
public struct RasterPlot: Plot, Hashable {
  /// The spikes of one population.
  public struct Group: Hashable, Sendable {
    /// The population's name.
    public var name: String
    /// How many neurons it has.
    public var neurons: Int
    /// The number of its first neuron, as the axis counts them.
    public var firstNeuron: Int
    /// For every spike its neuron, counted from 0.
    public var spikeNeurons: [Int]
    /// For every spike its sample, counted from 0; as many.
    public var spikeSamples: [Int]
    /// How long before its sample each spike was, as a share of the time between two samples; empty where
    /// all are at their samples.
    public var spikeLeads: [Double] = []

    /// Makes a group.
    public init(
      name: String, neurons: Int, firstNeuron: Int = 1, spikeNeurons: [Int], spikeSamples: [Int]
    ) {
      self.name = name
      self.neurons = neurons
      self.firstNeuron = firstNeuron
      self.spikeNeurons = spikeNeurons
      self.spikeSamples = spikeSamples
    }

    /// Round numbers of neurons, at most so many; all of up to four.
    func ticks(_ count: Int) -> [Int] {
      let last = max(firstNeuron, firstNeuron + neurons - 1)
      return Ticks(
        Double(firstNeuron)...Double(last), count: neurons <= 4 ? max(1, neurons) : count
      ).values.filter { $0 == $0.rounded() }.map { Int($0) }
    }
  }

  /// The populations, from the top.
  public var groups: [Group]
  /// How many samples there are.
  public var samples: Int
  /// The time of the first sample.
  public var firstStep: Double
  /// The time between two samples.
  public var interval: Double
  /// What the time axis shows.
  public var time: PlotAxis
  /// What the strip below shows.
  public var rate: PlotAxis
  /// The rate, in the unit of `rate`, of a neuron that fires at every sample.
  public var highestRate: Double

  /// Makes a plot.
  public init(
    groups: [Group], samples: Int, firstStep: Double = 1, interval: Double = 1,
    time: PlotAxis = PlotAxis("step"), rate: PlotAxis = PlotAxis("rate"), highestRate: Double = 1
  ) {
    self.groups = groups
    self.samples = samples
    self.firstStep = firstStep
    self.interval = interval
    self.time = time
    self.rate = rate
    self.highestRate = highestRate
  }

  /// The plot as lines without trailing spaces, none longer than `width`.
  public func rendered(width: Int, height: Int = 16, style: PlotStyle = .ascii) -> String {
    let (width, height) = drawable(width: width, height: height)
    return RasterLayout(self, width: width, height: height, style: style).lines
      .text(width: width, style: style)
  }

  /// The spikes of a population that lie within the plot.
  ///
  /// There may be millions, so that no list is made of them.
  func spikes(of group: Group) -> some Sequence<(neuron: Int, sample: Int)> {
    zip(group.spikeNeurons, group.spikeSamples).lazy
      .filter { [samples] in 0..<group.neurons ~= $0 && 0..<samples ~= $1 }
      .map { (neuron: $0, sample: $1) }
  }

  /// How often a neuron of a population fires on average, in `most` bins, or one for each sample
  /// where those are fewer.
  func rates(of group: Group, bins most: Int) -> [Double] {
    let bins = SampleScale(count: samples, columns: max(1, min(samples, most)))
    return bins.counts(of: spikes(of: group).lazy.map(\.sample)).enumerated().map { bin, count in
      highestRate * Double(count) / Double(bins.width(of: bin) * max(1, group.neurons))
    }
  }

  /// What the axis of rates covers.
  func rateRange(of rates: some Sequence<Double>) -> ClosedRange<Double> {
    PlotAxis("", beginsAtZero: true).range(of: rates) ?? 0...1
  }

  /// For every population the time and the neuron of each spike.
  public var series: [PlotSeries] {
    let decimals = Decimals(of: [firstStep, interval])
    return groups.map { group in
      PlotSeries(
        name: group.name,
        columns: [
          .init(
            time,
            group.spikeSamples.enumerated().map { index, sample in
              group.spikeLeads.isEmpty
                ? decimals.nearest(to: firstStep + Double(sample) * interval)
                : firstStep + (Double(sample) - group.spikeLeads[index]) * interval
            }),
          .init("neuron", group.spikeNeurons.map { Double(group.firstNeuron + $0) }),
        ])
    }
  }
}
