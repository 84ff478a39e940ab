import Equations

extension Command {
  static let fit = Command(
    "fit", .explore, "Change parameters and weights until a node or module does what is wanted.",
    traits: [.setsParameters],
    details: """
      Follows the gradient of half the squared distance from the target (Adam) over the node's
      window from reset, and sets the best parameters found. Targets: a number of spikes, a spike
      train (a CSV file of 0 and 1, a row a step) or a mem trace (a CSV file). In a file of several
      columns, as plot --csv writes it, the column 'spike' or 'mem' counts; mem is compared after a
      reset. Weights are named by their connection: x_hidden.weight; each is changed by itself where they
      differ (connect with deviation=), else all alike. A module is trained on samples: with
      classes=FILE each row of the file is what flows into the neurons of the first node and then the
      class, which is the neuron of the last node that is to fire most (cross-entropy); with rates=FILE
      there are wanted spikes a step in place of the class. A few rows may be typed themselves:
      classes="0,0,1 0,1,2". With batch=N each step goes by N of
      the samples, in an order that the seed draws, and an iteration is one pass over all. Ctrl-C stops and keeps the best so far. A
      target that is not reached is said so, with how far off the best is; 'expect' after a run makes that
      an error. Where nothing changes the loss, which happens where mem never comes near the threshold,
      that is one in any case.
      """,
    examples: [
      "create lif n tau=9 step=40; feed n const 1.5; fit n tau,threshold to spikes=10; run n; show n.tau",
      "create lif a; create lif b; connect a -> b weight=0.5; feed a const 1.5; fit b a_b.weight to spikes=3 steps=20",
      """
      create relay x n=2; create lif out n=2; connect x -> out weight=0 deviation=1; module net: x out; \\
        fit net x_out.weight to classes="0,0,1 0,2,2 2,0,2 2,2,2" steps=10 iterations=20 batch=2
      """,
    ],
    Argument<Target>.requiredTarget,
    Argument<Name>.word("PARAMETER,...", "what to change") { $0.listed($0.gradientCandidates) },
    Argument<Name>.word("to", "the word 'to'") { _ in [Candidate("to", "and the target")] },
    Argument<LossTarget?>.lossTarget,
    Argument<Quantity?>.passLength,
    Argument<Int?>.iterations, Argument<Quantity?>.searchRate, Argument<BatchSize?>.batch
  ) {
    (
      context: inout Context, target: Target, word: Name, to: Name, aim: LossTarget?,
      steps: Quantity?, iterations: Int?, rate: Quantity?, batch: BatchSize?
    ) throws(Diagnostic) in
    let search = try Search(
      to: to, aim: aim, steps: steps, iterations: iterations, rate: rate, batch: batch)
    let ends = try context.session.differentiated(target)
    let variables = try context.session.variables(word, at: ends.last, orInput: false)
    return try context.search(
      search, between: ends, changing: variables, named: word.range, at: target.range)
  }
}
