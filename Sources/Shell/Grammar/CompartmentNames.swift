import Equations
import Neurons
import OrderedCollections
import Simulation

// What of a neuron's compartments a word picks: `mem[50]`, `mem[1..3]`.
extension NeuronModel {
  /// The quantities of the compartments that a word picks; nil where it has no brackets, or what it
  /// names has no compartments.
  ///
  /// - Throws: `Diagnostic` at the brackets where there are no such compartments.
  func compartments(of word: Name) throws(Diagnostic) -> [String]? {
    let reference = Reference(word)
    guard reference.quantity == nil, case .written(let brackets) = reference.neurons,
      isByCompartment(reference.name.text)
    else { return nil }
    let all = all(reference.name.text)
    guard let range = brackets.text.bracketedRange(upTo: all.count) else {
      throw Diagnostic(
        "'\(word.text.shortened)' picks no compartments of '\(name)'", at: brackets.range,
        expected: "[NUMBER] or [FIRST..LAST] from 1 to \(all.count)", kind: .outOfRange)
    }
    return Array(all[range])
  }

  /// A name as equations have it: what is of the first compartment may be called `mem[1]` as well.
  func writtenOut(_ name: Name) -> Name {
    guard name.text.hasSuffix("[1]") else { return name }
    let declared = String(name.text.dropLast("[1]".count))
    return isByCompartment(declared) ? Name(all(declared)[0], name.range) : name
  }

  /// A name as it is declared: `mem[200]` for what there is of each compartment.
  func declared(_ name: String) -> String {
    isByCompartment(name) ? "\(name)[\(all(name).count)]" : name
  }
}

extension Node {
  /// What can be seen of each step, without those of the further compartments.
  var declaredQuantities: [String] { quantities.filter { !$0.isOfFurtherCompartment } }

  /// What of it can be seen in each compartment.
  var placedQuantities: [String] {
    model.compartments == nil ? [] : declaredQuantities.filter(model.isByCompartment)
  }

  /// The same with its parameters.
  var placedNames: [String] {
    placedQuantities + model.declaredParameters.keys.filter(model.isByCompartment)
  }

  /// What a name that is set stands for: all compartments, or those in brackets.
  func places(of name: Name) throws(Diagnostic) -> [Name] {
    guard model.compartments != nil else { return [name] }
    let names = try model.compartments(of: name) ?? model.all(name.text)
    return names.map { Name($0, name.range) }
  }
}

extension String {
  /// Whether it names what another compartment than the first has, which lists leave out.
  var isOfFurtherCompartment: Bool { hasSuffix("]") && !hasSuffix("[1]") }

  /// The numbers that `[3]` or `[1..5]` picks of some, counted from 0; nil where it picks none.
  func bracketedRange(upTo count: Int) -> Range<Int>? {
    guard hasPrefix("["), hasSuffix("]") else { return nil }
    let ends = dropFirst().dropLast().split(separator: ".", omittingEmptySubsequences: false)
    guard ends.count == 1 || ends.count == 3 && ends[1].isEmpty, let first = Int(ends[0]),
      let last = Int(ends[ends.count - 1]), first >= 1, last >= first, last <= count
    else { return nil }
    return first - 1..<last
  }
}
