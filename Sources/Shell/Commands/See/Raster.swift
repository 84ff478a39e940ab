import Equations
import OrderedCollections
import Plots
import Simulation

extension Command {
  static let raster = Command(
    "raster", .see, "Draw which neuron fired when, and how often they fired.",
    details: """
      Time goes to the right and the neurons upwards; each population has its own band. Where
      several spikes share a mark it is their number, # for ten and more, or where many neurons
      share a row a heavier mark for more spikes. The strip below is the mean rate of a neuron in
      each column.
      """,
    examples: [
      "create lif p n=20; feed p noise mean=1 sd=1; run p 60; raster p",
      "create lif e n=80; create lif i n=20 tau=3; feed e const 1.2; feed i const 1.2; run 50; raster",
      "create lif p n=500; feed p noise mean=1 sd=1; run p 200; raster p last=100 style=braille",
    ],
    Argument<Target>.everyTarget,
    Argument<StepWindow>.stepWindow,
    Argument<PlotLook>.look,
    Argument<PlotFiles>.plotFiles
  ) {
    (
      context: inout Context, target: Target, window: StepWindow, look: PlotLook, files: PlotFiles
    ) throws(Diagnostic) in
    var plot: RasterPlot?
    for part in target.thatRan(in: context.session).parts {
      guard let node = context.session.nodes[part.node] else { continue }
      let steps = try window.steps(of: node, at: target.range)
      try node.require(["spike"], steps: steps, at: target.range)
      var shape = node.rasterPlot(steps: steps)
      if let plot {
        guard
          (plot.firstStep, plot.interval, plot.samples, plot.time) == (
            shape.firstStep, shape.interval, shape.samples, shape.time
          )
        else {
          throw Diagnostic(
            "'\(node.name)' has other steps than the nodes before it", at: target.range,
            expected: "a raster of its own, or from= and to=")
        }
        shape.groups = plot.groups
      }
      shape.groups.append(
        try context.unlessStopped(at: target.range) {
          node.rasterGroup(part, steps: steps, isInterrupted: $0)
        })
      plot = shape
    }
    guard let plot else { throw context.session.noNodes(at: target.range) }
    return try context.show([plot], look, files)
  }
}
