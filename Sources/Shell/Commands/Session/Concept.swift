import Equations
import Neurons
import OrderedCollections

/// A word of the subject that is no verb and no neuron, with the lesson that teaches it.
struct Concept: Sendable {
  let name: String
  let explanation: String
  /// The lesson, below the folder `sessions`.
  let lesson: String

  /// What help says.
  var text: String { "\(name): \(explanation); see the lesson \(lesson)" }

  static let all = [
    Concept(
      name: "tau",
      explanation: "the time constant of the membrane: without input mem falls to 37 % (1/e) within"
        + " it; in time steps mem goes 1/tau of the way to its input at each of them",
      lesson: "02-leak.nsh"),
    Concept(
      name: "threshold",
      explanation: "the membrane potential at which a neuron fires; a parameter of most neurons,"
        + " 'set n threshold=0.8'", lesson: "03-threshold-and-reset.nsh"),
    Concept(
      name: "reset",
      explanation: "in a neuron's spike block, 'reset mem = ...' puts mem there whenever it fires;"
        + " the verb 'reset n' returns a node to its start", lesson: "03-threshold-and-reset.nsh"),
    Concept(
      name: "rheobase",
      explanation: "the smallest constant input that makes a neuron fire: 'find rheobase n'",
      lesson: "05-f-i-curve-and-rheobase.nsh"),
    Concept(
      name: "refractory",
      explanation: "for how long after a spike a neuron cannot fire; 'refractory 2ms' in a neuron's"
        + " own text, which also holds mem; 'refractory 2ms holding nothing' lets it move, and"
        + " 'holding mem, w' holds more", lesson: "06-refractory-period.nsh"),
    Concept(
      name: "surrogate",
      explanation: "the gradient that learning uses in place of that of a spike, which is 0 or"
        + " infinite; 'set n act=atan' chooses one, 'list surrogates' shows all",
      lesson: "16-surrogate-gradients.nsh"),
    Concept(
      name: "alpha", explanation: "how steep a surrogate gradient is: 'set n alpha=3'",
      lesson: "16-surrogate-gradients.nsh"),
    Concept(
      name: "layer_by_layer",
      explanation: "with true, every node of a module takes its whole forward pass before the next"
        + " one begins; the spikes are the same", lesson: "17-modules-and-layers.nsh"),
    Concept(
      name: "function",
      explanation:
        "a term with a name and arguments in a neuron's text: 'function open(v) = 1 / (1 +"
        + " exp(-(v + 40mV) / 9mV))', then open(mem) in any term; units follow from what it is called"
        + " with, and a neuron that inherits may declare it anew",
      lesson: "19-models-of-your-own.nsh"),
    Concept(
      name: "state",
      explanation:
        "a number that the equations change: 'state w = 0' in a neuron's text. It begins at"
        + " a formula of parameters and the states before it; where its own equation rests for the"
        + " others' values, 'state h = steady' or 'state Ca = steady in uM'; or at a number that each"
        + " neuron draws from the seed, 'state mem = uniform(-70mV, -50mV)' or 'normal(0.5, 0.1)'."
        + " 'reset VALUE' behind it is where the verb reset puts it instead",
      lesson: "19-models-of-your-own.nsh"),
    Concept(
      name: "let",
      explanation:
        "a name for a term in a block: 'let INa = gNa * m^3 * h * (mem - ENa)'. What is named"
        + " in the integral can be seen as what is recorded: 'plot n INa', 'table n INa', 'hist n INa',"
        + " n.INa[5], 'sweep ... measure=max_INa'; a step has it as the step began",
      lesson: "19-models-of-your-own.nsh"),
    Concept(
      name: "compartment",
      explanation:
        "a part of a cable, or of another neuron, with a state of its own: 'state mem[200] = -65mV' has 200 of them in a row,"
        + " between which 'diffusion(mem, g)' flows. In their equations 'x' is the place from 0 to 1,"
        + " 'compartment' the number from 1, 'compartments' how many there are; a parameter has a value for"
        + " each by 'param g[3] = 1nS, 2nS, 3nS'. A plain name is that of the first: 'plot n mem[50]',"
        + " 'plot n mem over x', 'set n g[2]=5nS', 'feed n.input[1..5] const 1nA'",
      lesson: "21-cables-and-compartments.nsh"),
    Concept(
      name: "exact",
      explanation:
        "'set n spikes=exact' finds the instant at which mem reaches the threshold, between two steps too:"
        + " the reset acts then, several spikes may lie in one step, and they reach other neurons of that"
        + " kind at their time plus the delay, through synapses with equations too: these are solved"
        + " with the neuron, and where all of it is linear exactly. Spikes are told with their times; 'mem_before' of such a step"
        + " is mem at its last spike. An event 'when' a condition holds comes about where that begins to hold."
        + " Gradients go step by step all the same, and rules of 'learn' see each spike at the end of its"
        + " step and delays as whole steps; 'spikes exact' in a neuron's text. 'method=exact' is another thing: the matrix exponential, for equations that are linear in"
        + " their states",
      lesson: "22-between-steps.nsh"),
    Concept(
      name: "grid",
      explanation:
        "spikes at the ends of steps, as most models are published; 'help exact' for the other way",
      lesson: "22-between-steps.nsh"),
    Concept(
      name: "method",
      explanation:
        "how differential equations are solved, 'method rk4' in a neuron's text or 'set n method=rk4':"
        + " euler, exponential-euler and rk4 in steps of dt; backward-euler, crank-nicolson and rosenbrock"
        + " the same for stiff equations; exact by the matrix exponential, where equations are linear in their"
        + " states; adaptive, and stiff for stiff equations, in steps as long as"
        + " 'tolerance' allows, of which dt is only how often they are looked at",
      lesson: "22-between-steps.nsh"),
    Concept(
      name: "tolerance",
      explanation:
        "the error that a step of method=adaptive or stiff may have, as a share of each state, or of"
        + " 0.001 in its unit where it is smaller than that: 'set n tolerance=1e-9'; 1e-6 unless it is set."
        + " What equations do with t is looked at once in dt at least",
      lesson: "22-between-steps.nsh"),
    Concept(
      name: "pi",
      explanation: "3.14159..., as e is 2.71828..., in terms where nothing else has the name",
      lesson: "18-your-own-neuron.nsh"),
    Concept(
      name: "faraday_constant",
      explanation: "96485 C/mol, as gas_constant is 8.3145 J/mol/K: the Nernst potential of calcium"
        + " is gas_constant * T / (2 * faraday_constant) * log(2mM / ca), T being 36degC",
      lesson: "19-models-of-your-own.nsh"),
    Concept(
      name: "integral",
      explanation: "the block of a neuron's text that says how its states move: 'mem += ...' in a"
        + " time step, 'd mem/dt = ...' in continuous time; 'show lif' prints one",
      lesson: "18-your-own-neuron.nsh"),
    Concept(
      name: "spike",
      explanation: "the block of a neuron's text that says when it fires and what that does; the"
        + " state spike is 1 in a step that fired", lesson: "18-your-own-neuron.nsh"),
  ]
}

extension ModelLibrary {
  /// The parameters and states of all neurons, each with what it is first said to be.
  var namedQuantities: [Topic] {
    var notes: OrderedDictionary<String, (note: String, models: [String])> = [:]
    for model in all {
      let parameters = model.parameters.values.map { ($0.name, $0.note) }
      for (name, note) in parameters + model.states.values.map({ ($0.name, $0.note) }) {
        notes[name, default: (note, [])].models.append(model.name)
      }
    }
    return notes.map { name, entry in
      let more = entry.models.count > 6 ? " and \(entry.models.count - 6) more" : ""
      let models = entry.models.prefix(6).joined(separator: ", ") + more
      return Topic(name, "parameter", entry.note, explained: "\(name): \(entry.note), of \(models)")
    }
  }
}
