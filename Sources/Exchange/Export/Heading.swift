import Equations
import Neurons
import Simulation

extension ExportedNeuron {
  /// What every file begins with: what is computed in which order, and the model's own text.
  ///
  /// - Parameters:
  ///   - format: what the file is for.
  ///   - numbers: what its numbers are; those of the model in its units where nil.
  func heading(_ format: String, numbers: String? = nil) -> [String] {
    var lines = ["\(model.name) for \(format), written by neurosh."]
    if let reference = model.reference { lines.append("Source: \(reference)") }
    lines.append("A step is: integral, then spike, then what a spike resets, all in the same step.")
    if let threshold = firing { lines.append(threshold) }
    if model.hasDifferentialEquations {
      lines.append("Differential equations by \(method.rawValue): \(method.note).")
    } else {
      lines.append("Steps are as written: no differential equation.")
    }
    if let refractory = model.writtenRefractory {
      lines.append(
        "For \(refractory.text) after a spike there is no other, and "
          + "\(model.held.joined(separator: ", ")) stays where it is.")
    }
    lines.append(
      numbers ?? "Numbers are in the units of the model"
        + (timeUnit.isDimensionless ? "." : ": time in \(timeUnit.text)."))
    if node.precision == .float {
      lines.append("This node keeps numbers in 32 bits; here they have the other program's width.")
    }
    lines.append("")
    for declaration in model.lineage {
      lines += declaration.text.split(separator: "\n", omittingEmptySubsequences: false)
        .map(String.init)
      if lines.last?.isEmpty != true { lines.append("") }
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  // At or above the threshold, as the spike block has it.
  private var firing: String? {
    let deciding = model.measuredSpike.statements.filter {
      $0.target.text == "spike" && $0.kind != .definition
    }
    guard let statement = deciding.first else { return nil }
    if statement.value.contains(where: { part in
      if case .call(let name, _) = part.kind { name.text == "act" } else { false }
    }) {
      let surrogate = node.surrogate
      return "act is \(surrogate.rawValue): \(surrogate.note)."
    }
    return "It fires by: \(statement.text)"
  }
}

extension [String] {
  /// The lines as comments.
  ///
  /// - Parameter mark: what begins a comment.
  func commented(_ mark: String) -> [String] {
    map { $0.isEmpty ? mark : "\(mark) \($0.onOneLine)" }
  }
}

extension String {
  /// The text without anything that ends a line or steers a terminal.
  var onOneLine: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map { $0.value < 32 || (127..<160).contains($0.value) ? " " : $0 }))
  }
}
